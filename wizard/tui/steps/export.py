"""The app's own configuration: choose where the secret goes, look at each file, write."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from wizard.app import Export
from wizard.errors import SecretError, WizardError
from wizard.files import shown
from wizard.secret import Secret
from wizard.settings.rendered import Mistake
from wizard.setup import writing
from wizard.text import printable
from wizard.tui.dialogs.confirm import ConfirmDialog
from wizard.tui.dialogs.text import TextDialog
from wizard.tui.page import WizardPage
from wizard.tui.widgets.choice import Choice, Option
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.plain import Lines, Plain


class ExportPage(WizardPage):
    """Enter writes; an existing file is shown as a diff first."""

    PAGE = "export"
    HELP = (
        "The files are written beside each other in a folder of yours, private to you; the notes say where each belongs. "
        "F4 shows the marked app's files as they will be written, with the password left out."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4,ctrl+o", "preview", "preview", show=False)]

    def keys(self) -> list[tuple[str, str, str]]:
        return [
            ("Esc", "back", "back"),
            ("Enter", "write", "advance"),
            ("F4", "preview", "preview"),
            ("F1", "help", "guide"),
            ("F2", "skip", "next"),
            ("Ctrl+Q", "quit", "app.quit"),
        ]

    def fields(self) -> ComposeResult:
        yield Plain(f"These settings are {self.flow.proven()}.", id="proven", classes="text")
        yield Lines(id="mistakes", classes="text")
        yield Entry("name", "Name of setup", self._setup(), parse=self.flow.check_name, required=True)
        yield Entry("folder", "Write into", shown(self._folder()), parse=writing.folder_of, required=True)
        apps = self.flow.draft.apps
        yield Choice([Option(app.name, f"{app.kind} · {app.target}", printable(app.hostname, 100)) for app in apps], id="app")
        yield Lines(id="about", classes="text gap")

    def _setup(self) -> str:
        """The name, also one that is none: it stays to be put right."""
        return self.flow.draft.name or self.flow.draft.label()

    def _folder(self) -> Path:
        return Path.cwd() / f"smtp-wizard-{self.flow.draft.label()}"

    def ready(self) -> None:
        self._exports: dict[str, Export] = {}
        self._secret: Secret | None = None
        self._missing = ""
        self._obstacles: list[str] = []
        self._mistakes: tuple[Mistake, ...] = ()
        self._warned = False
        self.run_worker(self._make(), group="export", description="make the exports", exclusive=True)

    async def _make(self) -> None:
        try:
            secret = await self.flow.usable_secret()
            self._secret = secret if isinstance(secret, Secret) else None
            self._missing = secret.message if isinstance(secret, SecretError) else ""
            self._exports = await writing.exports(self.flow)
            self._mistakes = writing.mistakes(self.flow, self._exports)
        except WizardError as error:
            self._obstacles = writing.obstacles(self.flow, self._secret) or [error.line]
        if self.is_whole:
            self._about()

    def _about(self) -> None:
        self.query_one("#mistakes", Lines).show(writing.in_lines(self._mistakes))
        if self._obstacles:
            lines = ["No file can be written:", *(f"! {line}" for line in self._obstacles)]
            return self.query_one("#about", Lines).show(lines)
        export = self._exports.get(self.query_one("#app", Choice).value)
        if export is None:
            return None
        rows = [f"  {file.path}{'   holds the password in plain text' if file.secret else ''}" for file in export.files]
        rows += [f"! {line}" for line in export.limits]
        if self._missing:
            rows.append(f"! {self._missing}: a placeholder stands where the password belongs")
        return self.query_one("#about", Lines).show(["Will be written:", *rows])

    def _tell_obstacle(self, what: str) -> None:
        """Say that there is no export, and bring the reason into sight, which stands on the page as long as it holds."""
        if not self.flow.draft.apps:
            return self.notice(f"{what}: no app was chosen")
        if not self._obstacles:
            return self.notice(f"{what} yet: the export is being made")
        self.query_one("#about", Lines).scroll_visible(animate=False)
        return self.notice(f"{what}: the reason stands above · F2 goes on without an export")

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        self._about()

    def take(self, entry: Entry, value: str) -> None:
        self.notice("")
        if entry.field == "name":
            self.flow.edit(name=value)

    def action_preview(self) -> None:
        name = self.query_one("#app", Choice).value
        if name not in self._exports:
            return self._tell_obstacle("there is no preview")
        export = writing.blank(self.flow)[name]
        self.app.push_screen(TextDialog(f"{export.app} · {export.target}", writing.preview(export)))
        return None

    def _warns(self) -> bool:
        """Say once that an app will fail by what is written; True if it was said just now."""
        if self._warned or not any(mistake.is_sure for mistake in self._mistakes):
            return False
        self._warned = True
        self.query_one("#mistakes", Lines).scroll_visible(animate=False)
        self.notice("this would not work: Esc leads back · Enter once more writes it all the same")
        return True

    def action_advance(self) -> None:
        if self.problems():
            return
        if not self._exports and self.flow.draft.apps:
            return self._tell_obstacle("nothing can be written")
        if self._warns():
            return None
        try:
            folder = writing.folder_of(self.query_one("#field-folder", Entry).value)
            planned = writing.planned(folder, self._exports, self._secret)
        except WizardError as error:
            return self.notice(error.line)
        replaced = [one for one in planned if one.is_replaced]
        if not replaced:
            self.run_worker(self._write(folder), group="export", description="write", exclusive=True)
            return None
        exposures = [f"! {one.exposure()}" for one in replaced if one.exposure()]
        text = "\n\n".join([*exposures, *("\n".join(one.difference()) for one in replaced)])
        dialog = ConfirmDialog(
            "These files are there already. Replace them? A backup is left beside each.", text, "replace", "leave them"
        )
        self.app.push_screen(dialog, lambda yes: self._replace(folder, bool(yes)))
        return None

    def _replace(self, folder: Path, yes: bool) -> None:
        if yes:
            self.run_worker(self._write(folder), group="export", description="write", exclusive=True)

    async def _write(self, folder: Path) -> None:
        try:
            await self.flow.save_profile()
            self.flow.written = tuple(os.fspath(path) for path in writing.write(folder, self._exports, self.flow.now()))
        except WizardError as error:
            self.notice(error.line)
            return
        self.leave()
