"""Keys in turn: over a slow line several arrive at once, and what follows a Tab or Enter belongs where that key has led."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.dom import DOMNode

if TYPE_CHECKING:
    from textual.app import App

STAYING = frozenset({"backspace", "delete", "left", "right", "up", "down", "home", "end", "pageup", "pagedown"})
"""Keys without a character that never lead to another field or page."""
LONGEST = 1.0
"""Seconds after which keys go on where the way of the one at work is broken: a widget that was taken away hands no message on."""
PATIENCE = 10
"""How often as long a way is waited for that is whole: the machine is busy, and a key too early would be in the wrong field."""
_ROUNDS = 2
"""The key itself, then the message that it made, travel from the field up to the application."""


class Turn:
    """Holds keys back while one is at work that may move the cursor.

    Textual hands every key to the widget that has the cursor at that moment, and a field works its keys off later: of
    "name Tab password" in one packet the password would go into the field of the name, in plain sight.
    """

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._held: deque[events.Event] = deque()
        self._at_work = 0
        """Which of the keys that may move the cursor is at work; 0 = none."""
        self._count = 0

    def take(self, event: events.Event) -> bool:
        """Whether an event may go its way now; if not, it comes again by itself."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            return True
        if self._at_work:
            self._held.append(event)
            return False
        if isinstance(event, events.Key) and not event.is_printable and event.key not in STAYING:
            self._count += 1
            self._at_work = self._count
            path = list((self._app.focused or self._app.screen).ancestors_with_self)
            self._app.set_timer(LONGEST, partial(self._look_after, path, self._count, PATIENCE))
            self._app.call_later(self._follow, path * _ROUNDS, self._count)
        return True

    def _follow(self, path: Sequence[DOMNode], number: int) -> None:
        """Go the key's own way behind it: every queue on it has then done with what the key brought."""
        for at, node in enumerate(path):
            if node.call_later(self._follow, path[at + 1 :], number):
                return
        self._app.screen.call_after_refresh(self._release, number)

    def _look_after(self, path: Sequence[DOMNode], number: int, patience: int) -> None:
        if self._at_work == number and patience and all(node.is_attached for node in path):
            self._app.set_timer(LONGEST, partial(self._look_after, path, number, patience - 1))
        else:
            self._release(number)

    def _release(self, number: int) -> None:
        if self._at_work == number:
            self._app.call_later(self._go_on, number)

    async def _go_on(self, number: int) -> None:
        """In the application's own queue, so that no key that came later overtakes those that were held."""
        if self._at_work != number:
            return
        self._at_work = 0
        while self._held and not self._at_work:
            await self._app.on_event(self._held.popleft())
