<?php
// Coolify's own way to its mail settings and out: what its API or tinker makes of mail.json, then Symfony Mailer, as in Coolify's
// SmtpTransportFactory (4.3.10) and EmailChannel. Run with the php that install-coolify.sh made below $SMTP_WIZARD_OUTSIDE/coolify.
//
//   coolify_send.php api|tinker [ADDRESS]   settings from mail.json on standard input (api) or its base64 in $CFG (tinker); one mail
//   coolify_send.php passwords-api|passwords-tinker    base64 of one mail.json a line on standard input; the passwords that arrive
//   coolify_send.php modes                  a list of settings on standard input; how each begins: implicit, opportunistic or never

spl_autoload_register(function (string $class): void {
    foreach (['', 'Symfony/Component/'] as $prefix) {
        $file = getenv('SMTP_WIZARD_OUTSIDE') . '/coolify/usr/share/php/' . $prefix . str_replace('\\', '/', $class) . '.php';
        if (is_file($file)) {
            require $file;
            return;
        }
    }
});
if (!function_exists('trigger_deprecation')) {
    function trigger_deprecation(): void {}
}

use Symfony\Component\Mailer\Mailer;
use Symfony\Component\Mailer\Transport\Smtp\EsmtpTransport;
use Symfony\Component\Mime\Address;
use Symfony\Component\Mime\Email;

const INVISIBLE = ' \n\r\t\v\0';

/** Laravel's TrimStrings and ConvertEmptyStringsToNull, then the rules of PATCH /settings/email. */
function through_api(array $input): array
{
    $trim = '~^[\s\x{FEFF}\x{200B}\x{200E}' . INVISIBLE . ']+|[\s\x{FEFF}\x{200B}\x{200E}' . INVISIBLE . ']+$~u';
    $known = ['smtp_enabled', 'smtp_from_address', 'smtp_from_name', 'smtp_host', 'smtp_port', 'smtp_encryption', 'smtp_username',
        'smtp_password', 'smtp_timeout', 'smtp_ehlo_domain', 'resend_enabled', 'resend_api_key'];
    $errors = array_values(array_diff(array_keys($input), $known));
    foreach ($input as $key => $value) {
        if (is_string($value)) {
            $value = preg_replace($trim, '', $value);
            $value = $value === '' ? null : $value;
        }
        $input[$key] = $value;
        $valid = match ($key) {
            'smtp_enabled', 'resend_enabled' => is_bool($value),
            'smtp_port' => $value === null || (is_int($value) && $value >= 1 && $value <= 65535),
            'smtp_timeout' => $value === null || (is_int($value) && $value >= 0),
            'smtp_encryption' => $value === null || in_array($value, ['starttls', 'tls', 'none'], true),
            'smtp_ehlo_domain' => $value === null || preg_match('/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/D', $value) === 1,
            'smtp_from_address' => $value === null || filter_var($value, FILTER_VALIDATE_EMAIL, FILTER_FLAG_EMAIL_UNICODE) !== false,
            default => $value === null || (is_string($value) && mb_strlen($value) <= 255),
        };
        if (!$valid) {
            $errors[] = $key;
        }
    }
    if ($errors) {
        throw new InvalidArgumentException('422: ' . implode(', ', $errors));
    }

    return $input;
}

function transport(array $settings): EsmtpTransport
{
    $tls = match ($settings['smtp_encryption']) { 'none' => false, 'tls' => true, default => null };
    $transport = new EsmtpTransport($settings['smtp_host'], (int) $settings['smtp_port'], $tls);
    if ($settings['smtp_encryption'] === 'none') {
        $transport->setAutoTls(false);
    }
    $transport->setUsername($settings['smtp_username'] ?? '');
    $transport->setPassword($settings['smtp_password'] ?? '');
    if (isset($settings['smtp_timeout'])) {
        $transport->getStream()->setTimeout((float) $settings['smtp_timeout']);
    }
    if (!empty($settings['smtp_ehlo_domain'])) {
        $transport->setLocalDomain($settings['smtp_ehlo_domain']);
    }

    return $transport;
}

function send(array $settings, string $to): array
{
    if (empty($settings['smtp_enabled']) || !empty($settings['resend_enabled'])) {
        return ['sent' => false, 'error' => 'SMTP is not what would be used'];
    }
    try {
        $email = (new Email())->from(new Address($settings['smtp_from_address'], $settings['smtp_from_name'] ?? 'Coolify'))
            ->to($to)->subject('Coolify: Test Email')->html('<p>A test from Coolify.</p>');
        (new Mailer(transport($settings)))->send($email);
    } catch (Throwable $error) {
        return ['sent' => false, 'error' => get_class($error) . ': ' . $error->getMessage()];
    }

    return ['sent' => true, 'error' => null];
}

/** Symfony names no version of itself; Debian's changelog does. */
function versions(): array
{
    $changelog = @gzfile(getenv('SMTP_WIZARD_OUTSIDE') . '/coolify/usr/share/doc/php-symfony-mailer/changelog.Debian.gz') ?: [''];
    preg_match('/\((\d[\d.]*)/', $changelog[0], $match);

    return ['Symfony Mailer' => $match[1] ?? '?', 'PHP' => PHP_VERSION];
}

[, $via, $to] = $argv + [2 => null];
if ($via === 'modes') {
    echo json_encode(array_map(function (array $settings): string {
        $transport = transport($settings);
        return $transport->getStream()->isTLS() ? 'implicit' : ($transport->isAutoTls() ? 'opportunistic' : 'never');
    }, json_decode(stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR)));
    exit;
}
if (str_starts_with($via, 'passwords-')) {
    $found = [];
    foreach (explode("\n", stream_get_contents(STDIN)) as $line) {
        $settings = json_decode(base64_decode($line), true, 512, JSON_THROW_ON_ERROR);
        $found[] = ($via === 'passwords-api' ? through_api($settings) : $settings)['smtp_password'];
    }
    echo json_encode($found, JSON_THROW_ON_ERROR);
    exit;
}
try {
    $settings = $via === 'tinker'
        ? json_decode(base64_decode(getenv('CFG')), true)
        : through_api(json_decode(stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR));
    $result = ['settings' => $settings] + ($to === null ? [] : send($settings, $to) + ['versions' => versions()]);
} catch (InvalidArgumentException $error) {
    $result = ['error' => $error->getMessage()];
}
echo json_encode($result, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE);
