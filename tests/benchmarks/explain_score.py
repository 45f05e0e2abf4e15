"""How often `explain` names the right cause: a table per class for a JSON Lines file.

    python tests/benchmarks/explain_score.py [FILE …] [--misses] [--lines FROM-TO]

Each line: {"id", "app", "provider", "context": {"host", "port", "encryption"}, "text", "expect": [causes]};
["none"] = nothing may be named.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wizard import providers
from wizard.diagnosis.explain import Hints, explain
from wizard.model import Encryption
from wizard.provider import Provider

DATA = Path(__file__).resolve().parent.parent / "data" / "explain"


@dataclass(frozen=True)
class Outcome:
    """One row of a corpus and what was named for it."""

    row: Mapping[str, Any]
    named: tuple[str, ...]

    @property
    def kind(self) -> str:
        return str(self.row["expect"][0])

    @property
    def first(self) -> bool:
        return self.named[0] in self.row["expect"] if self.named else self.kind == "none"

    @property
    def within_three(self) -> bool:
        return bool(set(self.named[:3]) & set(self.row["expect"])) if self.kind != "none" else not self.named


def hints_of(row: Mapping[str, Any], known: Mapping[str, Provider]) -> Hints:
    """The hints that a row of a corpus gives."""
    context = row.get("context") or {}
    encryption = context.get("encryption")
    return Hints(
        app=row.get("app"),
        provider=known.get(row.get("provider") or ""),
        host=context.get("host"),
        port=context.get("port"),
        encryption=Encryption(encryption) if encryption else None,
    )


def read(path: Path, start: int | None = None, end: int | None = None) -> list[dict[str, Any]]:
    """The rows of a corpus."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()][start:end]


def judge(rows: Iterable[Mapping[str, Any]]) -> Iterator[Outcome]:
    """Explain each row as a person would paste it."""
    known = providers.load_all()
    for row in rows:
        explained = explain(row["text"], hints_of(row, known), known)
        yield Outcome(row, tuple(entry.cause for entry in explained.causes))


def share(outcomes: Iterable[Outcome]) -> tuple[float, float]:
    """Right at first place, and within three; 0 to 1."""
    rows = list(outcomes)
    return sum(row.first for row in rows) / len(rows), sum(row.within_three for row in rows) / len(rows)


def table(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line per class, worst first."""
    classes: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        classes[outcome.kind].append(outcome)
    yield f"{'class':<38}{'texts':>6}{'first':>7}{'in 3':>6}"
    for kind, rows in sorted(classes.items(), key=lambda item: (share(item[1]), item[0])):
        yield f"{kind:<38}{len(rows):>6}{sum(row.first for row in rows):>7}{sum(row.within_three for row in rows):>6}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="*", type=Path, default=[DATA / "dev.jsonl"])
    parser.add_argument("--misses", action="store_true", help="print each text that was judged wrongly")
    parser.add_argument("--lines", default="", metavar="FROM-TO", help="only these rows, counted from 0, TO excluded")
    chosen = parser.parse_args()
    start, _, end = chosen.lines.partition("-")
    for path in chosen.file:
        began = time.perf_counter()
        outcomes = list(judge(read(path, int(start) if start else None, int(end) if end else None)))
        first, three = share(outcomes)
        print(*table(outcomes), sep="\n")
        taken = time.perf_counter() - began
        print(f"{path.name}: {len(outcomes)} texts, {first:.1%} right at first place, {three:.1%} within three, {taken:.2f} s")
        for outcome in outcomes if chosen.misses else ():
            if not outcome.first:
                row = outcome.row
                print(f"\n{row['id']} {row.get('app')} {row.get('provider')} {row.get('context')}\n  {row['text'][:400]!r}")
                print(f"  expected {row['expect']}, named {list(outcome.named[:4])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
