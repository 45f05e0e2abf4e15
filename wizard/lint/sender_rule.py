"""Sender addresses and names: there, well-formed, and written as the app hands them on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parseaddr

from wizard import field
from wizard.errors import UsageError
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.meaning import Part

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def judge_address(bench: Bench, part: Part) -> Iterator[Flaw]:
    """A setting that is to hold a bare address."""
    if part.one is None or not part.value:
        return
    value = part.value
    try:
        field.address(value)
        if value == value.strip():
            return
        why = "Blanks at the ends are part of the address."
    except UsageError as error:
        why = f"{error.message[:1].upper()}{error.message[1:]}: the mail server will refuse it."
    repaired = _address_in(value)
    settings = ((part.one.name, repaired),) if repaired else ()
    yield bench.flaw("malformed-from", part, why, settings=settings)


def judge_mailbox(bench: Bench, part: Part) -> Iterator[Flaw]:
    """A setting that may hold `Name <address>`, which the app takes apart with Python's parseaddr."""
    if part.one is None or not part.value:
        return
    if problem := mailbox_problem(part.value):
        yield bench.flaw("malformed-from", part, problem, fix=quoting_hint(part.value))


def mailbox_problem(value: str) -> str:
    """What is wrong with `Name <address>`; empty = nothing."""
    address = parseaddr(value)[1]
    try:
        field.address(address)
    except UsageError:
        return "Read as a sender this holds no valid address." if "@" in value else "This is no address."
    # Of "Acme, Inc <a@b.c>" parseaddr takes the first of two, and of "a@b.c <c@d.e" too.
    inside = re.search(r"<([^<>]*)>\s*$", value)
    if inside is not None and inside[1].strip() != address:
        return f"Read as a sender this is {address}, not {inside[1]}: a comma, colon or parenthesis in the name has to be quoted."
    return ""


def judge_name(bench: Bench, part: Part, specials: str) -> Iterator[Flaw]:
    """A display name that the app puts before `<address>` as it is."""
    if part.one is None or not part.value or _QUOTED.fullmatch(part.value):
        return
    found = [character for character in specials if character in part.value]
    if not found:
        return
    shown = " ".join(found)
    quoted = '"' + part.value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    why = f"The name goes into the From header as it stands, and {shown} in it makes another sender of it."
    fix = "Write the name in double quotes that are part of the value, or leave these characters out."
    yield bench.flaw("malformed-from", part, why, fix, settings=((part.one.name, quoted),), safe=True)


def _address_in(value: str) -> str:
    """The address that was meant; empty where that is not plain."""
    inside = re.search(r"<([^<>]+)>", value)
    candidate = (inside[1] if inside else value).strip().strip("\"'").removeprefix("mailto:")
    try:
        return candidate if field.address(candidate) else ""
    except UsageError:
        return ""


def quoting_hint(value: str) -> str:
    """How to write a name with a comma, where that is what is wrong."""
    inside = re.fullmatch(r"\s*([^<>\"]+?)\s*<([^<>]+)>\s*", value)
    return f'Write it as "{inside[1]}" <{inside[2]}>, the quotes being part of the value.' if inside and "," in value else ""
