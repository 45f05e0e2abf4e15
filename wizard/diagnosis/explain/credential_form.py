"""How secrets are written: keys of well-known shapes, logins of SMTP, command lines, and settings that are called a password."""

from __future__ import annotations

import re

from wizard.diagnosis.explain import credential_kind as kind
from wizard.diagnosis.explain.bounds import LONGEST
from wizard.diagnosis.explain.keyword import any_of

LOGIN = "a login (AUTH line)"
PASSWORD = "a password"
_PASS = r"pass(?:word|wd|wort|phrase|code)?"
_FOREIGN = (
    *("kennwort", "wachtwoord", "heslo", "haslo", "jelszo", "losenord", "adgangskode", "kodeord", "salasana", "senha", "parola"),
    *("clave", "contraseña", "hasło", "jelszó", "lösenord", "şifre", "пароль", "гасло", "κωδικός", "密码", "密碼", "口令"),
    *("パスワード", "비밀번호", "암호", "mật khẩu", "סיסמה", "كلمة المرور", "授权码", "授權碼"),
)
_OWN_WORDS = "|".join(f"{name}(?<![^\\W_]{name})" for name in ("pw", *_FOREIGN))
NAME = (
    r"(?:password|passwd|passphrase|passwort|passcode|passord|pswd|contrasena|mots?[ _-]de[ _-]passe|palavra[ _-]passe|secret"
    r"|api[ _-]?key|token|access[_-]?key|pass(?<!bypass)(?<!compass)(?<!surpass)(?![^\W\d_])|pwd|smtppw|mailpw"
    rf"|{_OWN_WORDS})"
)
"""What a password is called. Each choice begins with a letter and looks back later: `re` then skips to those letters."""
_CODE_KEYS = tuple(f"{first}{gap}code" for first in ("auth", "authorization") for gap in ("", " ", "_", "-"))
_STEMS = ("pass", "pwd", "secret", "key", "token", "contrasena", *_FOREIGN)
_KEYS = (*_STEMS, "pw ", "pw:", "pw=", "pw'", 'pw"', "pw]")
_API_KEYS = tuple(f"api{gap}key" for gap in ("", " ", "_", "-"))
_SAID_OF = rf"(?:{_PASS}|mots?[ _-]de[ _-]passe|{_OWN_WORDS})"
_IS = r"(?:is|was|lautet|ist|war|es|era|est|é|è|to|är|er)"
END = r"""(?=[,;)}\]'"`>]*(?:[)}\]'"`>][:.])?(?:\s|$)|[,;&]\s?['"]?[A-Za-z_][\w.-]{0,40}['"]?\s?[=:]|['"`)}\]]+[,;&]|</)"""
"""Where a value without quotes ends: at a blank or the next setting, so that a comma or a quote inside it belongs to it."""
_OPEN = r"""(?P<q>\"{3}|'{3}|["'`])(?![,;)}\]]+(?:\s|$))"""
_CLOSE = r"""(?P=q)(?=[\s,;:.)}\]<>&|/]|$)"""
_QUOTED = rf"{_OPEN}(?P<secret>.{{1,{LONGEST}}}?)(?:{_CLOSE}|$)"
_QUADS = r"[a-z]{4}(?:[ -][a-z]{4}){3}(?!\w)"
_WITH_SCHEME = r"(?:(?:bearer|basic|zoho-enczapikey|!!str)\s+)?"
_ON = rf"(?:\S{{0,1000}}?{END}|\S++)"
"""The rest of a value without quotes. Where its end is far, whatever stands up to the next blank is hidden: tokens are long."""
_VALUE = (
    rf"(?:{_OPEN}(?P<secret>.{{1,{LONGEST}}}?(?={_CLOSE}|$)|.{{{LONGEST}}}(?:(?!{_CLOSE}).)*+)"
    rf"|(?P<bare>(?P<quads>{_QUADS})|{_WITH_SCHEME}[^\s'\"`,;)}}\]]{_ON}))"
)
_ONE = rf"(?:{_QUOTED}|(?P<bare>[^\s'\"`-]{_ON}))"
_ASIDE = r"(?:\s+for\s+\S{1,80}?|\s\([^()=:,]{1,40}\))?"
"""What may stand between a name and its sign: `password for alice@example.com:`, `password (app):`."""


def _setting_of(name: str) -> str:
    return (
        rf"(?P<name>{name}(?P<rest>\w{{0,20}}?))['\"`\]]{{0,2}}{_ASIDE}"
        rf"\s{{0,3}}(?P<sign>=>|:=|[=:：])(?P<blank>\s{{0,3}}){_VALUE}"
    )


_B64 = r"[A-Za-z0-9+/]{4,}={0,2}(?![\w=])"
_MECHANISM = r"plain|x?oauth2|oauthbearer|login|cram-md5|digest-md5|scram-[\w-]{1,30}|ntlm|gssapi|external"
_ARGUMENT = r"(?:[\"'][^\"']{0,200}[\"']|[\w.$\[\]]{1,80})"


_SHAPES = (
    kind.exact("a SendGrid API key", r"(?P<secret>\bSG\.[\w-]{8,40}(?:\.[\w-]{8,80})?)", kind.always, "sg."),
    kind.folded("a Brevo key", r"(?P<secret>\bx(?:smtp|key)sib-[\w-]{8,140})", kind.always, "sib-"),
    kind.exact("a Resend API key", r"(?P<secret>\bre_(?=[A-Za-z0-9_]*[A-Z0-9])[A-Za-z0-9_]{12,60})", kind.always, "re_"),
    kind.exact("an AWS access key id", r"(?P<secret>\b(?:AKIA|ASIA)[0-9A-Z]{12,20}\b)", kind.always, "akia", "asia"),
    kind.exact("a Mailgun key", r"(?P<secret>key-[0-9a-f]{16,64}\b)", kind.always, "key"),
    kind.exact(
        "a Mandrill or Mailchimp key", r"(?P<secret>\bmd-[\w-]{16,40}|\b[0-9a-f]{32}-us\d{1,2}\b)", kind.always, "md-", "-us"
    ),
    kind.exact("a MailerSend token", r"(?P<secret>\bml?s[sn][pn]?\.(?=\w*\d)[A-Za-z0-9.]{16,80})", kind.always, "mlsn.", "mssp."),
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

_LOGINS = (
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
    kind.exact("a login (IMAP)", rf"(?<=[A-Za-z])\d{{1,6}}\s+LOGIN\s+\S+\s+{_ONE}", kind.no_word, " login "),
    kind.exact("a login (POP)", rf"^\s*PASS\s+{_ONE}\s*$", kind.no_test, "pass"),
    kind.exact("a login (POP)", rf"(?:^|[\s'\"])(?:C:|>>>?|->)\s*['\"]?PASS\s+{_ONE}", kind.no_word, "pass"),
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
        *("invalid port", "url escape", "integer value as"),
    ),
)
BARE_ADDRESS = kind.exact(
    "a user and password in an address",
    r"(?<![\w.+@-])[\w.+-]{1,80}@[\w.-]{1,80}:(?P<secret>[^\s'\"<>@,;]{1,2000})@[\w.-]{1,80}:\d{1,5}\b",
    kind.no_port,
)
BARE_ADDRESS_MIDDLE = re.compile(r"@[\w.-]{1,80}:[^\s@:]{1,2000}@")

CURL = kind.exact(
    "a user and password on a command line",
    r"""(?<!\S)(?:-u\s*|--(?:proxy-)?user(?:=|\s+))(?P<q>['"]?)(?P<user>[^\s:'"]+):(?=\S)(?P<secret>.+?)(?:(?P=q)(?=[\s;)]|$)|$)""",
    kind.no_owner,
    "curl",
)
_COMMANDS = (
    CURL,
    kind.exact(
        "a user and password on a command line",
        r"""(?<!\S)(?:-u\s*|--user(?:=|\s+))['"]?(?P<user>[^\s:'"]+@[^\s:'"]+):(?P<secret>[^\s'"]+)""",
        kind.no_owner,
        *("-u ", "-us"),
    ),
    kind.folded(
        "a password on a command line",
        rf"(?<!\S)(?:--?(?:[\w-]{{0,40}}?(?:{_PASS}|secret|token|api-?key))|-(?:ap|xp|pw))(?:=|\s+){_ONE}",
        kind.no_word,
        *("pass", "secret", "token", "key", "swaks", "sendemail", "mailsend"),
    ),
    kind.exact("a password on a command line", rf"\bsshpass\s+(?:-v\s+)?-p\s*{_ONE}", kind.no_placeholder, "sshpass"),
    kind.exact(
        "a password on a command line",
        rf"\b(?:mysql|mariadb)(?:[_-]?(?:dump|admin|check|import|show|sh))?\s(?:.{{0,200}}?\s)?-p{_ONE}",
        kind.no_word,
        *("mysql", "mariadb"),
    ),
    kind.folded(
        "a password on a command line",
        r"""\becho\s+-[ne]{1,2}\s+(?P<q>['"]?)(?P<secret>.{1,2000}?)(?P=q)\s*\|\s*(?:openssl\s+)?(?:base64|enc\b)""",
        kind.no_placeholder,
        "base64",
    ),
    kind.exact(
        "a password on a command line",
        r"""\\(?:0{1,3}|x00)[^\s\\'"]{1,80}\\(?:0{1,3}|x00)(?P<secret>[^\s'"]+)""",
        kind.no_placeholder,
        *("\\0", "\\x00"),
    ),
)
_CALLS = (
    kind.folded(
        "a password in a program",
        rf"plain_?auth\s*\(\s*{_ARGUMENT}\s*,\s*{_ARGUMENT}\s*,\s*{_QUOTED}",
        kind.no_placeholder,
        *("plainauth", "plain_auth"),
    ),
    kind.folded(
        "a password in a program",
        rf"(?:login|authenticate|authentication|credentials?|(?<!plain)(?<!plain_)auth)\s*\(\s*{_ARGUMENT}\s*,\s*{_QUOTED}",
        kind.no_placeholder,
        *("login(", "auth(", "authenticate(", "authentication(", "credential"),
    ),
    kind.folded(
        "a password in a program",
        rf"\b(?:basic_?)?(?:auth|credentials?)['\"]?\s*(?:=>|[:=])\s*[(\[]\s*{_ARGUMENT}\s*,\s*{_QUOTED}\s*,?\s*[)\]]",
        kind.no_word,
        *("auth=", "auth =", "auth:", "auth'", 'auth"', "credential"),
    ),
    kind.folded("a password in a program", rf"password\s*\(\s*{_QUOTED}\s*\)", kind.no_prompt, "pass"),
    kind.folded("a password in a program", rf"securestring\s+(?:-string\s+)?{_QUOTED}", kind.no_placeholder, "securestring"),
)
_SETTINGS = (
    kind.folded(
        PASSWORD,
        rf"<(?P<name>[\w:.-]{{0,40}}?{NAME}(?P<rest>[\w.-]{{0,20}}))(?:\s[^<>]{{0,200}})?>(?P<secret>[^<>]+)</",
        kind.named_tag,
        *_KEYS,
    ),
    kind.folded(
        PASSWORD,
        rf"\b(?:name|key)['\"]?\s*[:=]\s*['\"]?[\w.:-]{{0,60}}?{NAME}[\w.-]{{0,20}}['\"]?\s*[,;]?\s*['\"]?value['\"]?\s*[:=]\s*{_ONE}",
        kind.no_placeholder,
        *_KEYS,
    ),
    kind.folded(
        PASSWORD,
        rf"^\s*(?:export\s+|-\s+|environment=)?[\w.-]{{0,40}}?(?:{_PASS}|pwd)[\w.-]{{0,20}}\s?[=:]\s{{0,3}}"
        r"(?P<secret>[^\s'\"#=:]+(?:\s+[^\s'\"#=:]+){1,5})\s*(?:\s#.*)?$",
        kind.phrase,
        *("pass", "pwd"),
    ),
    kind.folded(
        PASSWORD,
        _setting_of(NAME),
        kind.setting,
        *_KEYS,
        screen=rf"{any_of((*_STEMS, 'pw')).pattern}\w{{0,40}}['\"`\]]{{0,2}}{_ASIDE}\s{{0,3}}[=:：]",
    ),
    kind.folded(
        PASSWORD,
        _setting_of("auth(?:orization)?[ _-]?code"),
        kind.setting,
        *_CODE_KEYS,
    ),
    kind.folded(PASSWORD, rf"\b{_PASS}\s+(?:is\s+|was\s+)?{_QUOTED}", kind.no_word, "pass"),
    kind.folded(
        PASSWORD,
        rf"\b(?:(?:with|using|and|app)\s+{_PASS}|{_SAID_OF}\s+{_IS}):?\s+(?P<bare>{_QUADS}|\S{_ON})",
        kind.said,
        *("pass", *_FOREIGN),
    ),
    kind.folded(PASSWORD, rf"\b(?P<name>api[ _-]?key)\s+(?:{_IS}\s+)?(?P<bare>[^\s'\"`-]{_ON})", kind.keyed, *_API_KEYS),
    kind.folded(
        PASSWORD,
        rf"(?:^\s*(?:set\s+)?(?:smtp_?)?|\b(?:login|user(?:name)?)\s+\S+\s+)(?:passw(?:or)?d|pass(?=\s+['\"]))\s+{_ONE}\s*(?:#.*|account\s.*)?$",
        kind.no_plain,
        "pass",
    ),
    kind.folded(
        PASSWORD, r"\bclient_send\s*=.*?[\^:][^\^:]*?[\^:]\s*(?P<secret>[^\s\^:'\"]+)", kind.no_placeholder, "client_send"
    ),
    kind.exact(PASSWORD, r"\"P[:=](?P<secret>[^\"]+)\"", kind.no_placeholder, "authinfo"),
    kind.folded(
        PASSWORD,
        r"\b(?:credentials?|userpwd)['\"]?\s*(?:=>|[:=,])\s*['\"]?[^\s:/'\"{}]{1,80}[:/](?P<secret>[^\s'\",]+)",
        kind.no_word,
        "credential",
        "pwd",
    ),
)

TABLE = kind.exact(
    "a line of sasl_passwd or passwd.client",
    r"^\s*(?:(?:\[[\w.:-]+\]:\w+|\[?[\w-]+(?:\.[\w-]+)+\]?:\d{1,5})\s+[^\s:@]+:"  # [host]:587 user:password
    r"|(?:\[?[\w*-]+(?:\.[\w-]+)+\]?(?::\w+)?|@[\w.-]+|[\w.+-]+@[\w.-]+|\*)(?:\s+|:)[^\s:@]+@[\w.-]+:"  # the same with a domain
    r"|\[?(?:smtp|mail|relay|email)[\w-]*(?:\.[\w-]+)+\]?\s+[^\s:@]+:)"
    r"(?P<secret>[^\s/]\S*)\s*$",
    kind.no_word,
)
KINDS = (*_SHAPES, *_LOGINS, *_COMMANDS, *_CALLS, *_SETTINGS)
