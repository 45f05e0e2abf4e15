"""One top-level mapping of a YAML file, such as `email:` in Synapse's homeserver.yaml."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.dialects import yaml
from wizard.dialects.located import Located
from wizard.dialects.sheet import Edit, Sheet, Value, line_end
from wizard.dialects.sheet.tree import Tree
from wizard.errors import FileError


class SectionSheet(Sheet):
    """The keys of one section, read as PyYAML reads them; keys that stand twice are all there."""

    separator = ": "

    def __init__(self, text: str, section: str) -> None:
        self.section = section
        self.tree = Tree(text)
        self._pair = self.tree.pair(self.tree.root, section)
        super().__init__(text, yaml.locate(text, section))
        value = self._pair[1] if self._pair else None
        if value is not None and value.id == "mapping" and value.value:
            self.indent = " " * value.value[0][0].start_mark.column
        elif self._pair:
            self.indent = " " * (self._pair[0].start_mark.column + 2)

    def again(self, text: str) -> SectionSheet:
        return SectionSheet(text, self.section)

    def write(self, value: Value, like: str = "") -> str:
        return yaml.write(value) if isinstance(value, str) else "null" if value is None else str(value).lower()

    def typed(self, one: Located) -> object:
        try:
            return yaml.load(one.raw) if one.raw else None
        except FileError:
            return None

    def span(self, one: Located) -> tuple[int, int]:
        for key, value in self.tree.pairs(self._pair[1] if self._pair else None):
            if str(key.value) == one.key and self.tree.line(key) == one.line:
                if value.start_mark.index < key.end_mark.index:
                    break
                if not one.raw:
                    return key.end_mark.index + 1, key.end_mark.index + 1
                return value.start_mark.index, self.tree.end(value)
        raise FileError(f"line {one.line}: {one.name} is written in a way that can't be edited here", "change it by hand")

    def remove(self, one: Located) -> Edit:
        if self._is_flow:
            raise FileError(f"line {one.line}: a section on one line can't be edited here", "change it by hand")
        return super().remove(one)

    def add(self, rows: Sequence[tuple[str, str]], beside: Sequence[str] = ()) -> list[Edit]:
        if not rows:
            return []
        if self._pair is None:
            body = "\n".join([f"{self.section}:", *(f"  {name}: {raw}" for name, raw in rows)])
            return [self.tree.lines(len(self.text), body, 0)]
        if self._is_flow:
            raise FileError(f"the section {self.section}: on one line can't be edited here", "put its keys on lines of their own")
        return super().add(rows, beside)

    @property
    def _is_flow(self) -> bool:
        value = self._pair[1] if self._pair else None
        return value is not None and value.id != "scalar" and (value.id != "mapping" or value.flow_style is True)

    def _fallback(self) -> list[Located]:
        return list(self.entries)

    def _bottom(self) -> int:
        # Reached for a section without keys only: below its own line.
        key = self._pair[0] if self._pair else None
        end = line_end(self.text, key.end_mark.index) if key is not None else len(self.text)
        return min(end + len(self.newline), len(self.text)) if end < len(self.text) else end

    def _region(self) -> tuple[int, int]:
        """From the section's line to the next key at the top."""
        if self._pair is None:
            return 0, 0
        start = self._pair[0].start_mark.index
        later = [key.start_mark.index for key, _ in self.tree.pairs(self.tree.root) if key.start_mark.index > start]
        return start, min(later, default=len(self.text))

    def sections(self) -> tuple[int, ...]:
        """The lines in which this section begins: more than one where it stands twice."""
        return tuple(self.tree.line(key) for key, _ in self.tree.pairs(self.tree.root) if key.value == self.section)
