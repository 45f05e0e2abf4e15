"""Secrets in what a person typed into a shell or wrote into a program."""

from __future__ import annotations

from wizard.diagnosis.explain import credential_kind as kind
from wizard.diagnosis.explain.credential_form import KEYS, NAME, ONE, PASS, QUOTED

_ARGUMENT = r"(?:[\"'][^\"']{0,200}[\"']|[\w.$\[\]]{1,80})"

CURL = kind.exact(
    "a user and password on a command line",
    r"""(?<!\S)(?:-u\s*|--(?:proxy-)?user(?:=|\s+))(?P<q>['"]?)(?P<user>[^\s:'"]+):(?=\S)(?P<secret>.+?)(?:(?P=q)(?=[\s;)]|$)|$)""",
    kind.no_owner,
    "curl",
)
COMMANDS = (
    CURL,
    kind.exact(
        "a user and password on a command line",
        r"""(?<!\S)(?:-u\s*|--user(?:=|\s+))['"]?(?P<user>[^\s:'"]+@[^\s:'"]+):(?P<secret>[^\s'"]+)""",
        kind.no_owner,
        *("-u ", "-us"),
    ),
    kind.folded(
        "a password on a command line",
        rf"(?<!\S)(?:--?(?:[\w-]{{0,40}}?(?:{PASS}|secret|token|api-?key))|-(?:ap|xp|pw))(?:=|\s+){ONE}",
        kind.no_word,
        *("pass", "secret", "token", "key", "swaks", "sendemail", "mailsend"),
    ),
    kind.exact("a password on a command line", rf"\bsshpass\s+(?:-v\s+)?-p\s*{ONE}", kind.no_placeholder, "sshpass"),
    kind.exact(
        "a password on a command line",
        rf"\b(?:mysql|mariadb)(?:[_-]?(?:dump|admin|check|import|show|sh))?\s(?:.{{0,200}}?\s)?-p{ONE}",
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
    kind.folded(
        "a password on a command line",
        rf"{NAME}\w{{0,20}}['\"]?\s+--value(?:=|\s+){ONE}",
        kind.no_placeholder,
        "--value",
    ),
    kind.folded(
        "a password on a command line",
        rf"\b(?:echo|printf)\s+(?:-[ne]+\s+)?(?:['\"]%s(?:\\n)?['\"]\s+)?{ONE}\s*(?:>>?|\|)[^|].{{0,200}}?{NAME}(?!\w*\.log)",
        kind.typed,
        *KEYS,
        screen="echo |printf ",
    ),
    kind.folded(
        "a password on a command line",
        r"passwordeval['\"]?[\s='\"]{1,4}(?:echo|printf)\s+(?:-n\s+)?['\"]?(?P<secret>[^\s'\"|;]+)",
        kind.no_placeholder,
        "pass",
        screen="passwordeval",
    ),
)
CALLS = (
    kind.folded(
        "a password in a program",
        rf"plain_?auth\s*\(\s*{_ARGUMENT}\s*,\s*{_ARGUMENT}\s*,\s*{QUOTED}",
        kind.no_placeholder,
        *("plainauth", "plain_auth"),
    ),
    kind.folded(
        "a password in a program",
        rf"(?:login|authenticate|authentication|credentials?|(?<!plain)(?<!plain_)auth)\s*\(\s*{_ARGUMENT}\s*,\s*{QUOTED}",
        kind.no_placeholder,
        *("login(", "auth(", "authenticate(", "authentication(", "credential"),
    ),
    kind.folded(
        "a password in a program",
        rf"\b(?:basic_?)?(?:auth|credentials?)['\"]?\s*(?:=>|[:=])\s*[(\[]\s*{_ARGUMENT}\s*,\s*{QUOTED}\s*,?\s*[)\]]",
        kind.no_word,
        *("auth=", "auth =", "auth:", "auth'", 'auth"', "credential"),
    ),
    kind.folded("a password in a program", rf"password\s*\(\s*{QUOTED}\s*\)", kind.no_prompt, "pass"),
    kind.folded(
        "a password in a program",
        rf"\b(?:define|set|setdefault|putenv|setenv|put|setproperty)\s?\(\s*['\"][\w.-]{{0,60}}?{NAME}[\w.-]{{0,20}}['\"]\s*,\s*{QUOTED}",
        kind.no_word,
        *KEYS,
        screen=r"(?:define|set|setdefault|env|put|setproperty)\s?\(",
    ),
    kind.folded(
        "a password in a program",
        rf"(?:mail\.new(?:plain)?dialer\s*\((?:\s*{_ARGUMENT}\s*,){{3}}|yagmail\.smtp\s*\(\s*{_ARGUMENT}\s*,)\s*{QUOTED}",
        kind.no_placeholder,
        *("mail.new", "gmail.smtp"),
    ),
    kind.folded("a password in a program", rf"securestring\s+(?:-string\s+)?{QUOTED}", kind.no_placeholder, "securestring"),
)
