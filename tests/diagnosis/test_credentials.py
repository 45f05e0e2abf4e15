"""What `explain` takes for a secret and what it doesn't, a form a line. A secret is in nothing that is shown, and is told of."""

from __future__ import annotations

import base64
import io
import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wizard import providers
from wizard.cli.explain import _document, _words
from wizard.diagnosis.credentials import BLOT, Finder
from wizard.diagnosis.entries import cut
from wizard.diagnosis.explain import explain
from wizard.diagnosis.keyword import any_of
from wizard.setup.explaining import words

PW = "hunter2Xq9"
PLAIN = base64.b64encode(f"\0alice@example.com\0{PW}".encode()).decode()
PW64 = base64.b64encode(PW.encode()).decode()
HEX = "0123456789abcdef" * 2
LONG = "wSsVR60h9ArfXq2k+bD3" + "Q7wErTy5UiOpAsDf" * 6 + "=="

# Written with PW, unless the row names the secret.
SECRETS: list[tuple[str, ...]] = [
    # addresses
    (f"smtp://alice@example.com:{PW}@smtp.example.com:587 said 535 5.7.8 bad",),
    (f"smtp://alice%40example.com:{PW}@smtp.example.com:587",),
    (f"smtps://:{PW}@smtp.example.com",),
    ("smtp://alice:p@ss:w/rd9@smtp.example.com:587", "p@ss:w/rd9"),
    (f"EMAIL_URL=smtp+tls://alice@example.com:{PW}@[2001:db8::1]:587",),
    (f"dialing alice@example.com:{PW}@smtp.example.com:587",),
    # command lines
    (f"curl --url smtp://smtp.example.com --user alice:{PW} --mail-from a@example.com",),
    (f"curl smtps://smtp.example.com -u 'alice@example.com:{PW}' -T mail.txt",),
    (f"curl smtps://smtp.example.com -ualice:{PW}",),
    ("curl smtps://smtp.example.com -u 'alice:correct horse9'", "correct horse9"),
    (f"curl smtp://smtp.example.com \\\n  --mail-from a@example.com \\\n  --user alice:{PW} \\\n  -T mail.txt",),
    (f'curl smtp://smtp.example.com --user "alice@example.com:{PW}"',),
    (f"swaks --server smtp.example.com --auth-user a --auth-password {PW}",),
    (f"swaks --server smtp.example.com -au alice -ap {PW} -tls",),
    (f"swaks -s smtp.example.com -a LOGIN -au alice -ap '{PW}'",),
    (f"sendEmail -f a@example.com -xu alice -xp {PW} -s smtp.example.com",),
    (f"mail-client --smtp-password={PW} --port 587",),
    (f"mail-client --smtp-pass {PW}",),
    (f"app serve --api-key {PW}",),
    (f"echo -n '{PW}' | base64",),
    (f"printf '\\0alice\\0{PW}' | base64",),
    (f"Send-MailMessage -Credential (ConvertTo-SecureString '{PW}' -AsPlainText)",),
    # programs
    (f'    server.login("alice@example.com", "{PW}")',),
    (f"    smtp.login(user, '{PW}')",),
    (f'auth := smtp.PlainAuth("", "alice@example.com", "{PW}", "smtp.example.com")',),
    (f'new NetworkCredential("alice", "{PW}")',),
    (f"$mail->setPassword('{PW}');",),
    (f"$mail->Password = '{PW}';",),
    (f"auth: {{ user: 'alice', pass: '{PW}' }}",),
    # files of mail programs
    (f"[smtp.example.com]:587 alice:{PW}",),
    (f"[smtp.example.com]:submission alice@example.com:{PW}",),
    (f"smtp.example.com alice@example.com:{PW}",),
    (f"smtp.example.com:587 alice:{PW}",),
    (f"[smtp.example.com] alice:{PW}",),
    (f"smtp.example.com:alice@example.com:{PW}",),
    (f"smtp_sasl_password_maps = static:alice:{PW}",),
    (f"account default\nhost smtp.example.com\nuser alice\npassword {PW}",),
    (f"machine smtp.example.com login alice password {PW}",),
    ("machine smtp.example.com login alice password butterfly", "butterfly"),
    ("password   butterfly", "butterfly"),
    (f'set smtp_pass = "{PW}"',),
    (f"client_send = : alice : {PW}",),
    (f'AuthInfo:smtp.example.com "U:alice" "P={PW}" "M:PLAIN"',),
    (f"smtp_sasl_passwd_lookup: host `smtp.example.com' user `alice' pass `{PW}'",),
    # settings
    (f"<password>{PW}</password>",),
    (f"<smtpPassword type='string'>{PW}</smtpPassword>",),
    (f'<add key="SmtpPassword" value="{PW}"/>',),
    (f'<property name="mail.smtp.password" value="{PW}" />',),
    (f"        - name: SMTP_PASSWORD\n          value: {PW}",),
    (f'        - name: "SMTP_PASSWORD"\n          value: "{PW}"\n        - name: X',),
    (f'{{"name": "SMTP_PASSWORD", "value": "{PW}"}}',),
    (f'env: [{{"name": "SMTP_PASSWORD", "value": "{PW}"}}]',),
    (f"- {{name: SMTP_PASSWORD, value: {PW}}}",),
    (f"smtp_password: >-\n  {PW}",),
    (f"smtp_password: |\n  {PW}\nsmtp_port: 587",),
    ("SMTP_PASSWORD=abcd efgh ijkl mnop", "abcd efgh ijkl mnop"),
    ("SMTP_PASSWORD: abcd efgh ijkl mnop", "abcd efgh ijkl mnop"),
    ("with app password abcd efgh ijkl mnop", "abcd efgh ijkl mnop"),
    ("SMTP_PASSWORD=correct horse battery", "correct horse battery"),
    ('export SMTP_PASSWORD="correct horse battery"', "correct horse battery"),
    ('password = """hunter2;Xq9"""', "hunter2;Xq9"),
    ("SMTP_PASSWORD=hunt,er2;Xq9", "er2;Xq9"),
    ('SMTP_PASSWORD=hunt"er2Xq9', "er2Xq9"),
    ('{"SMTP_PASSWORD": "hunt\\"er2Xq9", "port": 587}', "er2Xq9"),
    ("password=hunt)er2Xq9 host=x", "er2Xq9"),
    (f"SMTP_PASSWORD={'kQ9x' * 80}", "kQ9x" * 10),
    (f"AuthPass={PW}",),
    (f"smtpPass: {PW}",),
    (f"mail.smtp.password={PW}",),
    (f"Server=x;Password={PW};Port=25",),
    (f"https://app.example.com/test?password={PW}&port=587",),
    (f"user alice password {PW}",),
    (f"Password for alice@example.com: {PW}",),
    (f"the password is {PW}, and still",),
    (f"trying with password '{PW}'",),
    (f"trying with password {PW} now",),
    (f"credentials: alice:{PW}",),
    (f"CURLOPT_USERPWD => 'alice:{PW}'",),
    (f"pw={PW}",),
    (f"smtp_pw: {PW}",),
    (f"{{'user': 'alice', 'pw': '{PW}'}}",),
    (f"pwd: {PW}",),
    (f"X-Postmark-Server-Token: {PW}",),
    (f"SMTP2GO_APIKEY = {PW}",),
    (f"authorization code: {PW}",),
    # other languages
    (f"Kennwort: {PW}",),
    (f"Passwort = {PW}",),
    (f"contraseña: {PW}",),
    (f"CONTRASEÑA={PW}",),
    (f"mot de passe : {PW}",),
    (f"mot_de_passe={PW}",),
    (f"wachtwoord: {PW}",),
    (f"hasło: {PW}",),
    (f"heslo: {PW}",),
    (f"lösenord: {PW}",),
    (f"adgangskode: {PW}",),
    (f"Passord: {PW}",),
    (f"salasana: {PW}",),
    (f"senha: {PW}",),
    (f"parola: {PW}",),
    (f"şifre: {PW}",),
    (f"пароль: {PW}",),
    (f"密码：{PW}",),
    (f"授权码: {PW}",),
    (f"パスワード：{PW}",),
    (f"비밀번호: {PW}",),
    # keys
    ("failed with api-" + HEX.upper(), HEX.upper()),
    (f"sending with {HEX}-01234567-89abcdef now", HEX),
    (f"key-{HEX}", HEX),
    (f"using {LONG}", LONG),
    (f"Authorization: Zoho-enczapikey {LONG}", LONG),
    (f"EMAIL_TOKEN=Zoho-enczapikey {LONG}", LONG),
    (f"token: Bearer {PW}{PW}", PW),
    ("mssp.a1B2c3D.z3m5jgrx9q04dpyo.x7Yz9Kq", "z3m5jgrx9q04dpyo"),
    ("abc8Q~" + "Z1x2C3v4B5n6M7a8S9d0F1g2H3j4K5l6m", "Z1x2C3v4B5n6M7a8S9d0F1g2H3j4K5l6m"),
    (f"-----BEGIN PRIVATE KEY-----\n{HEX}AA\n{HEX}BB\n-----END PRIVATE KEY-----", HEX),
    # logins
    (f"[10:00:00] DEBUG [c1] S: 334 UGFzc3dvcmQ6\n[10:00:00] DEBUG [c1] C: {PW64}", PW64),
    (f"[2026-05-05 10:00:00] DEBUG [abc12] C: AUTH PLAIN\n[2026-05-05 10:00:00] DEBUG [abc12] C: {PLAIN}", PLAIN),
    (f"2026-05-05T10:00:00Z smtp[12] <-- 334 \n2026-05-05T10:00:00Z smtp[12] --> {PLAIN}", PLAIN),
    ("334 UGFzc3dvcmQ6\ncHcx", "cHcx"),
    ("334 UGFzc3dvcmQ6\ncGFzczE=", "cGFzczE="),
    (f"C: AUTH PLAIN {PLAIN}", PLAIN),
    (f"AUTH PLAIN {PLAIN[:26]}", PLAIN[:26]),
    (f"AUTH LOGIN {PW64}", PW64),
    (f"A001 LOGIN alice {PW}",),
    (f"C: PASS {PW}",),
]

NO_SECRETS = [
    "Invalid username or password: 535 5.7.8",
    "Invalid username or password: 535-5.7.8 Username and Password not accepted",
    "bad password: 5.7.8 Error: authentication failed",
    "535 5.7.8 AUTH LOGIN authentication failed",
    "AUTH PLAIN mechanism not supported",
    "250-AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH",
    "250 AUTH PLAIN OAUTHBEARER",
    "SASL LOGIN authentication failed: UGFzc3dvcmQ6",
    "password incorrect",
    "Password incorrect: user alice",
    "password authentication is disabled",
    "the password is empty",
    "password: yes",
    "using password: YES",
    "using password (YES)",
    "password: please try again",
    "Password: must be at least eight characters",
    "Invalid password: User unknown in the directory",
    "SMTP password: not configured",
    "token: expired",
    "Unexpected token: punc (.)",
    "SyntaxError: Unexpected token < in JSON at position 0",
    '"token_count": 50, "tokens": 100',
    "passed: 3 failed: 2",
    "bypass: on, compass: north",
    "password_file: /run/secrets/smtp",
    "passwordeval gpg -d ~/.msmtp.gpg",
    "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd",
    "password_min_length=12 password_reset: true",
    "existingSecret: smtp-login",
    "secretName: smtp-login",
    "PWD=/srv/app OLDPWD=/",
    "password= host=smtp.example.com",
    "password: username: alice",
    "SMTP_PASSWORD=$SMTP_PASSWORD",
    "SMTP_PASSWORD=%SMTP_PASSWORD%",
    "password: !secret smtp_password",
    'password: "{{ smtp_password }}"',
    "password=os.environ['SMTP_PASSWORD']",
    "pass: process.env.SMTP_PASS",
    "password: javax.mail.AuthenticationFailedException",
    "password: (535, b'5.7.8 bad')",
    "invalid credentials: alice",
    "Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials - gsmtp",
    "https://example.com:8080/path?mail=alice@example.com",
    "docker run -u 1000:1000 --user www-data:www-data app",
    "curl: (67) Access denied: 535",
    "curl -u www-data:www-data",
    "relay=smtp.example.com[192.0.2.1]:587, delay=1",
    "[smtp.example.com]:587: Connection refused",
    "[mail.service] error:refused",
    "[smtp.example.com]:587 error:timeout",
    "smtp.example.com:587 connect:refused",
    "to=<alice@example.com>, relay=none, status=deferred (host mx.example.com[192.0.2.1] said: 450)",
    "password is base64 encoded",
    "the password is required",
    "with password authentication.",
    "the password 'SMTP_PASSWORD' is not set",
    "getpass('SMTP password: ')",
    "- name: SMTP_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      key: password",
    "334 UGFzc3dvcmQ6\n535 5.7.8 Error: authentication failed",
    "334 UGFzc3dvcmQ6\nsmtplib.SMTPAuthenticationError",
    "Kennwort: falsch",
    "mot de passe : incorrect",
    "contraseña: incorrecta",
    "contraseña incorrecta",
    "密码: 错误",
    "api-gateway said 01234567-89ab-cdef-0123-456789abcdef",
    "key=12 value: 4",
    "id 0123456789abcdef0123456789abcdef-01234567",
    "user alice password incorrect",
    "Login denied, user alice password verification failed",
    "password mismatch",
    "SMTP AUTH is required: pass user and password",
    "reset-password link sent",
]

ERROR = "535 5.7.8 Error: authentication failed"


def shown(text: str) -> str:
    """Everything that may come of a text: both answers, what groups repeat, the wizard's page, and the lines that are judged."""
    found = explain(text, providers=providers.load_all())
    lines = [line for entry in cut(io.StringIO(text), Finder()) for line in (*entry.lines, *entry.before)]
    groups = [group.seen for group in found.groups]
    return "\n".join(("\n".join(_words(found)), json.dumps(_document(found), ensure_ascii=False), *groups, words(found), *lines))


@pytest.mark.parametrize("row", SECRETS, ids=lambda row: row[0])
def test_a_secret_is_told_of_and_never_shown(row: tuple[str, ...]) -> None:
    text, secret = row[0], row[-1] if len(row) > 1 else PW
    for whole in (text, f"{text}\n{ERROR}", f"{ERROR}\n{text}", f"2026-05-05T10:00:00Z ERROR smtp\n{text}\n{ERROR}"):
        found = explain(whole, providers=providers.load_all())
        assert found.warnings, whole
        assert "change it" in found.warnings[0]
        assert secret not in shown(whole)
        assert not [part for part in secret.split() if len(part) > 3 and part in shown(whole)]
    assert "wrong-credentials" in {cause.cause for cause in explain(f"{text}\n{ERROR}").causes}


@pytest.mark.parametrize("text", NO_SECRETS)
def test_the_words_of_an_error_are_no_secret(text: str) -> None:
    finder = Finder()
    assert [finder.blot(line) for line in text.split("\n")] == text.split("\n")
    assert finder.warnings() == ()


@given(st.lists(st.text("abc ", min_size=1, max_size=4), min_size=1, max_size=8), st.text("abc ", max_size=30))
def test_one_look_finds_what_a_search_for_each_finds(words: list[str], text: str) -> None:
    found = any_of(words).findall(text)
    assert bool(found) == any(word in text for word in words)
    assert set(found) <= set(words)


DISTINCT = ["brevo", "sendgrid", "resend", "acs"]


@settings(max_examples=15, deadline=None)
@given(st.data(), st.sampled_from(sorted(providers.load_all().items())))
def test_what_a_provider_gives_out_is_found_behind_its_name(data: st.DataObject, known: tuple[str, object]) -> None:
    id, provider = known
    pattern = provider.secret.pattern if provider.secret else None  # type: ignore[attr-defined]
    assume(pattern)
    secret = data.draw(st.from_regex(pattern, fullmatch=True).filter(str.isascii))
    for form in ["SMTP_PASSWORD={}", "smtp://u:{}@mail.example.com", *(["said {} is bad"] if id in DISTINCT else [])]:
        finder = Finder()
        assert secret not in finder.blot(form.format(secret))
        assert finder.warnings()


def test_colours_between_a_name_and_its_value_hide_no_secret() -> None:
    dull = "2026-05-05T10:00:00Z INFO job done\n"
    hidden = f"  \x1b[32mpassword\x1b[0m=\x1b[1m{PW}\x1b[0m\n"
    text = dull * 300 + hidden + f"    smtp {ERROR}\n"
    assert PW not in shown(text)


@pytest.mark.parametrize("at", range(1980, 2002, 3))
def test_a_secret_at_the_seam_of_a_long_line_is_found_whole(at: int) -> None:
    filling = "smtp error " * 300
    text = f"{filling[:at]} password={PW} {ERROR} {filling[:500]}"
    assert PW not in shown(text)
    assert PW[5:] not in shown(text)


def test_a_secret_keeps_the_words_beside_it() -> None:
    assert (
        Finder().blot(f"login of alice (password={PW}): refused, port=587")
        == f"login of alice (password={BLOT}): refused, port=587"
    )
    assert Finder().blot(f"password={PW},port=587;user=x") == f"password={BLOT},port=587;user=x"
