"""A kind of secret, and how it is told from the words that may stand in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from wizard.diagnosis.explain import credential_word as word

Judge = Callable[[re.Match[str], str], bool]
"""Whether what was matched, with this value, is a secret."""


def always(found: re.Match[str], value: str) -> bool:
    """The shape alone proves it."""
    return True


def no_placeholder(found: re.Match[str], value: str) -> bool:
    """Unless it stands for a secret: a mask, a variable, a reply code, a word of an error."""
    return not word.is_placeholder(value)


def no_word(found: re.Match[str], value: str) -> bool:
    """Where a sentence is as likely as a secret."""
    return not word.is_placeholder(value) and not word.is_word(value)


def no_saying(found: re.Match[str], value: str) -> bool:
    """In quotes behind the word alone, where an app says what is wrong with it: `:password "Wrong username or password"`."""
    return no_word(found, value) and not (" " in value.strip() and word.is_sentence(value))


def login(found: re.Match[str], value: str) -> bool:
    """Base64 of a login."""
    return word.is_login(value) and not word.is_masked(value)


def no_port(found: re.Match[str], value: str) -> bool:
    """`https://host:8080/path?mail=a@b` holds a port and no password, `smtp://USER:PASS@HOST:PORT` neither."""
    return not word.is_placeholder(value) and value != "PASS" and not re.match(r"\d{1,5}(?:[/?#]|$)", value)


def made(found: re.Match[str], value: str) -> bool:
    """What nobody would call something else."""
    return word.is_made(value)


_VOWELS_OF_A_WORD = 6
_LABEL_WORDS = """
mailto smtp smtps imap imaps http https to from cc bcc rcpt sender recipient recipients reply-to reply_to return-path user users
username user_name usr login email e-mail mail mails address addr acct account sip sips xmpp jid owner author contact admin
envelope-from mailfrom mail-from orcpt rfc822 orig_to uid id msgid message-id messageid mid queue name an von para de
"""
_LABELS = frozenset(_LABEL_WORDS.split())
"""What stands before the sign of an address of mail, instead of a user before a password."""
_OF_ADDRESSES = re.compile(
    r"enotfound|eai_again|getaddrinfo|lookup|no such host|resolv|not known|\bdsn\b|too many colons|first path segment|scheme"
    r"|invalid (?:url|uri|host|address)"
)


def login_of_host(found: re.Match[str], value: str) -> bool:
    """`user:password@host` where an error tells of an address, or where it names a mail server or a port. Else it is an
    address behind a label, or the number of a message."""
    if not no_port(found, value) or word.is_word(value) or found["host"] == "sha256":
        return False
    is_error, is_made = _OF_ADDRESSES.search(found.string) is not None, word.is_made(value)
    if found["user"] in _LABELS:
        return is_error and is_made
    if is_error or found["port"]:
        return True
    return is_made and re.match(r"(?:smtp|mail|relay|email|mx)[\w-]*\.", found["host"]) is not None


def repeated(found: re.Match[str], value: str) -> bool:
    """What a parser names of an address that it could not read: its port, unless a password stands before it."""
    before = found.string[: found.start()]
    return not word.is_placeholder(value) and not value[0].isdigit() and ("[removed]@" in before or word.is_made(value))


def no_prompt(found: re.Match[str], value: str) -> bool:
    return not word.is_placeholder(value) and not value.rstrip().endswith((":", "?"))


def typed(found: re.Match[str], value: str) -> bool:
    """What `echo` writes: no question of a script, and no word."""
    return no_prompt(found, value) and not word.is_word(value)


def no_identifier(found: re.Match[str], value: str) -> bool:
    """`re_compile_template_errors_2` is the name of something in a program, and no key of Resend's."""
    parts = value[3:].split("_")
    is_name = all((part.isalpha() and part.islower()) or (part.isdigit() and len(part) < 3) for part in parts)
    return not is_name or len(parts) == 1 or re.fullmatch(r"re_[a-z]{8}_[a-z]{20,}", value) is not None


def app_password(found: re.Match[str], value: str) -> bool:
    """Sixteen letters, as Google's without their blanks. A word of this length has more vowels."""
    is_random = found["told"] is not None or sum(letter in "aeiou" for letter in value) < _VOWELS_OF_A_WORD
    return value.islower() and is_random and not word.is_word(value)


def strong(found: re.Match[str], value: str) -> bool:
    """Without a sign between it and its name: too long and too mixed for anything but a key."""
    if value.startswith("/") or word.is_placeholder(value) or word.is_exception(value):
        return False
    if re.fullmatch(r"(?:[0-9a-f]{32,}|[0-9A-F]{32,}|re_\w{14,})", value):
        return True
    return any(map(str.isdigit, value)) and value != value.lower() and value != value.upper()


def cell(found: re.Match[str], value: str) -> bool:
    """In the next column of a table: no type of a column."""
    return word.is_made(value) and not word.is_word(value) and re.fullmatch(r"\w+\(\d+\)", value) is None


def no_owner(found: re.Match[str], value: str) -> bool:
    """`--user 1000:1000` and `-u www-data:www-data` are a user and a group."""
    return not word.is_placeholder(value) and not value.isdigit() and value != found["user"]


def setting(found: re.Match[str], value: str) -> bool:
    """The value of a setting that is called a password."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    if word.is_about(found["rest"]) or word.is_placeholder(value) or before.endswith(("unexpected ", "existing")):
        return False
    if (before.endswith("page") and value.isdigit()) or (found["rest"].startswith(("hash", "_hash")) and word.is_method(value)):
        return False
    if found["name"] == "pwd" and value.startswith("/"):  # the folder of a shell
        return False
    if found["blank"] and re.match(r"[A-Za-z_][\w.-]*(?:=|:$)", value):  # this one is empty, and the next one begins
        return False
    if found["quads"]:
        return not word.are_words(value)
    is_told = found["blank"] and found["sign"] != "="
    return not (found["blank"] and word.is_saying(value, after)) and not (is_told and word.is_exception(value))


def no_plain(found: re.Match[str], value: str) -> bool:
    """Alone behind the word on a line of a settings file, where it may be a word of a language too."""
    return not word.is_placeholder(value) and not word.is_method(value) and not word.is_exception(value)


def phrase(found: re.Match[str], value: str) -> bool:
    """Several words, as the value of a setting that fills the line."""
    return not word.is_sentence(value)


def named_tag(found: re.Match[str], value: str) -> bool:
    """The text of an XML element that is called a password."""
    return not word.is_placeholder(value) and not word.is_about(found["rest"])


def said(found: re.Match[str], value: str) -> bool:
    """In a sentence: what nobody would say, or an app password of Google's with its blanks."""
    return word.is_made(value) or (value.count(" ") == 3 and not word.are_words(value))


def keyed(found: re.Match[str], value: str) -> bool:
    """Behind the words of an API key. Where they are two, as in a sentence, a provider's name may follow: `API key SendGrid`."""
    return word.is_made(value) and (" " not in found["name"] or (len(value) > 7 and any(map(str.isdigit, value))))


def no_test(found: re.Match[str], value: str) -> bool:
    """`PASS src/app.test.js` and `PASS TestLogin` are the results of tests."""
    return word.is_made(value) and not re.search(r"(?i)test|spec|::|/|\.[a-z]{1,4}$", value)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of secret: what it is called, and where the value stands (group `secret` or `bare`)."""

    words: str
    pattern: re.Pattern[str]
    judge: Judge = always
    keys: tuple[str, ...] = ()
    """Lower-case words without which the pattern can't match: it is tried only on lines that hold one."""
    is_folded: bool = False
    """Whether the pattern is meant for the text in small letters: much faster than one that ignores case."""
    screen: re.Pattern[str] | None = None
    """A quick pattern without which the slow one can't match, also for small letters."""


def exact(words: str, pattern: str, judge: Judge, *keys: str) -> Kind:
    """A kind whose capitals matter."""
    return Kind(words, re.compile(pattern), judge, keys)


def folded(words: str, pattern: str, judge: Judge, *keys: str, screen: str = "") -> Kind:
    """A kind that is looked for in small letters."""
    return Kind(words, re.compile(pattern), judge, keys, True, re.compile(screen) if screen else None)
