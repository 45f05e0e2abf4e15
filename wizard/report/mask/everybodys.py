"""What looks like a name and says nothing of a person: words of our own commands and advice, files, settings, errors."""

from __future__ import annotations

import re

from wizard.catalogue import PLACEHOLDERS
from wizard.finding import CHECKS
from wizard.model import is_loopback

FILE_ENDINGS = frozenset(
    {"yaml", "yml", "toml", "conf", "ini", "env", "txt", "json", "pem", "crt", "log", "service", "override", "html"}
)
"""What looks like a domain and is a file name, unless the run is about a domain of that name."""
ORDINARY = frozenset({"mail", "mailserver", "maddy", "mta", "postfix", "relay", "server", "smtp"})
"""What a container is called everywhere, and what our own sentences and file names hold."""
_FILES = frozenset({"settings.py", "manage.py", "main.cf", "master.cf", "node.js"})
"""Files whose endings are countries too, and what is called as if it were one."""
_MACHINES = frozenset({"localhost", "localhost.localdomain", "host.docker.internal", "gateway.docker.internal"})
"""Names that our own commands and advice need."""
_ROLE = re.compile(
    r"(?:root|webmaster|postmaster|www-data|noreply|no-reply)@(?:localhost(?:\.localdomain)?|hostname)", re.IGNORECASE
)
"""Senders that nobody chose: frameworks and systems come with them."""
_RECORD = re.compile(rf"(?:(?:{'|'.join(PLACEHOLDERS)}|_\w+)\.)+(?:{'|'.join(PLACEHOLDERS)})")
"""As in `SELECTOR._domainkey.DOMAIN`, where a person puts their own names."""
_ERROR = re.compile(r"(?:[a-z][a-z0-9_]{2,}\.)+(?:[A-Z]+[a-z]{2,}(?:[A-Z]+[a-z]{2,})+|[A-Z]{3,}[a-z]{2,})\d?")
"""As `smtplib.SMTPServerDisconnected`: two words in one, or letters and a word, which no domain ends in."""
_OWNED = re.compile(r"(?:com|org|net|dev|app|[a-z]{2})\.")
"""Where a module begins so, its name is the domain of whoever wrote it, read backwards."""
_TEMPLATE = re.compile(r"[A-Z]+[a-z][A-Za-z]*(?:\.[A-Z]+[a-z][A-Za-z]*)*")
"""A field in Docker's `{{.State.Pid}}`."""

_AUTHORITY = re.compile(
    r"actalis|amazon|apple|buypass|certum|comodo|d-trust|digicert|entrust|geotrust|globalsign|go ?daddy|google|gts|harica"
    r"|identrust|isrg|let's encrypt|microsoft|quovadis|rapidssl|sectigo|ssl\.com|starfield|swisssign|telekom|thawte|usertrust"
    r"|zerossl",
    re.IGNORECASE,
)


def is_public_authority(name: str) -> bool:
    """Whether a certificate's name is that of an authority that everybody knows, or of one of its intermediates (`CN=R11`)."""
    return _AUTHORITY.search(name) is not None or re.fullmatch(r"(?:\w\w?=)?[A-Z]{1,3}\d{1,2}", name.strip()) is not None


def is_everybodys(name: str) -> bool:
    """Whether a host is the same for everybody, whatever the run is about: this machine, Docker's names, our stand-ins."""
    low = name.lower()
    return low in _MACHINES or low in CHECKS or is_loopback(low) or low == "example.org" or low.endswith(".example.org")


def is_role(address: str) -> bool:
    """Whether a mail address is one that software fills in by itself."""
    return _ROLE.fullmatch(address) is not None


def is_word(found: re.Match[str]) -> bool:
    """Whether what looks like a host is something else: a file, a setting, a place to fill in, an error's class."""
    name, text = found.group(), found.string
    ending = name.rpartition(".")[2].lower()
    if ending in FILE_ENDINGS or name.lower() in _FILES or "_" in ending:  # email.smtp_host; no domain ends so
        return True
    if text[: found.start()].endswith("{{.") and text.startswith("}}", found.end()):
        return _TEMPLATE.fullmatch(name) is not None
    return bool(_RECORD.fullmatch(name) or (_ERROR.fullmatch(name) and not _OWNED.match(name)))
