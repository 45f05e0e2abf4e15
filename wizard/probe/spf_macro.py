"""Macros of SPF (RFC 7208 section 7): their syntax, and what they expand to. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from wizard.errors import WizardError
from wizard.text import printable

MACRO = re.compile(r"%(?:(%)|(_)|(-)|\{([slodiphcrtv])(\d*)(r?)([.\-+,/_=]*)\})", re.IGNORECASE)
_TOP_LABEL = re.compile(r"(?=.*[A-Za-z\-])[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?")
_ENDS_IN_MACRO = re.compile(r"(?:%\{[^}]*\}|%%|%_|%-)$")
_ONLY_IN_EXPLANATIONS = frozenset("crt")
_LITERAL = {"%": "%", "_": " ", "-": "%20"}


class SpfSyntaxError(WizardError):
    """An SPF record that can't be evaluated by anybody; the message says which term and why."""


def check_macros(text: str) -> None:
    """Whether every % in a text begins a macro. Raises SpfSyntaxError."""
    if "%" in MACRO.sub("", text):
        raise SpfSyntaxError(f"{printable(text)}: a % that begins no macro such as %{{i}}")


def check_domain(text: str, term: str) -> None:
    """Whether a text may stand where a domain is wanted (domain-spec, 7.1). Raises SpfSyntaxError that names the term."""
    shown = printable(term, 120)
    if not text:
        raise SpfSyntaxError(f"{shown}: the domain is missing")
    if any(not 0x21 <= ord(character) <= 0x7E for character in text):
        raise SpfSyntaxError(f"{shown}: only plain ASCII without blanks is allowed here")
    check_macros(text)
    for match in MACRO.finditer(text):
        if match[4] and match[4].lower() in _ONLY_IN_EXPLANATIONS:
            raise SpfSyntaxError(f"{shown}: %{{{match[4]}}} is allowed in explanations only")
        if match[5] and not match[5].strip("0"):
            raise SpfSyntaxError(f"{shown}: a macro that keeps 0 parts")
    if _ENDS_IN_MACRO.search(text):
        return
    head, _, top = text.removesuffix(".").rpartition(".")
    if not head or not _TOP_LABEL.fullmatch(top):
        raise SpfSyntaxError(f"{shown}: no full domain name")


def letters(text: str) -> set[str]:
    """The macro letters in a text, in lower case."""
    return {match[4].lower() for match in MACRO.finditer(text) if match[4]}


def expand(text: str, values: Mapping[str, str], *, sentence: bool = False) -> str:
    """The text with its macros replaced. A domain is cut from the left to 253 characters (7.3); a sentence is not."""
    result = MACRO.sub(lambda match: _value(match, values), text)
    while not sentence and len(result) > 253 and "." in result:
        result = result.split(".", 1)[1]
    return result


def _value(match: re.Match[str], values: Mapping[str, str]) -> str:
    literal = match[1] or match[2] or match[3]
    if literal:
        return _LITERAL[literal]
    letter = match[4]
    parts = re.split(f"[{re.escape(match[7] or '.')}]", values[letter.lower()])
    if match[6]:
        parts.reverse()
    if match[5]:
        # No name has a thousand parts, and int() refuses a text of thousands of digits.
        digits = match[5].lstrip("0")
        parts = parts[-int(digits) :] if len(digits) < 4 else parts
    value = ".".join(parts)
    return quote(value, safe="-._~") if letter.isupper() else value
