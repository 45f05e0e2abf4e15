"""Rows about the password at hand, and the login."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnosis.evidence import GMAIL, GOOD, SENDGRID, case, offers, reply, stopped
from tests.diagnosis.table.row import (
    GM_PROFILE,
    NO_LOGIN,
    PLAIN_LINE,
    SG,
    SG_PROFILE,
    SG_WRONG,
    Row,
    at,
    bad_tls,
    login_refused,
    mail_answered,
    with_login,
)
from wizard.evidence import AuthResult, Halt, TlsProblem
from wizard.model import Encryption
from wizard.step import Stage
from wizard.text import Foreign

LOGIN = (
    Row("secret read", case(secret_read=True), "secret.available pass -", "keyring:chat"),
    Row(
        "secret missing",
        case(replace(GOOD, auth=None, senders=()), secret_missing=Foreign.of("no keyring over SSH")),
        "secret.available unknown secret-unavailable",
    ),
    Row(
        "secret missing, login",
        case(replace(GOOD, auth=None, senders=()), secret_missing=Foreign.of("locked")),
        "auth.login unknown secret-unavailable",
    ),
    Row("offered", case(), "auth.offered pass -", "PLAIN, LOGIN"),
    Row("accepted", case(), "auth.login pass -", "noreply@example.com"),
    Row(
        "none offered",
        case(replace(GOOD, after_tls=offers("PIPELINING"), auth=None, senders=(), halt=Halt.NO_MECHANISM, stage=Stage.AUTH)),
        "auth.offered fail auth-not-needed",
    ),
    Row(
        "only after TLS",
        case(replace(PLAIN_LINE, auth=None, senders=(), halt=Halt.NO_MECHANISM, stage=Stage.AUTH)),
        "auth.offered fail tls-required-first",
        "only after STARTTLS",
    ),
    Row(
        "only OAuth",
        case(
            replace(
                GOOD,
                after_tls=offers("AUTH XOAUTH2 OAUTHBEARER"),
                auth=None,
                senders=(),
                halt=Halt.NO_MECHANISM,
                stage=Stage.AUTH,
            )
        ),
        "auth.offered fail basic-auth-disabled",
    ),
    Row(
        "nothing in common",
        case(
            replace(GOOD, after_tls=offers("AUTH NTLM GSSAPI"), auth=None, senders=(), halt=Halt.NO_MECHANISM, stage=Stage.AUTH)
        ),
        "auth.offered fail auth-mechanism-unsupported",
    ),
    Row(
        "the wanted one is not offered",
        case(
            replace(GOOD, auth=None, senders=(), halt=Halt.NO_MECHANISM, stage=Stage.AUTH),
            profile=with_login("x", mechanism="CRAM-MD5"),
        ),
        "auth.offered fail auth-mechanism-unsupported",
        fix="PLAIN",
    ),
    Row(
        "plain line",
        case(
            replace(
                PLAIN_LINE,
                before_tls=offers("STARTTLS", "AUTH PLAIN"),
                auth=None,
                senders=(),
                halt=Halt.PLAINTEXT_LOGIN,
                stage=Stage.AUTH,
            )
        ),
        "auth.login fail plaintext-login-refused",
        fix="STARTTLS",
    ),
    Row("delayed", case(stopped(Halt.TIMEOUT, Stage.AUTH)), "auth.login unknown login-delayed"),
    Row("hangs up", case(stopped(Halt.CLOSED, Stage.AUTH)), "auth.login fail connection-dropped"),
    Row("no SMTP at the login", case(stopped(Halt.NOT_SMTP, Stage.AUTH)), "auth.login fail not-a-mail-server"),
    Row("not encodable", case(stopped(Halt.NOT_ENCODABLE, Stage.AUTH)), "auth.login fail special-chars-in-password"),
    Row(
        "wrong",
        case(login_refused("535 5.7.8 Error: authentication failed")),
        "auth.login fail wrong-credentials",
        "login refused",
    ),
    Row("not tried", case(bad_tls(TlsProblem.EXPIRED)), "auth.login unknown -", "the encryption must work first"),
    Row(
        "wrong user name",
        case(
            at(SG, 587, Encryption.STARTTLS, login_refused("535 Authentication failed: Bad username / password")),
            profile=SG_WRONG,
            provider=SENDGRID,
        ),
        "auth.login fail wrong-username",
        fix='exactly "apikey"',
    ),
    Row(
        "wrong key",
        case(
            at(SG, 587, Encryption.STARTTLS, login_refused("535 Authentication failed: Bad username / password")),
            profile=SG_PROFILE,
            provider=SENDGRID,
        ),
        "auth.login fail wrong-credentials",
        fix="API key of SendGrid",
    ),
    Row(
        "another kind of key",
        case(
            at(SG, 587, Encryption.STARTTLS, login_refused("535 no")),
            profile=SG_PROFILE,
            provider=SENDGRID,
            secret_hint="not a SendGrid API key",
        ),
        "auth.login fail wrong-secret-type",
    ),
    Row(
        "app password",
        case(
            at("smtp.gmail.com", 587, Encryption.STARTTLS, login_refused("535 5.7.8 Username and Password not accepted.")),
            profile=GM_PROFILE,
            provider=GMAIL,
        ),
        "auth.login fail app-password-required",
    ),
    Row(
        "app password, in words",
        case(login_refused("534 5.7.9 Application-specific password required.")),
        "auth.login fail app-password-required",
    ),
    Row(
        "authorisation code",
        case(login_refused("535 Login Fail. Please enter your authorization code to login.")),
        "auth.login fail app-password-required",
    ),
    Row(
        "tenant switch",
        case(login_refused("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.")),
        "auth.login fail smtp-auth-disabled-tenant",
    ),
    Row(
        "OAuth wanted",
        case(login_refused("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.")),
        "auth.login fail basic-auth-disabled",
    ),
    Row("unlisted address", case(login_refused("525 5.7.1 Unauthorized IP address")), "auth.login fail ip-not-allowlisted"),
    Row(
        "broken mechanism",
        case(login_refused("504 5.5.4 CRAM-MD5 authentication is not permitted by this server.")),
        "auth.login fail auth-mechanism-unsupported",
    ),
    Row(
        "login switched off",
        case(login_refused("503 5.5.1 Error: authentication not enabled")),
        "auth.offered fail auth-not-needed",
    ),
    Row(
        "TLS wanted at the login",
        case(login_refused("538 5.7.11 Encryption required for requested authentication mechanism")),
        "tls.mode fail tls-required-first",
        "asks for TLS although this line is encrypted",
        "let it end TLS itself",
    ),
    Row(
        "TLS wanted at the login on a plain line",
        case(replace(PLAIN_LINE, auth=AuthResult("PLAIN", reply("538 Encryption required")), senders=(), stage=Stage.AUTH)),
        "tls.mode fail tls-required-first",
        "wants TLS before anything else; you chose no encryption",
    ),
    *(
        Row(
            f"refused at the login for another reason: {text}",
            case(login_refused(text)),
            f"auth.login unknown {cause}",
            "not judged: the server refused the login for another reason",
        )
        for text, cause in (
            ("538 5.7.11 Encryption required for requested authentication mechanism", "tls-required-first"),
            ("530 Must issue STARTTLS first", "tls-required-first"),
            ("503 5.5.1 Error: authentication not enabled", "auth-not-needed"),
            ("550 HELO name invalid", "ehlo-name-rejected"),
            ("550 5.7.25 cannot find your reverse hostname, [192.0.2.1]", "ptr-missing"),
            ("421 4.7.66 TLS 1.0 and 1.1 are not supported", "tls-version-too-old"),
        )
    ),
    Row(
        "can't check now",
        case(login_refused("454 4.7.0 Temporary authentication failure")),
        "auth.login unknown server-misconfigured",
    ),
    Row(
        "other region",
        case(
            at(SG, 587, Encryption.STARTTLS, login_refused("535 no")),
            at("smtp.eu.sendgrid.net", 587, Encryption.STARTTLS, GOOD),
            profile=SG_PROFILE,
            provider=SENDGRID,
            siblings=(("eu", "smtp.eu.sendgrid.net"),),
        ),
        "auth.login fail region-mismatch",
        "smtp.eu.sendgrid.net",
    ),
    Row(
        "no login in the setup",
        case(mail_answered("530 5.7.0 Authentication Required"), profile=NO_LOGIN),
        "auth.login fail auth-not-attempted",
        "this setup has none",
    ),
    Row(
        "posing as a wrong password",
        case(login_refused("451 Authentication failed: Maximum credits exceeded")),
        "provider.account fail rate-or-quota-limited",
        "as if the password were wrong",
    ),
    Row(
        "posing, the login",
        case(login_refused("451 Authentication failed: Maximum credits exceeded")),
        "auth.login unknown rate-or-quota-limited",
    ),
    Row(
        "too many logins",
        case(login_refused("454 4.7.0 Too many login attempts, please try again later.")),
        "provider.account unknown rate-or-quota-limited",
    ),
    Row(
        "not activated",
        case(login_refused("502 5.7.0 Your SMTP account is not yet activated")),
        "provider.account fail account-suspended-or-not-activated",
    ),
)
