"""Settings of an app that already stand in a file: what linting, importing and editing start from."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.dialects.located import Located
from wizard.dialects.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Found:
    """What one file says to one app."""

    kind: str
    target: str
    """The way of running the app that such a file belongs to."""
    file: str
    settings: tuple[Located, ...]
    """Every setting in the file's order, under the app's own name for it; also those that the app does not know."""
    sheet: Sheet | None = None
    """The file itself, for what is to be changed in it."""
    format: str = ""
    """python · ini · yaml · compose · env · json."""
    is_contained: bool = False
    """Whether the app runs in a container, where localhost is the container."""
    hostname: str | None = None
    """What the file calls the container; "" = nothing; None = the file can't say."""
    image: str = ""
    """The image that the file runs."""
    is_partial: bool = False
    """Whether further settings can come from other files, so that a missing one is no mistake of this file."""
    provided: frozenset[str] = frozenset()
    """Settings that come from elsewhere, by the app's names: a password as docker secret."""
    is_reader_certain: bool = True
    """Whether it is known which program reads this .env file."""
    score: int = 0
    """How much speaks for this app; where several recognise a file, the highest wins."""

    def last(self, key: str) -> Located | None:
        """The setting that counts: the last one of this name."""
        return next((one for one in reversed(self.settings) if one.key == key and not one.ignored), None)

    def value(self, key: str) -> str | None:
        """The value that counts."""
        one = self.last(key)
        return one.value if one else None
