"""One of an app's own files and what it means, and where the password in it can be read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.dialects.sheet.compose import ComposeSheet
from wizard.dialects.sheet.lines import EnvSheet
from wizard.errors import SecretError
from wizard.lint.found import Found
from wizard.lint.meaning import Meaning, Part
from wizard.lint.reference import is_reference
from wizard.lint.role import Role
from wizard.lint.secrecy import is_placeholder
from wizard.secret import Keeper, Secret, SecretRef


@dataclass(frozen=True, slots=True)
class Source:
    """One file and what it means."""

    path: Path
    found: Found
    meaning: Meaning
    around: Mapping[str, str]

    def part(self, role: Role) -> Part | None:
        part = self.meaning.part(role)
        return self._resolved(part) if part is not None else None

    def _resolved(self, part: Part) -> Part:
        """A variable of the `.env` beside the file put in."""
        if part.value is not None or part.one is None or not self.around:
            return part
        sheet = self.found.sheet
        if isinstance(sheet, ComposeSheet):
            again = ComposeSheet(sheet.text, sheet.service, {**sheet.variables, **self.around}).entry(part.one.name)
            return replace(part, value=again.value) if again is not None and again.value else part
        return part


def locate_secret(sources: Sequence[Source], name: str, notes: list[str]) -> tuple[SecretRef, Secret | None]:
    """Where the password is from now on: where it already is, as long as it can be read there; else it is handed out."""
    for source in sources:
        part = source.part(Role.PASSWORD)
        if part is None or not part.value or is_placeholder(part.value) or part.one is None:
            continue
        secret = Secret(part.value)
        for ref in _places(source, part):
            if _reads(ref, secret):
                return ref, None
        notes.append("The password can't be read where it stands without the app's own rules.")
        return SecretRef(Keeper.VAULT, name), secret
    notes.append("No password was found in these files; say where it is kept, or it is asked for each time.")
    return SecretRef(Keeper.ASK), None


def _places(source: Source, part: Part) -> list[SecretRef]:
    found, one = source.found, part.one
    path = source.path.resolve()
    if one is None:
        return []
    sheet = found.sheet
    if isinstance(sheet, ComposeSheet):
        names = [ref for ref in (_variable(sheet.raw_value(one)),) if ref]
        beside = [SecretRef(Keeper.APP, f"{path.with_name('.env')}#{variable}") for variable in names]
        return [*beside, SecretRef(Keeper.APP, f"{path}#services.{sheet.service}.environment.{one.name}")]
    if found.format == "yaml":
        return [SecretRef(Keeper.APP, f"{path}#email.{one.name}")]
    if found.format in ("ini", "json") or isinstance(sheet, EnvSheet):
        return [SecretRef(Keeper.APP, f"{path}#{one.name}")]
    return []


def _variable(raw: str) -> str:
    inner = raw.strip("\"'")
    return inner.strip("${}").partition(":")[0].partition("-")[0] if is_reference(inner) else ""


def _reads(ref: SecretRef, secret: Secret) -> bool:
    """Whether the secret store finds the same there: its rules are plainer than those of some apps."""
    from wizard.secret_store import app as app_keeper

    try:
        return app_keeper.read(ref.name) == secret
    except SecretError:
        return False
