"""What may be asked further: each question with what it costs, asked only after an explicit yes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from wizard.finding import FollowUp
from wizard.tui.widgets.choice import Choice, Option
from wizard.tui.widgets.plain import Lines, Plain

_WINDOW = 12


class ConsentDialog(ModalScreen[FollowUp | None]):
    """The question agreed to with `y`, None after `n` or Esc. Enter is neither: one key too many must not cost a login."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes", show=False),
        Binding("n,escape", "answer(False)", "no", show=False),
    ]
    DEFAULT_CSS = """
    ConsentDialog { align: center middle; }
    ConsentDialog > VerticalScroll { width: 100%; height: 100%; background: $surface; padding: 1 2; }
    ConsentDialog .title { text-style: bold; }
    ConsentDialog Choice { margin: 1 0 0 0; }
    ConsentDialog Lines { margin: 1 0 0 0; }
    ConsentDialog .keys { dock: bottom; height: 1; color: $text-muted; }
    """

    def __init__(self, questions: Sequence[FollowUp]) -> None:
        super().__init__()
        self._questions = tuple(questions)

    def compose(self) -> ComposeResult:
        several = len(self._questions) > 1
        with VerticalScroll(can_focus=False):
            yield Plain("Ask one of these too?" if several else "Ask this too?", classes="title")
            if several:
                rows = [Option(str(at), one.reason, one.value) for at, one in enumerate(self._questions)]
                yield Choice(rows, "0", window=_WINDOW)
            yield Lines(id="about")
        yield Plain(" y ask   n or Esc leave it" + ("   arrow keys choose" if several else ""), classes="keys")

    def on_mount(self) -> None:
        self._about()
        for choice in self.query(Choice):
            choice.focus()

    @property
    def _chosen(self) -> FollowUp:
        return self._questions[int(next((choice.value for choice in self.query(Choice)), "0"))]

    def _about(self) -> None:
        one = self._chosen
        reason = [] if len(self._questions) > 1 else [f"{one.reason[:1].upper()}{one.reason[1:]}.", ""]
        self.query_one("#about", Lines).show([*reason, f"What it does: it {one.cost}.", "Nothing else is asked again."])

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        self._about()

    def action_answer(self, yes: bool) -> None:
        self.dismiss(self._chosen if yes else None)
