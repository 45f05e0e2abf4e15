"""The content of a file that an entrypoint reads with bash's `$(<file)`, as Mealie's `_FILE` variables are.

Newlines at the end are lost and NUL too; everything else, blanks at the ends included, stays.
"""

from __future__ import annotations

from wizard.dialects.environment import require_text
from wizard.errors import Unrepresentable


def write(value: str) -> str:
    """The value itself, with nothing behind it. Raises Unrepresentable for an empty one and for a newline at the end."""
    require_text(value)
    if not value:
        raise Unrepresentable("an empty secret file stops the container", "use another password")
    if value.endswith("\n"):
        raise Unrepresentable("a newline at the end of a secret file is lost", "use another password")
    return value


def read(content: str) -> str:
    """What the variable holds afterwards."""
    return content.replace("\0", "").rstrip("\n")
