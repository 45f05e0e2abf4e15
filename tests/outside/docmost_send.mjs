// Docmost's own way to its mail settings and out: @nestjs/config with dotenv-expand, then nodemailer, as in its environment.service.ts,
// mail.provider.ts and smtp.driver.ts. The packages are those that install-docmost.sh put below $SMTP_WIZARD_OUTSIDE/docmost.
//
//   docmost_send.mjs read FILE…             {FILE: {KEY: value}}: every variable of each file, as the app sees it
//   docmost_send.mjs send [FILE] ADDRESS    settings from the file (bare) or the environment (container); one mail
import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(path.join(process.env.SMTP_WIZARD_OUTSIDE, 'docmost', 'package.json'))
require('reflect-metadata')
const { ConfigModule } = require('@nestjs/config')
const nodemailer = require('nodemailer')
const before = { ...process.env }
// Docmost's main.ts does this: what its mail library throws in a callback ends no process, and no mail either.
process.on('uncaughtException', error => console.error('UncaughtException:', error))

async function variables (file) {
  let seen = {}
  await ConfigModule.forRoot({ isGlobal: true, expandVariables: true, envFilePath: file, validate: config => (seen = { ...config }, config) })
  for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key]
  return Object.fromEntries(Object.entries(seen).filter(([key]) => !(key in before)))
}

function settings (get) {
  if (!['smtp', 'postmark'].includes(get('MAIL_DRIVER')) && get('MAIL_DRIVER') !== undefined) throw new Error('MAIL_DRIVER is invalid')
  const secure = (get('SMTP_SECURE') || 'false').toLowerCase() === 'true'
  return {
    driver: get('MAIL_DRIVER') || 'log',
    from: `${get('MAIL_FROM_NAME') ?? 'Docmost'} <${get('MAIL_FROM_ADDRESS')}> `,
    options: {
      host: get('SMTP_HOST'),
      port: parseInt(get('SMTP_PORT')),
      connectionTimeout: 30000,
      auth: get('SMTP_USERNAME') && get('SMTP_PASSWORD') ? { user: get('SMTP_USERNAME'), pass: get('SMTP_PASSWORD') } : undefined,
      secure,
      ignoreTLS: (get('SMTP_IGNORETLS') || 'false').toLowerCase() === 'true'
    }
  }
}

async function send (mail, to) {
  if (mail.driver === 'log') return { sent: false, error: 'the log driver sends nothing' }
  const transport = nodemailer.createTransport(mail.options)
  try {
    const info = await transport.sendMail({ from: mail.from, to, subject: 'Test', text: 'A test from Docmost.' })
    return { sent: true, envelope: info.envelope, response: info.response }
  } catch (error) {
    return { sent: false, error: `${error.code}: ${error.message}` }
  } finally {
    transport.close()
  }
}

const [verb, ...words] = process.argv.slice(2)
if (verb === 'read') {
  const found = {}
  for (const file of words) found[file] = await variables(file)
  console.log(JSON.stringify(found))
} else {
  const to = words.pop()
  const values = words.length ? await variables(words[0]) : process.env
  const mail = settings(key => values[key])
  const versions = { nodemailer: require('nodemailer/package.json').version, node: process.version.slice(1) }
  console.log(JSON.stringify({ settings: mail, ...await send(mail, to), versions }))
}
