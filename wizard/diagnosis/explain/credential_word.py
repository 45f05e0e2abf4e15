"""Which words beside "password" are none: placeholders, names of variables, and the words of an error that speaks about one."""

from __future__ import annotations

import base64
import binascii
import re

_PLACEHOLDER = re.compile(
    r"""(?x) ^(?:
    [*]+ | [xX]+ | [.]+ | •+ | …+ | -+ | ["']+ | \\ | >
    | <[^\W\d]*(?:[\s-][^\W\d]*)*>? | <\d{1,3}-[a-z]+ | \[[^\W\d]*(?:[\s-][^\W\d]*)*\]? | \([^\W\d]*(?:[\s-][^\W\d]*)*\)?
    | \(b?['"]?(?:[245]\d\d(?:[\s,'"].*|\)*)|[245]\.\d{1,3}\.\d.*|\D*) | \{(?:\d|[^\W\d]*)\}? | \{\{(?:[^}\d]*|.*\}\})
    | \$\{(?:[^}]*\}|[A-Z_][A-Z\d_]*\W*|[^}\d]*) | \$(?:[A-Z_][A-Z\d_]*|[A-Z_][A-Za-z_]*)
    | %\w+% | %[sdvqSDVQ] | %\([^)\d]*(?:\)[a-z]?)?
    | !(?:secret|vault|env|include|sops)[a-z_]*(?:\s.*)? | os\.environ(?:\W.*)?
    | (?i:process\.env(?:\..*)?|getenv\(.*|(?:process\.)?env(?:[(\[]['"].*|\([a-z_]*\)?|\.\w+\(['"].*)) | ENV\.[A-Z\d_]+
    | env\.[a-z_]+
    | your[a-z_-]* | (?i:your[a-z_-]*(?:pass(?:word|wd)?|pwd|secret|token|key|code))
    | (?i:[a-z_-]*(?:pass|secret|token|key)_?here)
    | (?=\w{1,80}$)(?:[a-z_]*_[a-z_]*(?:password|passwd|pass|pwd|secret|token|key)(?:_[a-z_]*)?
    |                 [A-Z_]*_[A-Z_]*(?:PASSWORD|PASSWD|PASS|PWD|SECRET|TOKEN|KEY)(?:_[A-Z_]*)?)
    | [245]\d\d(?:\s.*|-[245]\.\d.*|-)? | [245]\.\d{1,3}\.\d{1,3}(?!\S).*
    | (?i:https?://[^@]* | (?:\w+:)?/(?:etc|run|var|home|usr|opt|root|srv|app)/.* | (?:text)?hash:/.* | lmdb:/.* | btree:/.*)
    )$"""
)
"""What stands for a secret or in its place: masks, variables, files, reply codes, links. A password may begin as one of them
does, or be put together like one: so the name of a variable, and what stands in brackets, has no digits."""
_NAME_OF_IT = r"(?i:[a-z_]*(?:pass|pwd|secret|token|key)[a-z_]*)"
_ARGUMENTS = rf"""\(\s?['"][A-Za-z_.]+['"]?(?:,\s?['"]{_NAME_OF_IT}['"])?\)?"""
_OWNER = (
    r"(?:self|this|conf|cfg|setting|option|opts|user|app|env|args|params|props|data|account|auth|smtp|mail"
    r"|[a-zA-Z_]*(?:[cC]onfig|CONFIG|[sS]ettings|[oO]ptions|[cC]redentials))"
)
_CODE = re.compile(
    rf"""(?x) ^(?:
    {_OWNER}(?:\.[A-Za-z_]+)*\.{_NAME_OF_IT} | os\.getenv{_ARGUMENTS} | getpass(?:\.getpass)?\(.*
    | (?:this\.)?[a-zA-Z_]*[cC]onfig[a-zA-Z_]*(?:\.[a-zA-Z_]+)*{_ARGUMENTS} | Rails\.application\.[a-z]+[.\[(][^\d'"]*
    | SecretStr\(['"]?[*]*['"]?\)? | \$_(?:ENV|SERVER)\[['"][A-Za-z_]+['"]?\]? | \$[A-Za-z_]+(?:\[['"][A-Za-z_.-]+['"]?\]?)+
    | \$\((?:cat|pass|gopass|op|vault|printenv|aws|gcloud|kubectl|sops|security|secret-tool)(?:\s[^'"\d]*)?
    )[;,)\]}}]*$"""
)
"""Where a program takes a secret from, instead of the secret."""
_EXCEPTION = re.compile(r"[A-Za-z.$]*(?:Error|Exception|Failure)$")
"""What follows where an error is told (`password: AuthenticationFailedException`)."""
_ORDINARY_WORDS = """
a about accepted access account accounts actually after again algorithm all allowed already also an and any application apps are
as ask at attempt auth authenticate authenticated authentication authorization authorized auto bad badly based be been before
being block blocked both but by can can't cannot changed changeme character characters check code command config configuration
configured connection contain contains could credentials data decode default denied deprecated did didn't disabled do does
doesn't don't email empty enabled encrypted encryption hashing end enter environment error exceeded exception expected expired
fail failed failing failure false field file filtered for format found from given handshake has hash hashed have help hidden
host http https id if ignored in incorrect info input insecure instead invalid is isn't it its key keep kept lacks last leave
length limit line list locked login long logon longer made mail masked match matches mechanism message method mismatch missing
must name need needed needs never new nil no none not null of off ok old on once only option optional or other otherwise out
over parameter password passwords passwd phrase plain please policy port problem prompt protected protection provide provided
read received redacted refused rejected removed reply request required requires reset response revoked same saved secret
security see send sender sending sent server session set setting settings should shown skipped smtp some soon something special
started still stored str string strong such test than that the their then there they this timed timeout to token too true try
type unable unauthorized undefined unexpected unknown unset unsupported until unverified use used user username users using
valid validation value values verification via wait warning was wasn't weak were what when where which while will with without
word wrong yes you your aber abgelaufen abgelehnt benutzer bitte der die das erforderlich falsch fehlgeschlagen fehler fehlt ist
leer nicht oder stimmt und ungültig ungueltig wurde zu de el es está incorrecta incorrecto inválida invalida inválido invalido
obligatoria requerida usuario vacía y caducada est et incorrecte invalide le la manquant obligatoire ou pas refusé requis vide
expiré e non errata scaduta vuota sbagliata é vazia expirada errada onjuist verkeerd en ongeldig leeg vereist nieprawidłowe
puste wymagane błędne nesprávné неверный неправильный пуст и или не указан 错误 不正确 无效 为空 错误的 エラー 無効
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""Words that follow "password:" where an error speaks about one, instead of a value."""
_ENDINGS = ("ing", "ed", "tion", "ment", "sword")
_LONGEST_WORD = 15
_SAYING_WORDS = """
a and are as at be been but by can cannot contains did does for from has have in is it must no not of on or please should than
that the then to too try was were when will with your you
"""
_SAYING = frozenset(_SAYING_WORDS.split())
"""Small words that show that a sentence goes on."""
_METHODS = re.compile(
    r"(?i)(?:x?oauth2?|cram-md5|(?:digest-)?md5|s?sha\d*|utf-?\d*|base\d\d|[23]fa|b?crypt\d*|scram-.*|argon2\w*|pbkdf2|rot13|x509|ipv\d"
    r"|ntlm|gssapi|oauthbearer|external|anonymous|kerberos)\W*$"
)
_PROMPTS = {
    "username": ("VXNlcm5hbWU6", "dXNlcm5hbWU6", "VXNlciBOYW1lAA==", "VXNlck5hbWU6"),
    "password": ("UGFzc3dvcmQ6", "cGFzc3dvcmQ6", "UGFzc3dvcmQA"),
}
"""What servers write after 334: `Username:`, `User Name` and so on."""
_NAMES_OF_VALUES = re.compile(
    r"(?i)[_.-]?(?:counts?|length|len|size|limit|ttl|expir\w*|types?|ids?|age|url|uri|path|files?|dir|eval|cmd|command|policy"
    r"|min\w*|max\w*|attempts?|changed\w*|reset\w*|required|enabled|disabled|hint|prompt|field|names?|ref|keyref|algo\w*|protected"
    r"|less|ize\w*|s|store|manager|provider|source|status|valid|set|is\w*)"
)
"""Ends of a setting's name whose value is about a secret and is none."""
_PROSE_QUADS_WORDS = """
must have some with from this that your been will when only also into than then they here need fail auth user mail smtp send
sent text does were what more code time
"""
_PROSE_QUADS = frozenset(_PROSE_QUADS_WORDS.split())


def is_placeholder(value: str) -> bool:
    """Whether a value stands for a secret instead of being one."""
    bare = value.strip()
    return not bare or bool(_PLACEHOLDER.match(bare)) or _is_ordinary(bare) or bool(_CODE.match(bare))


def is_exception(value: str) -> bool:
    """Whether a value is the name of an exception, as it stands behind the place where it was raised."""
    return _EXCEPTION.match(value) is not None


def is_saying(value: str, after: str) -> bool:
    """Whether a value is the first word of a sentence: `password: Username and Password not accepted`."""
    word = value.strip("\"'`.,;:!?()")
    if not word.isalpha() or not (word.islower() or word.istitle()):
        return False
    return any(part.strip(".,;:!?").lower() in _SAYING for part in after.split()[:3])


def is_word(value: str) -> bool:
    """Whether a value looks like a word of a language: for places where a sentence is as likely as a secret."""
    word = value.strip("\"'`.,;:!?()").lower()
    return word in _ORDINARY or (word.isalpha() and word.endswith(_ENDINGS)) or is_method(word) or is_exception(value)


def is_method(value: str) -> bool:
    """Whether a value is the name of a mechanism or an encoding, which have digits as a password does."""
    return _METHODS.match(value) is not None


def is_sentence(value: str) -> bool:
    """Whether several words after a setting's name tell something, instead of being a passphrase."""
    words = value.split()
    return (
        any(_PLACEHOLDER.match(word) or is_exception(word) or word.lower() in _SAYING for word in words)
        or sum(map(_is_ordinary, words)) > 1
    )


def is_made(value: str) -> bool:
    """Whether a value looks made up by a person or a machine: letters and digits, or capitals inside."""
    word = value.strip("\"'`.,;:!?()")
    if len(word) < 5 or _METHODS.match(word) or _PLACEHOLDER.match(word) or is_exception(word):
        return False
    has_letter, has_digit = any(map(str.isalpha, word)), any(map(str.isdigit, word))
    return (has_letter and has_digit) or (word.isalpha() and not word.isupper() and word[1:] != word[1:].lower())


def is_about(rest: str) -> bool:
    """Whether a setting whose name goes on with `rest` after "password" holds something else: `password_file`."""
    return bool(_NAMES_OF_VALUES.fullmatch(rest))


def are_words(value: str) -> bool:
    """Whether four groups of four letters are English instead of an app password of Google's."""
    return any(group.lower() in _PROSE_QUADS for group in value.split())


def is_login(value: str) -> bool:
    """Whether a text is base64 of a login, perhaps cut off. Words of a sentence are none."""
    if value.startswith("TlRMTVNT"):  # NTLMSSP
        return True
    if _is_plain_word(value):
        return False
    if is_text(value[: len(value) // 4 * 4]):
        return True
    return len(value) >= 12 and value != value.lower() and value != value.upper() and any(map(str.isdigit, value))


def _is_plain_word(value: str) -> bool:
    """Whether a text is written as a word of a sentence is; four letters of one may decode to text by chance."""
    return value.isalpha() and len(value) <= _LONGEST_WORD and value[1:] == value[1:].lower()


def is_text(value: str) -> bool:
    """Whether a text is base64 of readable text, with the zero bytes of PLAIN or the separators of XOAUTH2."""
    return bool(decoded(value))


def decoded(value: str) -> str:
    """The readable text that a text is base64 of, or nothing."""
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return text if all(character.isprintable() or character in "\0\x01" for character in text) else ""


def prompt_in(line: str) -> str:
    """What a server asks for in base64 on this line: a username or a password."""
    return next((asked for asked, prompts in _PROMPTS.items() if any(prompt in line for prompt in prompts)), "")


def is_prompt(value: str) -> bool:
    """Whether a text in base64 is a server's own."""
    return any(value in prompts for prompts in _PROMPTS.values())


def is_masked(value: str) -> bool:
    """Whether a text is base64 of a login whose password the client hid already, as nodemailer does."""
    password = decoded(value).rpartition("\0")[2]
    return password == "/* secret */" or (password != "" and not password.strip("*"))


def _is_ordinary(value: str) -> bool:
    return value.strip("\"'`.,;:!?()").lower() in _ORDINARY
