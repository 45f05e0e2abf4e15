"""The line at the foot: which keys work here, each with what it does; a click does the same."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message

from wizard.tui.widgets.plain import Plain

_SPARE = ("test", "guide")
"""Actions whose keys go first where a terminal is narrow: Enter tests as well, and help is reached without its word."""


class Key(Plain):
    """One key and its word."""

    class Pressed(Message):
        """It was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, key: str, word: str, action: str) -> None:
        super().__init__()
        self.key = key
        self.word = word
        self.is_wanted = bool(word)
        self.action = action

    @property
    def cells(self) -> int:
        """How wide it is."""
        return len(self.key) + 1 + len(self.word)

    def draw(self, is_shown: bool) -> None:
        """Show key and word, or nothing."""
        self.show(Content.assemble(Content.styled(self.key, "bold"), f" {self.word}") if is_shown else "")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Pressed(self.action))


class Keys(Horizontal):
    """The keys of a page, in order; on a narrow terminal closer together, and without those that can be spared."""

    DEFAULT_CSS = """
    Keys { height: 1; padding: 0 1; }
    Keys Key { width: auto; padding: 0 2 0 0; }
    Keys.-tight Key { padding: 0 1 0 0; }
    """

    def __init__(self, keys: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(id="keys")
        self._keys = {action: Key(key, word, action) for key, word, action in keys}

    def compose(self) -> ComposeResult:
        yield from self._keys.values()

    def on_resize(self) -> None:
        self._fit()

    def rename(self, action: str, word: str) -> None:
        """Say something else for an action; an empty word hides its key. A page without that key is left alone."""
        key = self._keys.get(action)
        if key is not None and (key.word if key.is_wanted else "") != word:
            key.is_wanted = bool(word)
            key.word = word or key.word
            self._fit()

    def _fit(self) -> None:
        room = self.content_size.width
        shown = [key for key in self._keys.values() if key.is_wanted]
        is_tight = sum(key.cells + 2 for key in shown) - 2 > room > 0
        for action in _SPARE:
            if is_tight and sum(key.cells + 1 for key in shown) - 1 > room:
                shown = [key for key in shown if key.action != action]
        self.set_class(is_tight, "-tight")
        for key in self._keys.values():
            key.draw(key in shown)
