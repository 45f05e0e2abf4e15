"""A YAML file as ruamel's node tree: where each key and value stands, and what to insert so that a mapping gets one more.

Nothing is dumped: ruamel's round trip would re-flow a person's file, its positions do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wizard.dialects.node_tree import compose
from wizard.dialects.sheet import Edit, line_end
from wizard.errors import FileError


class Tree:
    """The positions in one YAML document. Raises FileError, with the line, for what is no YAML."""

    def __init__(self, text: str) -> None:
        from ruamel.yaml.error import YAMLError

        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        try:
            self.root: Any = compose(text, (1, 1))
        except (YAMLError, RecursionError) as error:
            mark, position = getattr(error, "problem_mark", None), getattr(error, "position", None)
            line = mark.line + 1 if mark is not None else text.count("\n", 0, position) + 1 if isinstance(position, int) else 0
            where = f"line {line}: " if line else ""
            raise FileError(f"{where}this is no valid YAML", "look at the indentation and the quotes around there") from error

    def at(self, *path: str) -> Any:
        """The node at a path of keys; of equal keys the last. None where there is none."""
        node = self.root
        for key in path:
            node = (self.pair(node, key) or (None, None))[1]
        return node

    def pair(self, node: Any, key: str) -> tuple[Any, Any] | None:
        """Key and value node of one key in a mapping."""
        return next(((name, value) for name, value in reversed(list(self.pairs(node))) if name.value == key), None)

    def pairs(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """The keys and values that stand in a mapping, merges left out."""
        if node is not None and node.id == "mapping":
            yield from ((key, value) for key, value in node.value if key.id == "scalar")

    def scalar(self, *path: str) -> str | None:
        """The text of a scalar; None for anything else."""
        node = self.at(*path)
        return str(node.value) if node is not None and node.id == "scalar" else None

    def line(self, node: Any) -> int:
        """The line of a node, counted from 1."""
        return int(node.start_mark.line) + 1

    def raw(self, node: Any) -> str:
        """A node as it is written."""
        return self.text[node.start_mark.index : self.end(node)]

    def end(self, node: Any) -> int:
        """The offset behind the last character of a node; comments and empty lines behind it don't belong to it."""
        if node.id == "scalar":
            stop = max(node.start_mark.index, node.end_mark.index)
            return len(self.text[:stop].rstrip()) if node.style in ("|", ">") else stop
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self.pair_end(*last) if node.id == "mapping" else self.end(last)

    def pair_end(self, key: Any, value: Any) -> int:
        """The end of `key: value`. An alias has no place of its own: its marks are those of the anchor, further up."""
        if value.start_mark.index < key.end_mark.index:
            return line_end(self.text, key.end_mark.index)
        return max(self.end(value), int(key.end_mark.index) + 1)

    def insert(self, mapping: Any, block: str, *, below: Any = None, indent: int = 2) -> Edit:
        """A block of lines, written without indentation, as the last of a mapping; `below`: the key of one that is empty yet."""
        if mapping is None or (mapping.id == "scalar" and not mapping.value.strip()):
            column = below.start_mark.column + indent if below is not None else 0
            at = self._next_line(line_end(self.text, below.end_mark.index) if below is not None else len(self.text))
        elif mapping.id == "mapping" and not mapping.flow_style and mapping.value:
            column = mapping.value[0][0].start_mark.column
            last = self._last_single(mapping) if "\n" not in block else mapping.value[-1]
            at = self._next_line(line_end(self.text, self.pair_end(*last)))
        else:
            raise FileError(f"line {self.line(mapping)}: this is written in a way that nothing can be added to", "add it by hand")
        return self.lines(at, block, column)

    def _last_single(self, mapping: Any) -> tuple[Any, Any]:
        """The last of the one-line pairs that a mapping begins with: `hostname:` belongs to them, not below a list of labels."""
        last = None
        for key, value in mapping.value:
            if self.text.find("\n", key.start_mark.index, self.pair_end(key, value)) >= 0:
                break
            last = (key, value)
        return last or mapping.value[-1]

    def lines(self, at: int, block: str, column: int) -> Edit:
        """Lines of their own at the start of a line or the end of the text, indented."""
        is_open = at == len(self.text) and at > 0 and not self.text.endswith("\n")
        body = self.newline.join(" " * column + line if line else line for line in block.splitlines())
        return Edit(at, at, (self.newline if is_open else "") + body + self.newline)

    def _next_line(self, end: int) -> int:
        return min(end + len(self.newline), len(self.text)) if end < len(self.text) else len(self.text)

    def block(self, key: Any, value: Any) -> str:
        """`key: value` as it is written, its indentation taken off."""
        lines = self.text[key.start_mark.index : self.pair_end(key, value)].splitlines()
        column = key.start_mark.column
        return "\n".join([lines[0], *(line[column:] if not line[:column].strip() else line for line in lines[1:])])


def merge(tree: Tree, wanted: Tree, same: Callable[[str, str], bool]) -> list[Edit]:
    """What to change in `tree` so that everything that `wanted` says holds there too; nothing is taken away.

    `same` compares two scalars as they are written. Raises FileError where the file is written in a way that can't be extended.
    """
    if tree.root is None or tree.root.id != "mapping":
        raise FileError("this file holds no settings yet", "write the whole file instead, with --write")
    return list(_merge(tree, tree.root, None, wanted, wanted.root, same))


def _merge(tree: Tree, mine: Any, mine_key: Any, wanted: Tree, theirs: Any, same: Callable[[str, str], bool]) -> Iterator[Edit]:
    for key, value in wanted.pairs(theirs):
        found = tree.pair(mine, key.value)
        if found is None:
            yield tree.insert(mine, wanted.block(key, value), below=mine_key)
        elif value.id == "mapping":
            if found[1].id == "sequence":
                yield from _merge_rows(tree, found, wanted, value, same)
            else:
                yield from _merge(tree, found[1], found[0], wanted, value, same)
        elif value.id == "sequence":
            yield from _append(tree, found, wanted, value)
        elif not same(tree.raw(found[1]), wanted.raw(value)):
            yield Edit(found[1].start_mark.index, tree.end(found[1]), wanted.raw(value))


def _append(tree: Tree, found: tuple[Any, Any], wanted: Tree, value: Any) -> Iterator[Edit]:
    key, mine = found
    if mine.id == "scalar" and mine.value.strip():
        # `env_file: x` means the list of that one.
        raws = [tree.raw(mine), *(wanted.raw(item) for item in value.value if item.value != mine.value)]
        if len(raws) > 1:
            items = "".join(f"{tree.newline}{' ' * (key.start_mark.column + 2)}- {raw}" for raw in raws)
            yield Edit(key.end_mark.index + 1, tree.end(mine), items)
        return
    if mine.id != "sequence" or (mine.flow_style and not mine.value):
        raise FileError(f"line {tree.line(key)}: {key.value} is written in a way that can't be extended", "add it by hand")
    known = {item.value for item in mine.value if item.id == "scalar"}
    for item in value.value:
        if item.id == "scalar" and item.value in known:
            continue
        if mine.flow_style:
            end = tree.end(mine.value[-1])
            yield Edit(end, end, f", {wanted.raw(item)}")
        else:
            last = mine.value[-1]
            yield tree.lines(tree._next_line(line_end(tree.text, tree.end(last))), f"- {wanted.raw(item)}", _dash(tree, last))


def _merge_rows(tree: Tree, found: tuple[Any, Any], wanted: Tree, value: Any, same: Callable[[str, str], bool]) -> Iterator[Edit]:
    """A mapping that is wanted where the file has a list of `KEY=value`: Compose takes both for `environment`."""
    rows = {str(item.value).partition("=")[0]: item for item in found[1].value if item.id == "scalar"}
    for key, scalar in wanted.pairs(value):
        raw = item_of(str(key.value), wanted.raw(scalar))
        mine = rows.get(str(key.value))
        if mine is None:
            last = found[1].value[-1]
            yield tree.lines(tree._next_line(line_end(tree.text, tree.end(last))), f"- {raw}", _dash(tree, last))
        elif not same(tree.raw(mine), raw):
            yield Edit(mine.start_mark.index, tree.end(mine), raw)


def item_of(name: str, raw: str) -> str:
    """`KEY: value` as an item of a list: one scalar `KEY=value`, in the quotes of the value."""
    quote = raw[:1] if raw[:1] in ('"', "'") else ""
    return f"{quote}{name}={raw.removeprefix(quote)}"


def _dash(tree: Tree, item: Any) -> int:
    """The column of the `-` before an item."""
    start = tree.text.rfind("\n", 0, item.start_mark.index) + 1
    before = tree.text[start : item.start_mark.index]
    return len(before) - len(before.lstrip())
