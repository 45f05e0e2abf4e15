"""Where a file is kept: a password in it that others can read, or that goes into version control."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from shlex import quote

from wizard.dialects.located import Located
from wizard.dialects.sheet.compose import ComposeSheet
from wizard.finding import Status
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.reference import has_reference
from wizard.lint.secrecy import is_placeholder


def judge(bench: Bench) -> Iterator[Flaw]:
    """Secrets that stand in plain text where they should not."""
    for one in _secrets(bench):
        if bench.found.format == "compose":
            why = "A compose file is made to be committed and shared, and this password stands in it in plain text."
            yield _shared(
                bench, one, why, "Move it to .env beside the file, which git ignores, and write ${…} here; then replace it."
            )
        elif bench.around.is_tracked:
            why = "The file lies in a git repository that does not ignore it, and holds a password in plain text."
            yield _shared(bench, one, why, "Add the file to .gitignore, take it out of git, and replace the password.")
        elif bench.around.is_world_readable:
            why = "Every account of this machine can read the file, and it holds a password in plain text."
            yield _shared(bench, one, why, "Take the others' right to read it away.", commands=True)


def _shared(bench: Bench, one: Located, why: str, fix: str, *, commands: bool = False) -> Flaw:
    flaw = bench.flaw("secret-in-shared-file", one, why, fix, status=Status.WARN)
    if not commands:
        return flaw
    return replace(flaw, fix=replace(flaw.fix, commands=(f"chmod o-rwx {quote(bench.found.file)}",)))


def _secrets(bench: Bench) -> Iterator[Located]:
    """The settings that hold a live password of mail in plain text."""
    for one in bench.found.settings:
        known = bench.keys.get(one.key)
        if known is None or not known.secret or not one.value or one.ignored or is_placeholder(one.value):
            continue
        raw = bench.sheet.raw_value(one) if isinstance(bench.sheet, ComposeSheet) else one.raw
        if bench.found.format in ("compose", "env") and has_reference(raw) and "${" in raw:
            continue
        yield one
