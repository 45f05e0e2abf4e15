"""A labelled line to type into, with its hint beside and its error below."""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalGroup
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from wizard.errors import UsageError, WizardError
from wizard.tui.widgets.plain import Lines, Plain

Parser = Callable[[str], object]
Adviser = Callable[[str], str | None]
"""Says what to consider about an answer that may be right all the same; None where there is nothing."""


def _aside(example: str, empty: str, about: str) -> str:
    """In brackets, since grey alone looks like an answer that is there already, and without colours is not even grey."""
    said = f"e.g. {example}" if example else f"optional · empty = {empty}" if empty else about
    return f"({said})" if said else ""


def _bare(segment: Segment) -> Segment:
    style = segment.style
    if style is None or segment.text.strip() or style.bgcolor is None or style.reverse:
        return segment
    return Segment(segment.text, style.without_color + Style(bgcolor=style.bgcolor), segment.control)


class Line(Input):
    """An input line that repaints one row a key and never blinks: a slow line is the usual case."""

    def __init__(self, value: str, *, password: bool = False, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, password=password, placeholder=placeholder, compact=True, select_on_focus=False, id=id)
        self.cursor_blink = False

    def render_line(self, y: int) -> Strip:
        """The line with its blanks in fewer bytes: they need no colour for letters that they don't have."""
        strip = super().render_line(y)
        return Strip([_bare(segment) for segment in strip], strip.cell_length)

    def on_paste(self, event: events.Paste) -> None:
        """The first line with anything in it. What a terminal would obey never gets onto our screen; a password is not shown."""
        line = next((line for line in event.text.splitlines() if line.strip()), "")
        event.text = line if self.password else "".join(letter for letter in line if letter.isprintable())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A password is never copied: Textual would send it to the terminal's clipboard in clear text."""
        if self.password and action in ("copy", "cut"):
            return False
        return super().check_action(action, parameters)


class Entry(VerticalGroup):
    """One field. It says what was typed with `Edited`; error and advice appear on leaving and go with the next key."""

    DEFAULT_CSS = """
    Entry { height: auto; }
    Entry > Horizontal { height: 1; }
    Entry .label { width: 18; padding: 0 1; }
    Entry Line { width: 1fr; max-width: 60; }
    Entry Line:focus { background: $boost; text-style: none; }
    Entry .hint { width: auto; max-width: 34; color: $text-muted; padding: 0 1; }
    Entry .error { color: $error; padding: 0 1 0 18; height: auto; display: none; }
    Entry .advice { padding: 0 1 0 18; max-width: 110; color: $text-muted; }
    """

    class Edited(Message):
        """The text of a field changed by the person's hand."""

        def __init__(self, entry: Entry, value: str) -> None:
            super().__init__()
            self.entry = entry
            self.value = value

    def __init__(
        self,
        field: str,
        label: str,
        value: str = "",
        *,
        parse: Parser | None = None,
        advise: Adviser | None = None,
        hint: str = "",
        example: str = "",
        empty: str = "",
        about: str = "",
        password: bool = False,
        required: bool = False,
        locked: bool = False,
        help: str = "",
    ) -> None:
        """`example`, `empty`, `about`: what an empty line shows, one of them; an answer, what stands for none, what is wanted."""
        super().__init__(id=f"field-{field.replace('/', '-')}")
        self.field = field
        self.required = required
        self._label = label
        self._parse = parse
        self._advise = advise
        self._hint = hint
        self._line = Line(value, password=password, placeholder=_aside(example, empty, about))
        self._line.disabled = locked
        self._error = Plain("", classes="error")
        self._advice = Lines(classes="advice")
        self.help = help
        """What the field is for; the page shows it while the cursor is in it."""
        self._told = value

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Plain(self._label, classes="label")
            yield self._line
            if self._hint:
                yield Plain(self._hint, classes="hint")
        yield self._error
        if self._advise is not None:
            yield self._advice

    @property
    def value(self) -> str:
        return self._line.value

    @value.setter
    def value(self, text: str) -> None:
        self._told = text
        self._line.value = text

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed here."""
        return self.required and self.display and not self._line.disabled and not self.value.strip()

    @property
    def is_locked(self) -> bool:
        """Whether nothing can be typed here."""
        return self._line.disabled

    def hold(self, is_held: bool) -> None:
        """Take the line away from the cursor, or give it back."""
        self._line.disabled = is_held

    def focus_line(self) -> None:
        """Put the cursor here."""
        self._line.focus()

    def mend(self) -> None:
        """Put the cursor here for another answer: one that can't be read is selected, so that the next key replaces it."""
        self._line.focus()
        if self._line.password:
            self._line.select_all()

    def ask(self) -> None:
        """Put the cursor here and say that an answer is owed."""
        self.tell(UsageError("this is still empty", "type it here: nothing is tested without it"))
        self._line.focus()

    @property
    def has_cursor(self) -> bool:
        return self._line.has_focus

    def problem(self) -> WizardError | None:
        """What is wrong with what is typed; an optional field may stay empty."""
        if self._parse is None or (not self.value.strip() and not self.required):
            return None
        try:
            self._parse(self.value)
        except WizardError as error:
            return error
        return None

    def tell(self, error: WizardError | None) -> None:
        """Show an error below the field, or take it away."""
        self._error.show("" if error is None else error.line)
        self._advice.show([])

    def look(self) -> WizardError | None:
        """Say what is wrong with what is typed, or what to consider about it; what is wrong is returned."""
        error = self.problem()
        self.tell(error)
        advice = self._advise(self.value) if self._advise is not None and error is None else None
        self._advice.show([f"! {advice}"] if advice else [])
        return error

    def offer_again(self) -> None:
        """The cursor here as in `mend`, but the page stays where it is scrolled to."""
        self._line.focus(scroll_visible=False)
        if self._line.password:
            self._line.select_all()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._told:
            self._told = event.value
            self.tell(None)
            self.post_message(self.Edited(self, event.value))

    def on_input_blurred(self, event: Input.Blurred) -> None:
        event.stop()
        if self.value.strip():
            self.look()
