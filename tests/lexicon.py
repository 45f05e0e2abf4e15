"""Learns the lexicon of `explain` anew from the labelled texts in tests/data/explain/.

    uv run --with scikit-learn python tests/lexicon.py            learn from everything, write lexicon.json beside lexicon.py
    uv run --with scikit-learn python tests/lexicon.py --folds 5  how well a real text is judged whose repository was left out

To teach `explain` a wording: add a line to tests/data/explain/phrases.jsonl and run this.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # so that the script runs by its path, from anywhere

from tests.benchmarks.explain_score import DATA, Outcome, hints_of, judge, read, share, table
from wizard import providers
from wizard.diagnosis.explain import lexicon
from wizard.diagnosis.explain.entries import whole
from wizard.diagnosis.explain.signatures.reading import Reading
from wizard.diagnosis.explain.surroundings import Book, facts_of

TARGET = Path(lexicon.__file__).with_suffix(".json")
LEAST_TEXTS = 2
"""A feature that fewer texts hold teaches nothing."""
STRENGTH = 1.5
"""The inverse of the regularisation: found by --folds."""
LEAST_WEIGHT = 0.04
"""Smaller weights change hardly any ranking, and would double the file."""
SECOND = 0.6
"""How much the second accepted cause of a text counts."""
REAL = 2.0
"""How much a text counts that was really pasted, beside one that was written for this."""


def features_of(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """What the lexicon sees of each text, with the hints that came with it."""
    known = providers.load_all()
    book = Book(known)
    found = []
    for row in rows:
        reading = Reading(whole(row["text"]))
        found.append(tuple(lexicon.features(reading, facts_of(hints_of(row, known), reading, book))))
    return found


def learn(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The lexicon of these texts, as it is stored."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    counter = TfidfVectorizer(analyzer=lambda features: features, min_df=LEAST_TEXTS, binary=True, norm="l2")
    counts = counter.fit_transform(features_of(rows))
    accepted = [
        (at, cause, (SECOND if rank else 1.0) * (REAL if row.get("url") else 1.0))
        for at, row in enumerate(rows)
        for rank, cause in enumerate(row["expect"][:2])
    ]
    texts, causes, shares = zip(*accepted, strict=True)
    model = LinearSVC(C=STRENGTH, random_state=0)
    model.fit(counts[list(texts)], causes, sample_weight=shares)
    kept = {}
    for column, (feature, rarity) in enumerate(zip(counter.get_feature_names_out(), counter.idf_, strict=True)):
        row = [round(rarity * lexicon.SCALE)]
        for cause, weight in enumerate(model.coef_[:, column]):
            if abs(weight) >= LEAST_WEIGHT:
                row += [cause, round(weight * lexicon.SCALE)]
        if len(row) > 1:
            kept[str(feature)] = row
    return {
        "causes": [str(cause) for cause in model.classes_],
        "bias": [round(bias * lexicon.SCALE) for bias in model.intercept_],
        "weights": kept,
    }


def stored(data: Mapping[str, Any]) -> str:
    """As text: a feature a line, so that a change can be read."""
    rows = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for name, row in data["weights"].items()
    )
    return f'{{"causes":{json.dumps(data["causes"])},\n"bias":{json.dumps(data["bias"])},\n"weights":{{\n{rows}\n}}}}\n'


def use(data: Mapping[str, Any]) -> None:
    """Let `explain` of this process use another lexicon."""
    learned = lexicon.Learned(tuple(data["causes"]), tuple(data["bias"]), data["weights"])
    lexicon.load = lambda: learned  # type: ignore[assignment]


def left_out(rows: Sequence[Mapping[str, Any]], folds: int) -> list[Outcome]:
    """What is named for each real text by a lexicon that was taught nothing from its repository."""
    origins = sorted({_origin(row) for row in rows if row.get("url")})
    random.Random(0).shuffle(origins)
    part = {origin: at % folds for at, origin in enumerate(origins)}
    outcomes: list[Outcome] = []
    for fold in range(folds):
        use(learn([row for row in rows if part.get(_origin(row)) != fold]))
        outcomes += judge([row for row in rows if part.get(_origin(row)) == fold])
    return outcomes


def _origin(row: Mapping[str, Any]) -> str:
    """The repository whose thread it is from, as the beginning of its address; empty for a text that was written."""
    return "/".join((row.get("url") or "").lower().split("/")[:5])


def corpus() -> list[dict[str, Any]]:
    """Every labelled text."""
    return [row for path in sorted(DATA.glob("*.jsonl")) for row in read(path)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--folds",
        type=int,
        default=0,
        metavar="N",
        help="instead of writing, judge texts whose repository was left out",
    )
    chosen = parser.parse_args()
    rows = corpus()
    if not chosen.folds:
        TARGET.write_text(stored(learn(rows)), "utf-8")
        print(f"{len(rows)} texts → {TARGET.name}, {TARGET.stat().st_size // 1024} KB")
        return 0
    outcomes = left_out(rows, chosen.folds)
    print(*table(outcomes), sep="\n")
    first, three = share(outcomes)
    print(f"{len(outcomes)} real texts, each left out once: {first:.1%} right at first place, {three:.1%} within three")
    return 0


if __name__ == "__main__":
    sys.exit(main())
