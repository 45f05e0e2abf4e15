"""The end of the way: the exports as files, how they look, where they go, and what to do with them."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wizard import apps
from wizard.app import Export, File
from wizard.command_line import Command, indented
from wizard.diagnosis.place import inside
from wizard.errors import UsageError, WizardError
from wizard.files import path_of, read_bytes, shown
from wizard.model import App, Profile
from wizard.secret import Keeper, Secret
from wizard.settings import change
from wizard.settings.change import Change
from wizard.setup.flow import Flow
from wizard.text import printable, printable_lines

if TYPE_CHECKING:
    from wizard.settings.rendered import Mistake


@dataclass(frozen=True, slots=True)
class Planned:
    """A file of an export, and what it does to the one that is there."""

    change: Change
    file: File
    mode: int | None = None
    """Of the file that is there; it stays."""

    @property
    def is_replaced(self) -> bool:
        """Whether there is a file already, with another content."""
        return self.change.before is not None and self.change.is_needed

    def exposure(self) -> str:
        """What to do about a password in a file whose mode stays wider than it should be; empty where there is nothing."""
        if self.mode is None or not self.file.secret or not self.mode & 0o077 & ~self.file.mode:
            return ""
        name = printable(str(self.change.path))
        return f"{name} keeps its mode {self.mode:04o}, so others may read the password in it: chmod {self.file.mode:04o} {name}"

    def difference(self) -> list[str]:
        """Lines that are safe to show. Of a file with the password in it neither text is: the old one may hold another."""
        name = printable(str(self.change.path))
        if not self.change.is_needed:
            return [f"as it is: {name}"]
        if self.is_replaced and self.file.secret:
            return [f"replaced: {name}", "  differs; it holds a password, so neither the old nor the new text is shown"]
        return list(change.difference(self.change))


async def exports(flow: Flow) -> dict[str, Export]:
    """Each app's configuration by the app's name. Raises WizardError where an app can't hold a value."""
    secret = await flow.usable_secret()
    return apps.export_all(flow.draft.profile(), secret if isinstance(secret, Secret) else None, flow.provider)


def obstacles(flow: Flow, secret: Secret | None) -> list[str]:
    """Why the exports can't be made, a line for each app that stands in the way; it says so where the password is the reason."""
    try:
        profile = flow.draft.profile()
    except WizardError as error:
        return [error.line]
    found: list[str] = []
    for app in profile.apps:
        obstacle = _obstacle(flow, profile, app, secret)
        if obstacle is not None:
            # What can be written with a placeholder fails because of what would stand in its place.
            is_password = secret is not None and _obstacle(flow, profile, app, None) is None
            head = f"{app.name} can't be given your password: " if is_password else f"{app.name}: "
            tail = " · it is typed on the login page: Esc leads back" if is_password else ""
            found.append(f"{head}{obstacle.line}{tail}")
    return found


def _obstacle(flow: Flow, profile: Profile, app: App, secret: Secret | None) -> WizardError | None:
    try:
        apps.export(profile, app, secret, provider=flow.provider)
    except WizardError as error:
        return error
    return None


def blank(flow: Flow) -> dict[str, Export]:
    """The same with a placeholder where the password would stand: what may be shown."""
    return apps.export_all(flow.draft.profile(), None, flow.provider)


def mistakes(flow: Flow, made: Mapping[str, Export]) -> tuple[Mistake, ...]:
    """What `lint` would find wrong with the files of these exports."""
    from wizard.settings.rendered import of_exports  # loads every rule; only the export page needs them

    return tuple(of_exports(made, flow.draft.profile().apps))


def in_lines(found: Sequence[Mistake]) -> list[str]:
    """Mistakes in a line each: what is wrong and why, then every place where it stands. No line where nothing is wrong."""
    if not found:
        return []
    places: dict[str, list[str]] = {}
    for one in found:
        line = f" line {one.flaw.line}" if one.flaw.line else ""
        places.setdefault(f"{one.flaw.title}. {one.flaw.why}", []).append(f"{printable(one.app)}: {printable(one.file)}{line}")
    sure = any(one.is_sure for one in found)
    head = "What will be written " + ("would not work" if sure else "looks wrong") + ", says lint. Esc leads back to mend it."
    return [head, *(f"! {what} ({', '.join(dict.fromkeys(where))})" for what, where in places.items())]


def preview(export: Export) -> list[str]:
    """All files of an export as lines for a page, each under its name."""
    rows: list[str] = []
    for file in export.files:
        note = "   (holds the password in plain text; left out here)" if file.secret else ""
        rows += ["", f"── {file.path}{note}", *printable_lines(file.text, 400)]
    for title, lines in (
        ("Then", export.apply),
        ("Test inside the app", export.test),
        ("Note", export.notes),
        ("Limits", export.limits),
    ):
        if lines:
            rows += ["", f"── {title}", *(indented(line, "  ") for line in lines)]
    return rows[1:]


def place(folder: Path, app: str, file: File) -> Path:
    """Where a file of an export goes: below the folder, in one named after the app; absolute paths keep their last part."""
    relative = Path(file.path)
    if relative.is_absolute() or ".." in relative.parts or file.path.startswith("~"):
        relative = Path(relative.name)
    return folder / app / relative


def folder_of(text: str) -> Path:
    """The folder that a person typed, whole. Raises UsageError for what can't be one."""
    folder = path_of(text.strip()).absolute()
    if not text.strip() or "\0" in text or (os.path.exists(folder) and not folder.is_dir()):
        what = "no folder is named" if not text.strip() else "this is no folder"
        raise UsageError(what, "accepted: a folder of yours, such as ~/smtp-wizard-chat; it is made if it is not there")
    return folder


def planned(folder: Path, made: Mapping[str, Export], secret: Secret | None = None) -> list[Planned]:
    """Every file as it is and as it will be; `secret` is not shown in a difference. Raises FileError for what can't be read."""
    secrets = frozenset({secret.reveal()} if secret else ())
    found = []
    for name, export in made.items():
        for file in export.files:
            path = place(folder, name, file)
            mode = stat.S_IMODE(os.stat(path).st_mode) if os.path.exists(path) else None
            before = read_bytes(path) if mode is not None else None
            found.append(Planned(Change(path, before, file.text.encode(), file.mode, secrets), file, mode))
    return found


def write(folder: Path, made: Mapping[str, Export], now: datetime) -> list[Path]:
    """Write every file, private, complete or not at all; a backup is left beside one that is replaced. Raises FileError."""
    written = []
    for one in planned(folder, made):
        if one.change.is_needed:
            change.write(one.change, now)
        written.append(one.change.path)
    return written


_NOTHING = (
    "Nothing is saved, and no file is written: the export was skipped.",
    "What you typed is kept for the next start of the wizard, but never the password.",
)
_BACK = "Esc goes back to the export; Enter there saves the setup and writes the files."


def _is_saved(flow: Flow) -> bool:
    """Whether the setup is saved as it stands, with the password that was typed."""
    return flow.resuming.is_saved(flow.draft) and (flow.secret is None or bool(flow.kept_in))


def summary(flow: Flow, made: Mapping[str, Export]) -> list[str]:
    """What was stored where, what to do now, and how to check again. What was not stored is never said to be."""
    if not (flow.written or flow.draft.opened):
        return [*_NOTHING, "", _BACK]
    name = flow.draft.opened or flow.draft.profile_name()
    lines = [f"The setup “{name}” is saved in {shown(flow.profiles.path(name))}"]
    if not _is_saved(flow):
        lines += ["", f"! What you changed since then is not saved, and in no file. {_BACK}"]
    if flow.kept_in:
        lines.append(f"{flow.kept_in[:1].upper()}{flow.kept_in[1:]}.")
    if flow.written:
        folder = Path(os.path.commonpath([os.path.dirname(path) for path in flow.written]))
        lines += ["", f"Written into {shown(folder)}", *(f"  {shown(Path(path).relative_to(folder))}" for path in flow.written)]
    for app, export in made.items():
        lines += ["", f"Make {app} use it:", *(indented(step, "  ") for step in export.apply)]
        lines += ["Let the app itself send a test mail:", *(indented(step, "  ") for step in export.test)]
    lines += ["", "Once it is in place, see whether the app now uses what was proven:", "  smtp-wizard lint THE-APP'S-OWN-FILE"]
    lines += ["", "Check again whenever you like, or from a timer:", indented(Command(flow.again.command(name)), "  ")]
    ref = flow.draft.secret_ref()
    if flow.draft.login and ref.keeper is Keeper.VAULT:
        lines.append("  A timer opens the vault with a key file: see “smtp-wizard secret set --help”.")
    elif flow.draft.login and ref.keeper is Keeper.ASK:
        lines.append("  Nobody is there to type the password then: the login stays “unknown” (exit code 3).")
    lines += ["", "All of this was tested from this machine, not from inside a container; the same check in an app's network:"]
    lines.append(indented(Command(inside("CONTAINER", flow.again, name)), "  "))
    return lines
