"""How secrets are written in settings that are called a password."""

from __future__ import annotations

from wizard.diagnosis.explain import credential_kind as kind
from wizard.diagnosis.explain.bounds import LONGEST
from wizard.diagnosis.explain.keyword import any_of

PASSWORD = "a password"
PASS = r"pass(?:word|wd|wort|phrase|code)?"
_FOREIGN = (
    *("kennwort", "wachtwoord", "heslo", "haslo", "jelszo", "losenord", "adgangskode", "kodeord", "salasana", "senha", "parola"),
    *("clave", "contraseña", "hasło", "jelszó", "lösenord", "şifre", "пароль", "гасло", "κωδικός", "密码", "密碼", "口令"),
    *("パスワード", "비밀번호", "암호", "mật khẩu", "סיסמה", "كلمة المرور", "授权码", "授權碼"),
)
_OWN_WORDS = "|".join(f"{name}(?<![^\\W_]{name})" for name in ("pw", "psw(?![^\\W_])", *_FOREIGN))
NAME = (
    r"(?:password|passwd|passphrase|passwort|passcode|passord|pswd|contrasena|mots?[ _-]de[ _-]passe|palavra[ _-]passe|secret"
    r"|api[ _-]?key|token|access[_-]?key|pass(?<!bypass)(?<!compass)(?<!surpass)(?![^\W\d_])|pwd|smtppw|mailpw"
    rf"|{_OWN_WORDS})"
)
"""What a password is called. Each choice begins with a letter and looks back later: `re` then skips to those letters."""
_CODE_KEYS = tuple(f"{first}{gap}code" for first in ("auth", "authorization") for gap in ("", " ", "_", "-"))
_STEMS = ("pass", "pwd", "psw", "secret", "key", "token", "contrasena", *_FOREIGN)
KEYS = (*_STEMS, "pw ", "pw:", "pw=", "pw'", 'pw"', "pw]")
_API_KEYS = tuple(f"api{gap}key" for gap in ("", " ", "_", "-"))
_SAID_OF = rf"(?:{PASS}|mots?[ _-]de[ _-]passe|{_OWN_WORDS})"
_IS = r"(?:is|was|lautet|ist|war|es|era|est|é|è|to|är|er)"
END = r"""(?=[,;)}\]'"`>]*(?:[)}\]'"`>][:.])?(?:\s|$)|[,;&]\s?['"]?[A-Za-z_][\w.-]{0,40}['"]?\s?[=:]|['"`)}\]]+[,;&]|</)"""
"""Where a value without quotes ends: at a blank or the next setting, so that a comma or a quote inside it belongs to it."""
_OPEN = r"""(?P<q>\"{3}|'{3}|["'`])(?![,;)}\]]+(?:\s|$))(?!(?P=q)(?:[\s,;:.)}\]<>&|/]|$))"""
"""The quote before a value. One that is closed at once holds none."""
_CLOSE = r"""(?P=q)(?=[\s,;:.)}\]<>&|/]|$)"""
QUOTED = rf"{_OPEN}(?P<secret>.{{1,{LONGEST}}}?)(?:{_CLOSE}|$)"
_QUADS = r"[a-z]{4}(?:[ -][a-z]{4}){3}(?!\w)"
_WITH_SCHEME = r"(?:(?:bearer|basic|zoho-enczapikey|!!str)\s+)?"
_ON = rf"(?:\S{{0,1000}}?{END}|\S++)"
"""The rest of a value without quotes. Where its end is far, whatever stands up to the next blank is hidden: tokens are long."""
_VALUE = (
    rf"(?:{_OPEN}(?P<secret>.{{1,{LONGEST}}}?(?={_CLOSE}|$)|.{{{LONGEST}}}(?:(?!{_CLOSE}).)*+)"
    rf"|(?P<bare>(?P<quads>{_QUADS})|{_WITH_SCHEME}[^\s'\"`,;)}}\]]{_ON}))"
)
ONE = rf"(?:{QUOTED}|(?P<bare>[^\s'\"`-]{_ON}))"
_ASIDE = r"(?:\s+for\s+\S{1,80}?|\s\([^()=:,]{1,40}\))?"
"""What may stand between a name and its sign: `password for alice@example.com:`, `password (app):`."""


def _setting_of(name: str) -> str:
    return (
        rf"(?P<name>{name}(?P<rest>\w{{0,20}}?))['\"`\]]{{0,2}}{_ASIDE}"
        rf"\s{{0,3}}(?P<sign>=>|:=|={{1,3}}|[:：＝])(?P<blank>\s{{0,3}}){_VALUE}"
    )


SETTINGS = (
    kind.folded(
        PASSWORD,
        rf"<(?P<name>[\w:.-]{{0,40}}?{NAME}(?P<rest>[\w.-]{{0,20}}))(?:\s[^<>]{{0,200}})?>(?P<secret>[^<>]+)</",
        kind.named_tag,
        *KEYS,
    ),
    kind.folded(
        PASSWORD,
        rf"\b(?:name|key)['\"]?\s*[:=]\s*['\"]?[\w.:-]{{0,60}}?{NAME}[\w.-]{{0,20}}['\"]?\s*[,;]?\s*['\"]?value['\"]?\s*[:=]\s*{ONE}",
        kind.no_placeholder,
        *KEYS,
    ),
    kind.folded(
        PASSWORD,
        rf"^\s*(?:export\s+|-\s+|environment=)?[\w.-]{{0,40}}?(?:{PASS}|pwd)[\w.-]{{0,20}}\s?[=:]\s{{0,3}}"
        r"(?P<secret>[^\s'\"#=:]+(?:\s+[^\s'\"#=:]+){1,5})\s*(?:\s#.*)?$",
        kind.phrase,
        *("pass", "pwd"),
    ),
    kind.folded(
        PASSWORD,
        _setting_of(NAME),
        kind.setting,
        *KEYS,
        screen=rf"{any_of((*_STEMS, 'pw')).pattern}\w{{0,40}}['\"`\]]{{0,2}}{_ASIDE}\s{{0,3}}[=:：＝]",
    ),
    kind.folded(
        PASSWORD,
        _setting_of("auth(?:orization)?[ _-]?code"),
        kind.setting,
        *_CODE_KEYS,
    ),
    kind.folded(PASSWORD, rf"(?<![^\W_]){PASS}\s+(?:is\s+|was\s+)?{QUOTED}", kind.no_saying, "pass"),
    kind.folded(
        PASSWORD,
        rf"\b(?:(?:with|using|and|app)\s+{PASS}|{_SAID_OF}\s+{_IS}):?\s+(?P<bare>{_QUADS}|\S{_ON})",
        kind.said,
        *("pass", *_FOREIGN),
    ),
    kind.folded(PASSWORD, rf"\b(?P<name>api[ _-]?key)\s+(?:{_IS}\s+)?(?P<bare>[^\s'\"`-]{_ON})", kind.keyed, *_API_KEYS),
    kind.folded(
        PASSWORD,
        rf"(?:^\s*(?:set\s+)?(?:smtp_?)?|\b(?:login|user(?:name)?)\s+\S+\s+)(?:passw(?:or)?d|pass(?=\s+['\"]))\s+{ONE}\s*(?:#.*|account\s.*)?$",
        kind.no_plain,
        "pass",
    ),
    kind.folded(
        PASSWORD, r"\bclient_send\s*=.*?[\^:][^\^:]*?[\^:]\s*(?P<secret>[^\s\^:'\"]+)", kind.no_placeholder, "client_send"
    ),
    kind.exact(PASSWORD, r"\"P[:=](?P<secret>[^\"]+)\"", kind.no_placeholder, "authinfo"),
    kind.folded(
        PASSWORD,
        r"(?:\b|\b(?:smtp|e?mail|relay)_)(?:credentials?|userpwd)['\"]?\s*(?:=>|[:=,])\s*['\"]?[^\s:/'\"{}]{1,80}[:/](?P<secret>[^\s'\",]+)",
        kind.no_word,
        "credential",
        "pwd",
    ),
    kind.folded(
        PASSWORD,
        r"\b(?:smtp|e?mail|relay)_auth['\"]?\s*[:=]\s*['\"]?[^\s:/'\"{}]{1,80}:(?P<secret>[^\s'\",]{4,})",
        kind.no_word,
        *("auth=", "auth =", "auth:", "auth'", 'auth"'),
    ),
    kind.folded(
        PASSWORD,
        rf"\bapp[ -]?(?:specific[ -])?{PASS}['\"]?\s*(?P<told>{_IS}\b|[:=])?\s*['\"]?(?P<secret>[a-z]{{16}})(?!\w)",
        kind.app_password,
        "pass",
        screen="app|specific",
    ),
    kind.folded(
        PASSWORD,
        r"(?:pass(?:word|wd|wort|phrase|code)|token|api[ _-]?key|secret(?:[ _](?:access[ _])?key)?)\s+"
        r"(?P<secret>(?:re_\w{14,60}|[\w+/=~-]{20,200})(?![\w.]))",
        kind.strong,
        *("pass", "token", "key", "secret"),
    ),
    kind.folded(
        PASSWORD,
        rf"{NAME}\w{{0,20}}\s*</\w{{1,10}}>(?:\s*<[^<>]{{1,200}}>)+\s*['\"]?(?P<secret>(?!&lt;)[^<>\s]{{4,}}?)['\"]?\s*</",
        kind.no_word,
        *KEYS,
        screen="</",
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
CELL = kind.folded(
    PASSWORD,
    rf"{NAME}[\w ]{{0,20}}['\"`*]{{0,3}}\s*\|\s*[`'\"]?(?P<secret>[^\s|`'\"]{{5,}})[`'\"]?\s*(?:\||$)",
    kind.cell,
    *KEYS,
    screen=r"(?:pass|secret|token|key|pwd|pw|wort)[\w `'\"*]{0,40}\|",
)
