"""The files beside the one that is edited: a password in `.env`, in an env file, or as a docker secret."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePath

from wizard.app import Export, File
from wizard.dialects import compose_env
from wizard.dialects.located import Located
from wizard.dialects.sheet import apply
from wizard.dialects.sheet.compose import ComposeSheet
from wizard.dialects.sheet.lines import EnvSheet
from wizard.errors import FileError
from wizard.files import read_bytes, read_text
from wizard.lint.found import Found
from wizard.secret import Secret
from wizard.settings.change import Change
from wizard.settings.linting import LIMIT

_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)")
_ENV = ".env"


def companions(
    path: Path,
    export: Export,
    main: File,
    found: Found,
    reference: Located | None,
    secret: Secret | None,
    secrets: frozenset[str],
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """The changes beside the file, and what is left to the person. Nothing is written without a password at hand."""
    changes: list[Change] = []
    notes: list[str] = []
    if reference is not None:
        found_name = _VARIABLE.search(reference.raw)
        name = found_name[1] if found_name else reference.key
        if secret is None:
            notes.append(f"The password comes from the variable {name}: set it in .env beside {path.name}.")
        else:
            changes.append(_variables(path.with_name(_ENV), {name: secret.reveal()}, secrets))
        return tuple(changes), tuple(notes)
    for file in export.files:
        if file is main:
            continue
        if PurePath(file.path).is_absolute():
            notes.append(f"{file.path} needs its part too: smtp-wizard export with --into {file.path}")
        elif secret is None and _needs_secret(file):
            notes.append(f"{file.path} beside it is to hold the password, which was not at hand.")
        else:
            changes.append(_beside(path, file, found, secrets))
    return tuple(changes), tuple(notes)


def _needs_secret(file: File) -> bool:
    return file.secret or "PUT-THE-PASSWORD-HERE" in file.text


def _beside(path: Path, file: File, found: Found, secrets: frozenset[str]) -> Change:
    place = _place(path, file, found)
    if file.path.endswith(_ENV):
        values = {name: value for name, value in compose_env.read_file(file.text).items() if value is not None}
        return (
            _variables(place, values, secrets)
            if os.path.exists(place)
            else Change(place, None, file.text.encode(), file.mode, secrets)
        )
    before = read_bytes(place) if os.path.exists(place) else None
    return Change(place, before, file.text.encode(), file.mode, secrets | {file.text})


def _place(path: Path, file: File, found: Found) -> Path:
    """Beside the file, or where the file already says that a secret of this name is."""
    sheet = found.sheet
    known = sheet.tree.scalar("secrets", PurePath(file.path).name, "file") if isinstance(sheet, ComposeSheet) else None
    return path.parent / (known or file.path)


def _variables(path: Path, values: Mapping[str, str], secrets: frozenset[str]) -> Change:
    """Variables of a `.env`, changed in place where there is one. Raises FileError where it would be read back otherwise."""
    before = read_text(path, LIMIT) if os.path.exists(path) else None
    sheet = EnvSheet(before or "", "compose")
    edits = []
    fresh = []
    for name, value in values.items():
        one = sheet.entry(name)
        if one is None:
            fresh.append((name, compose_env.write(value)))
        elif one.value != value:
            edits.append(sheet.set(one, compose_env.write(value)))
    after = apply(sheet.text, [*edits, *sheet.add(fresh)])
    found = compose_env.read_file(after)
    if any(found.get(name) != value for name, value in values.items()):
        raise FileError(f"{path} would be read otherwise than it was meant", "set the variable there by hand")
    known = frozenset(one.value or "" for one in sheet.entries) | frozenset(one.raw for one in sheet.entries)
    return Change(
        path, before.encode() if before is not None else None, after.encode(), secrets=secrets | known | set(values.values())
    )
