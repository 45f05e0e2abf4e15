"""The draft on the disk: what goes on after a dropped line, and when another setup may take its place."""

from __future__ import annotations

from dataclasses import replace

from wizard.errors import WizardError
from wizard.files import Places
from wizard.setup import draft as drafts
from wizard.setup.draft import Draft


class Resuming:
    """Keeps one draft. Answers are compared without the page: to look at one is no answer."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._filed: Draft | None = None
        self._spares: Draft | None = None
        """With which answers a setup began while another one's draft was waiting."""
        self._saved: Draft | None = None
        """The answers of the setup that is saved."""

    def found(self) -> Draft | None:
        """The draft of an earlier start. One that can't be read counts as none."""
        try:
            return drafts.load(self._places)
        except WizardError:
            return None

    def begin(self, draft: Draft) -> None:
        """A setup begins; the draft of another one waits until there is an answer that is worth its place."""
        self._filed = None
        # What is opened comes without a page; what is gone on with has one, and was edited since.
        self._saved = draft if draft.opened and not draft.page else None
        self._spares = replace(draft, page="") if self.found() not in (None, draft) else None

    def keep(self, draft: Draft) -> None:
        """Keep what was typed; a setup that was saved needs no draft. Raises FileError."""
        answers = replace(draft, page="")
        if answers == self._filed:
            self._discard()
        elif answers != self._spares and draft != Draft():
            drafts.save(draft, self._places)
            self._spares = None

    def file(self, draft: Draft) -> None:
        """The setup is saved: its draft is done with."""
        self._filed = self._saved = replace(draft, page="")
        self._discard()

    def is_saved(self, draft: Draft) -> bool:
        """Whether a setup is saved with these answers."""
        return replace(draft, page="") == self._saved

    def _discard(self) -> None:
        if self._spares is None:
            drafts.discard(self._places)
