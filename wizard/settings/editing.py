"""An export made in a person's own file: only what must change, proven by reading the result with the app's own rules."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wizard import apps, providers
from wizard.app import Export, File
from wizard.dialects import yaml
from wizard.dialects.located import Located
from wizard.dialects.sheet import Edit, Sheet, apply
from wizard.dialects.sheet.compose import ComposeSheet
from wizard.dialects.sheet.tree import Tree, merge
from wizard.errors import FileError
from wizard.files import read_text
from wizard.lint.found import Found
from wizard.lint.part import is_filled_elsewhere
from wizard.model import App, Profile
from wizard.secret import Secret
from wizard.settings.change import Change
from wizard.settings.companion import companions
from wizard.settings.linting import LIMIT
from wizard.settings.recognition import meaning, recognise, recognise_as
from wizard.settings.surroundings import is_world_readable

_CONTAINED = {"compose": ("compose", "env-file", "secrets"), "env": ("env-file", "docker-run", "bare")}
_SERVICE = "service"
_MERGED = frozenset({"environment", "hostname", "env_file", "secrets", "volumes"})
"""Parts of a service that an export adds to."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an export into a file comes to: the file itself first, then the files beside it that it needs."""

    changes: tuple[Change, ...]
    export: Export
    app: App
    """The app as the file shows it."""
    notes: tuple[str, ...] = ()


def plan(profile: Profile, app: App, path: Path, secret: Secret | None, *, form: str = "auto") -> Plan:
    """The changes. Raises FileError where the file is none of the app's, or would be read back otherwise than it was meant."""
    raw = read_text(path, LIMIT)
    mark, text = ("\ufeff", raw[1:]) if raw.startswith("\ufeff") else ("", raw)
    found = recognise_as(text, str(path), app)
    if found is None or found.sheet is None:
        raise FileError(
            f"{path} holds no mail settings of {app.kind}", "write the whole file with: smtp-wizard export --write DIR"
        )
    fitted = fit(app, found)
    provider = providers.find(profile.provider) if profile.provider else providers.by_host(profile.server.host)
    reference = _password_reference(found) if profile.auth is not None else None
    export = apps.export(profile, fitted, secret, form=form, provider=provider)
    main = _main(export, found)
    after = _edited(text, found, main, fitted, reference)
    _require_settled(after, found, main, fitted, reference)
    secrets = _secrets(secret, found)
    first = Change(path, raw.encode(), (mark + after).encode(), secrets=secrets)
    others, notes = companions(path, export, main, found, reference, secret, secrets)
    with_password = [*([path] if main.secret else []), *(change.path for change in others)] if secret is not None else []
    for one in filter(is_world_readable, with_password):
        notes += (f"Every account of this machine can read {one.name}, which now holds the password: chmod o-rwx {one}",)
    return Plan((first, *others), export, fitted, notes)


def fit(app: App, found: Found) -> App:
    """The app as this file shows it: its way of being run, its service, and answers that the profile leaves open."""
    target = found.target
    if found.format in _CONTAINED and app.target in _CONTAINED[found.format]:
        target = app.target if found.format == "env" or app.target != "secrets" or found.target == "secrets" else found.target
    if found.format == "env" and found.is_reader_certain:
        target = found.target
    if found.format == "compose" and target == "env-file":
        target = "compose"
    package = importlib.import_module(f"wizard.apps.{found.kind}.meaning")
    stays: Collection[str] = getattr(package, "STAYS", ())
    answers = {name: value for name, value in meaning(found.kind).answers(found).items() if name in stays}
    settings: dict[str, Any] = {**answers, **{name: value for name, value in app.settings.items() if value != ""}}
    if isinstance(found.sheet, ComposeSheet) and any(row.name == _SERVICE for row in apps.kind_of(app).SETTINGS):
        settings[_SERVICE] = found.sheet.service
    hostname = app.hostname or (found.hostname if found.hostname and "." in found.hostname else "")
    return replace(app, target=target, hostname=hostname, settings=settings)


def _main(export: Export, found: Found) -> File:
    """The file of the export that is of this file's kind."""
    for file in export.files:
        try:
            made = recognise(file.text, file.path, found.kind)
        except FileError:
            continue
        if made is not None and made.format == found.format:
            return file
    offered = ", ".join(file.path for file in export.files)
    raise FileError(f"{found.file} is not what this export goes into", f"it makes: {offered}")


def _edited(text: str, found: Found, main: File, app: App, reference: Located | None) -> str:
    if found.format == "compose":
        return _compose(text, found, main, reference)
    wanted = _sheet_of(main, found)
    sheet = _require_sheet(found)
    edits: list[Edit] = []
    fresh: list[tuple[str, str]] = []
    for row in wanted.entries:
        mine = found.last(row.key)
        if mine is None:
            fresh.append((row.name, _spelt(found, row, wanted, "")))
        elif not _is_same(found, mine, sheet, row, wanted):
            edits.append(sheet.set(mine, _spelt(found, row, wanted, mine.raw)))
    names = [row.name for row in wanted.entries]
    edits += [sheet.remove(one) for one in _leftovers(found, {row.key for row in wanted.entries})]
    return apply(text, [*edits, *sheet.add(fresh, names)])


def _compose(text: str, found: Found, main: File, reference: Located | None) -> str:
    """The whole override merged into the person's file, under their name of the service."""
    sheet = _require_sheet(found)
    if not isinstance(sheet, ComposeSheet):
        raise FileError("this is no compose file")
    wanted = Tree(_renamed(main.text, found.kind, sheet.service))
    kept = _pruned(wanted, sheet, reference)
    edits = merge(sheet.tree, kept, _same_in_compose)
    names = {str(key.value) for key, _ in kept.pairs(kept.at("services", sheet.service, "environment"))}
    names |= {name.removeprefix("SETTING_") for name in names} | ({reference.key} if reference is not None else set())
    edits += [sheet.remove(one) for one in _leftovers(found, names)]
    return apply(text, edits)


def _renamed(text: str, kind: str, service: str) -> str:
    return text.replace(f"\n  {kind}:\n", f"\n  {service}:\n", 1) if kind != service else text


def _pruned(wanted: Tree, sheet: ComposeSheet, reference: Located | None) -> Tree:
    """Without what the file solves in a way of its own: a password from a variable, a secret that is defined already."""
    text = wanted.text
    if reference is not None:
        text = _without(Tree(text), ("services", sheet.service, "env_file"))
        text = _without(Tree(text), ("services", sheet.service, "environment", reference.key))
    tree = Tree(text)
    for key, _ in list(tree.pairs(tree.at("secrets"))):
        if sheet.tree.at("secrets", str(key.value)) is not None:
            text = _without(Tree(text), ("secrets", str(key.value)))
    return Tree(text)


def _without(tree: Tree, path: tuple[str, ...]) -> str:
    """The text without one key; without its mapping too, where it was the only one."""
    while path:
        parent = tree.at(*path[:-1]) if path[:-1] else tree.root
        pair = tree.pair(parent, path[-1])
        if pair is None:
            return tree.text
        if len(list(tree.pairs(parent))) > 1 or not path[:-1]:
            start = tree.text.rfind("\n", 0, pair[0].start_mark.index) + 1
            end = tree.text.find("\n", tree.pair_end(*pair))
            return tree.text[:start] + (tree.text[end + 1 :] if end >= 0 else "")
        path = path[:-1]
    return tree.text


def _same_in_compose(mine: str, wanted: str) -> bool:
    from wizard.dialects import compose

    if mine == wanted:
        return True
    try:
        return "${" not in mine and compose.read(mine) == compose.read(wanted)
    except FileError:
        return False


def _is_same(found: Found, mine: Located, sheet: Sheet, row: Located, wanted: Sheet) -> bool:
    """Whether the file says it already, with the same type, or in other words that come to the same."""
    mine_typed, row_typed = sheet.typed(mine), wanted.typed(row)
    if mine_typed == row_typed and type(mine_typed) is type(row_typed) and mine.value == row.value:
        return True
    package = importlib.import_module(f"wizard.apps.{found.kind}.meaning")
    same: Callable[[Found, str, str, str], bool] | None = getattr(package, "is_same", None)
    is_text = isinstance(mine_typed, str) and isinstance(row_typed, str)
    return same is not None and is_text and same(found, row.key, mine.value or "", row.value or "")


def _leftovers(found: Found, wanted: set[str]) -> list[Located]:
    """Settings that the export decides and does not want: the login of before, the other switch for TLS."""
    package = importlib.import_module(f"wizard.apps.{found.kind}.meaning")
    owned: frozenset[str] = getattr(package, "OWNED", frozenset())
    return [one for one in found.settings if one.key in owned and one.key not in wanted and not one.ignored]


def _spelt(found: Found, row: Located, wanted: Sheet, like: str) -> str:
    """The export's spelling, in the quotes that the file has where both mean the same."""
    value = wanted.typed(row)
    if found.format in ("python", "env") and isinstance(value, (str, bool, int)):
        return _require_sheet(found).write(value, like)
    return row.raw


def _sheet_of(main: File, found: Found) -> Sheet:
    """The export's file read by the same rules as the person's."""
    return _require_sheet(found).again(main.text)


def _require_sheet(found: Found) -> Sheet:
    if found.sheet is None:
        raise FileError(f"{found.file} can only be read")
    return found.sheet


def _password_reference(found: Found) -> Located | None:
    """The password as the file takes it from a variable: that stays, and the variable gets the value."""
    if found.format != "compose":
        return None
    secret = {key.name for key in apps.load_all()[found.kind].KEYS if key.secret and key.place == "environment"}
    return next(
        (one for one in found.settings if one.key in secret and "${" in one.raw and is_filled_elsewhere(found, one.raw)), None
    )


def _secrets(secret: Secret | None, found: Found) -> frozenset[str]:
    known = {key.name for key in apps.load_all()[found.kind].KEYS if key.secret}
    texts = {secret.reveal()} if secret is not None else set()
    for one in found.settings:
        if one.key in known:
            texts |= {one.value or "", one.raw}
    return frozenset(text for text in texts if text)


def _require_settled(after: str, found: Found, main: File, app: App, reference: Located | None) -> None:
    """Read it back: it must say what was meant, nothing else may have changed, and a second run must find nothing to do."""
    try:
        again = recognise_as(after, found.file, app)
        settled = again is not None and again.sheet is not None and _edited(after, again, main, app, reference) == after
    except FileError as error:
        raise FileError(f"{found.file} could not be read any more after the change: {error.message}", *error.hints) from error
    if not settled or again is None:
        raise FileError(f"{found.file} would be read otherwise than it was meant", "change it by hand, or use --write")
    if _others(found, main) != _others(again, main):
        raise FileError(
            f"{found.file}: the change would touch settings that are not about mail", "change it by hand, or use --write"
        )


def _others(found: Found, main: File) -> object:
    """Everything in a file that the export has no business with."""
    package = importlib.import_module(f"wizard.apps.{found.kind}.meaning")
    decided: frozenset[str] = getattr(package, "OWNED", frozenset()) | _decided(found, main)
    rest = [(one.name, one.value) for one in found.settings if one.key not in decided]
    if found.format not in ("compose", "yaml") or found.sheet is None:
        return rest
    whole = yaml.load(found.sheet.text) if found.format == "yaml" else _services(found.sheet)
    if found.format == "yaml" and isinstance(whole, dict):
        whole.pop("email", None)
    return rest, whole


def _decided(found: Found, main: File) -> frozenset[str]:
    if found.format == "compose" and isinstance(found.sheet, ComposeSheet):
        tree = Tree(_renamed(main.text, found.kind, found.sheet.service))
        names = [str(key.value) for key, _ in tree.pairs(tree.at("services", found.sheet.service, "environment"))]
        return frozenset(set(names) | {name.removeprefix("SETTING_") for name in names})
    return frozenset(row.key for row in _sheet_of(main, found).entries)


def _services(sheet: Sheet) -> Mapping[str, object]:
    """Every other service and section of a compose file, as text that can be compared."""
    whole = yaml.load(sheet.text)
    if not isinstance(whole, dict) or not isinstance(sheet, ComposeSheet):
        return {}
    services = whole.get("services")
    others = dict(services) if isinstance(services, dict) else {}
    own = others.pop(sheet.service, None)
    rest = {key: value for key, value in own.items() if key not in _MERGED} if isinstance(own, dict) else {}
    return {
        "services": json.dumps(others, default=str),
        "service": json.dumps(rest, default=str),
        **{str(key): json.dumps(value, default=str) for key, value in whole.items() if key not in ("services", "secrets")},
    }
