"""Values that readers of configuration files trip over, as a list and as a Hypothesis strategy."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from wizard.errors import Unrepresentable

VALUES = (
    "p#a ss'%\"\\$:=",
    "$X", "${X}", "$$", "$(id)", "`id`", "%s %% %(app)s",
    "a\\", "\\", "\\n", "\\t1", "\\x41", "\\c", "a'b", 'a"b', "'q'", '"q"', "it's#u%",
    "a #b", "a: b", "- x", "@x", "`x", "{x", "[x", "[::1]", "{a}@{b}",
    "(1)", "!x", "&x", "*x", "|", ">", "?", "a ;b", ";b", "#c", "= x", ": x",
    "yes", "no", "on", "off", "true", "True", "TRUE", "false", "null", "~", "None", "none", "NONE", "tr ue", "y", "n",
    "123", "0123", "0587", "0x1F", "1_000", ".5", "1:30", "+5", "1e3", "2026-11-21", ".inf", "0", "1",
    " a", "a ", "\ta", "a\t", "\xa0a", "a\xa0", "a  b", "a\nb", "a\n", "a\rb", "a\x85b", "a\u2028b", "\ufeffa",
    "ü", "😀", "pä$$wörd", "\u202eevil", "a\x7fb", "a\x1bb", "a\x00b",
    "--", "--set", "--existing", "--inplace", "-abc", "-n", "-e x", "--x=1",
    "noreply-{token}@example.com", "587 ", "k = v", "[secrets]", "email_password = x",
)  # fmt: skip

TEXTS = st.one_of(
    st.sampled_from(VALUES),
    st.text(st.sampled_from(list("ab0 1'\"\\$#%;:=-{}[]()\n\r\t\xa0ü😀\u202e`!&*|>@~,?")), max_size=12),
    st.text(max_size=20),
)
"""Real values among made-up ones: quoting errors live where special characters meet."""


def written(write: Callable[[str], str], value: str) -> str | None:
    """What is written for a value; None = refused, with a hint what to do."""
    try:
        return write(value)
    except Unrepresentable as error:
        if not error.hints:
            raise
        return None
