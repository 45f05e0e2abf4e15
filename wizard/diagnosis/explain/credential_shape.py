"""Secrets that show by their own shape: keys of providers, logins of SMTP, and what stands in an address."""

from __future__ import annotations

import re

from wizard.diagnosis.explain import credential_kind as kind
from wizard.diagnosis.explain.credential_form import ONE

LOGIN = "a login (AUTH line)"
_B64 = r"[A-Za-z0-9+/]{4,}={0,2}(?![\w=])"
_MECHANISM = r"plain|x?oauth2|oauthbearer|login|cram-md5|digest-md5|scram-[\w-]{1,30}|ntlm|gssapi|external"

SHAPES = (
    kind.exact("a SendGrid API key", r"(?P<secret>\bSG\.[\w-]{8,40}(?:\.[\w-]{8,80})?)", kind.always, "sg."),
    kind.folded("a Brevo key", r"(?P<secret>\bx(?:smtp|key)sib-[\w-]{8,140})", kind.always, "sib-"),
    kind.exact(
        "a Resend API key",
        r"(?P<secret>\bre_(?:[A-Za-z0-9]{8}_[A-Za-z0-9]{20,40}\b|(?=[A-Za-z0-9_]*[A-Z0-9])[A-Za-z0-9_]{12,60}))",
        kind.no_identifier,
        "re_",
    ),
    kind.exact("an AWS access key id", r"(?P<secret>\b(?:AKIA|ASIA)[0-9A-Z]{12,20}\b)", kind.always, "akia", "asia"),
    kind.exact("a Mailgun key", r"(?P<secret>key-[0-9a-f]{16,64}\b)", kind.always, "key"),
    kind.exact(
        "a Mandrill or Mailchimp key", r"(?P<secret>\bmd-[\w-]{16,40}|\b[0-9a-f]{32}-us\d{1,2}\b)", kind.always, "md-", "-us"
    ),
    kind.exact(
        "a MailerSend token",
        r"(?P<secret>\bml?s[sn][pn]?\.(?:\w{4,10}\.\w{12,24}\.\w{4,10}\b|(?=\w*\d)[A-Za-z0-9.]{16,80}))",
        kind.always,
        "mlsn.",
        "mssp.",
    ),
    kind.folded("an SMTP2GO API key", r"(?P<secret>api-(?<!\wapi-)[0-9a-f]{32}\b)", kind.always, "api-"),
    kind.exact("a ZeptoMail token", r"(?P<secret>\b(?:wSsVR6|PHtE6r)[\w+/]{30,300}={0,2})", kind.always, "wssvr6", "phte6r"),
    kind.exact("an Azure client secret", r"(?P<secret>(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34})", kind.always, "q~"),
    kind.exact(
        "a key",
        r"(?P<secret>\b(?:sk|pk|rk)_(?:live|test)_\w{12,}|\bgh[pousr]_\w{20,}|\bxox[abpr]-[\w-]{10,})",
        kind.always,
        *("_live_", "_test_", "gh", "xox"),
    ),
    kind.exact(
        "an OAuth token", r"(?P<secret>\bya29\.[\w.-]{20,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)", kind.always, "ya29.", "eyj"
    ),
)
MAILGUN = kind.exact("a Mailgun key", r"(?P<secret>(?<![0-9a-f])[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![0-9a-f]))", kind.always)
"""Nothing on the line tells of it, so its end is looked for first."""
MAILGUN_END = re.compile(r"-[0-9a-f]{8}-[0-9a-f]{8}(?![0-9a-f-])")
POSTMARK_USER = re.compile(
    r"(?:smtp|mail|auth)(?:[\w.]{0,12}|\s|['\"]?\s?[:=]\s?\{\s?['\"]?)user(?:_?name)?['\"]?\s*(?:=>|[:=\s])\s*['\"]?"
    r"(?P<secret>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![\w-])"
)

LOGINS = (
    kind.folded(
        LOGIN,
        rf"auth(?<!\wauth)[\s=]+(?:{_MECHANISM})\s+['\"]?(?P<secret>{_B64})",
        kind.login,
        *("auth ", "auth="),
    ),
    kind.folded(
        "a login (AUTHENTICATE line)",
        rf"authenticate\s+['\"]?(?:{_MECHANISM})['\"]?\s+['\"]?(?:\{{\d+\+?\}}\s+)?(?P<secret>{_B64})",
        kind.login,
        "authenticate ",
    ),
    kind.exact("a login (IMAP)", rf"(?<=[A-Za-z])\d{{1,6}}\s+LOGIN\s+\S+\s+{ONE}", kind.no_word, " login "),
    kind.exact("a login (POP)", rf"^\s*PASS\s+{ONE}\s*$", kind.no_test, "pass"),
    kind.exact("a login (POP)", rf"(?:^|[\s'\"])(?:C:|>>>?|->)\s*['\"]?PASS\s+{ONE}", kind.no_word, "pass"),
    kind.folded(
        "an authorization header",
        r"authorization['\"]?\s*[:=]\s*['\"]?(?:bearer|basic|token|zoho-enczapikey)\s+(?P<secret>[\w.+/=~-]{8,})",
        kind.always,
        "authorization",
    ),
    kind.folded(
        "a user and password in an address",
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:'\"<>]{0,120}:(?P<secret>[^\s'\"<>]{1,2000})@(?=[\w.\[-])",
        kind.no_port,
        "://",
    ),
    kind.folded(
        "a key in an address",
        r"\b[a-z][a-z0-9]{1,20}\+[a-z]{3,5}://(?P<secret>[^\s/:@'\"<>]{12,200})@default\b",
        kind.made,
        "@default",
    ),
    kind.folded(
        "a user and password in an address",
        r"(?:invalid port \"?:|invalid url escape \"|integer value as ')(?P<secret>[^\s\"']+)",
        kind.repeated,
        *('port ":', "port :", 'scape "', "as '"),
    ),
)
BARE_ADDRESS = kind.exact(
    "a user and password in an address",
    r"(?<![\w.+@-])[\w.+-]{1,80}@[\w.-]{1,80}:(?P<secret>[^\s'\"<>@,;]{1,2000})@[\w.-]{1,80}:\d{1,5}\b",
    kind.no_port,
)
BARE_ADDRESS_MIDDLE = re.compile(r"@[\w.-]{1,80}:[^\s@:]{1,2000}@")
LOGIN_ADDRESS = kind.folded(
    "a user and password in an address",
    r"(?<![\w.+@/:-])(?P<user>[\w.+-]{1,80}):(?P<secret>[^\s'\"<>@,;/:][^\s'\"<>@]{0,200})@(?P<host>[\w-]+(?:\.[\w-]+)*)"
    r"(?P<port>:\d{1,5}\b)?",
    kind.login_of_host,
)
"""The same, where the user has no domain: `bot:password@smtp.example.com`, as parsers and resolvers repeat it."""
LOGIN_ADDRESS_MIDDLE = re.compile(r":(?<=[\w.+-]:)[^\s@]{1,200}@\w")
