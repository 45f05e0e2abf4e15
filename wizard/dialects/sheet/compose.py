"""`environment:` of one service in a compose file, and what else the service says that matters for mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.dialects import compose
from wizard.dialects.located import Located
from wizard.dialects.sheet import Edit, Sheet, Value
from wizard.dialects.sheet.tree import Tree, item_of
from wizard.errors import FileError


class ComposeSheet(Sheet):
    """The environment of one service, in either of its two forms."""

    separator = ": "

    def __init__(self, text: str, service: str, variables: Mapping[str, str] | None = None) -> None:
        self.service = service
        self.variables = dict(variables or {})
        self.tree = Tree(text)
        found = self.tree.pair(self.tree.at("services"), service)
        if found is None:
            raise FileError(f"there is no service {service} in this file", "name another file")
        self._service_key, self._service = found
        pair = self.tree.pair(self._service, "environment")
        self._key: Any = pair[0] if pair else None
        self._environment: Any = pair[1] if pair else None
        super().__init__(text, compose.locate_environment(text, service, self.variables))

    def again(self, text: str) -> ComposeSheet:
        return ComposeSheet(text, self.service, self.variables)

    def write(self, value: Value, like: str = "") -> str:
        return compose.write("" if value is None else str(value).lower() if isinstance(value, bool) else str(value))

    def line(self, name: str, raw: str) -> str:
        return f"- {item_of(name, raw)}" if self.is_list else f"{name}: {raw}"

    def raw_value(self, one: Located) -> str:
        """The value alone as it is written; of a list item what stands behind the `=`, without the item's quotes."""
        if not self.is_list:
            return one.raw
        quote = one.raw[:1] if one.raw[:1] in ("'", '"') else ""
        return one.raw.removeprefix(quote).removesuffix(quote).partition("=")[2]

    def set(self, one: Located, raw: str) -> Edit:
        start, end = self.span(one)
        gap = " " if not one.raw and self.text[start - 1 : start] == ":" else ""
        return Edit(start, end, gap + (item_of(one.name, raw) if self.is_list else raw))

    def span(self, one: Located) -> tuple[int, int]:
        for key, value in self._rows():
            if self.tree.line(key) != one.line or (self.is_list and not str(key.value).startswith(one.name)):
                continue
            if self.is_list:
                return key.start_mark.index, self.tree.end(key)
            if str(key.value) == one.name and value.start_mark.index >= key.end_mark.index:
                return (value.start_mark.index, self.tree.end(value)) if one.raw else (key.end_mark.index + 1,) * 2
        raise FileError(f"line {one.line}: {one.name} is written in a way that can't be edited here", "change it by hand")

    def remove(self, one: Located) -> Edit:
        if self._environment is not None and self._environment.flow_style:
            raise FileError(f"line {one.line}: an environment: on one line can't be edited here", "change it by hand")
        return super().remove(one)

    def add(self, rows: Sequence[tuple[str, str]], beside: Sequence[str] = ()) -> list[Edit]:
        if not rows:
            return []
        if self._key is None:
            block = "\n".join(["environment:", *(f"  {name}: {raw}" for name, raw in rows)])
            return [self.tree.insert(self._service, block, below=self._service_key)]
        if not self.entries or self._environment.flow_style:
            return [self.tree.insert(self._environment, self.line(name, raw), below=self._key) for name, raw in rows]
        first = next(iter(self._rows()))[0]
        column = first.start_mark.column - (2 if self.is_list else 0)
        self.indent = " " * max(column, 0)
        return super().add(rows, beside)

    def _fallback(self) -> list[Located]:
        return list(self.entries)

    def _region(self) -> tuple[int, int]:
        if self._key is None or not self.entries:
            return 0, 0
        last = max(self.span(one)[1] for one in self.entries)
        return self._key.start_mark.index, last

    @property
    def is_list(self) -> bool:
        """Whether `environment:` is a list of KEY=value."""
        return self._environment is not None and self._environment.id == "sequence"

    def _rows(self) -> list[tuple[Any, Any]]:
        if self._environment is None:
            return []
        if self.is_list:
            return [(item, item) for item in self._environment.value]
        return list(self.tree.pairs(self._environment))

    def says(self, key: str) -> str:
        """A plain value of the service: hostname, image; empty where it has none."""
        return self.tree.scalar("services", self.service, key) or ""

    def has(self, key: str) -> bool:
        """Whether the service has this key at all."""
        return self.tree.pair(self._service, key) is not None

    def names(self, key: str) -> tuple[str, ...]:
        """The items of a list of the service: `env_file`, `secrets`; a single value counts as one."""
        node = self.tree.at("services", self.service, key)
        if node is None:
            return ()
        items = [node] if node.id == "scalar" else node.value if node.id == "sequence" else []
        found = (item if item.id == "scalar" else self._source(item) for item in items)
        return tuple(str(item.value) for item in found if item is not None and item.id == "scalar" and item.value)

    def _source(self, item: Any) -> Any:
        """The long form of an item: `path:` of an env file, `source:` of a secret."""
        pair = self.tree.pair(item, "path") or self.tree.pair(item, "source")
        return pair[1] if pair else None

    def line_of(self, key: str) -> int:
        """The line of a key of the service, of the service itself where it has none."""
        pair = self.tree.pair(self._service, key)
        return self.tree.line(pair[0] if pair else self._service_key)
