"""Which apps deliver through a real Postfix, by encryption and login, with the envelope and From that identities() promises.

    python tests/benchmarks/delivery_matrix.py      needs root, Postfix, and what tests/outside/install-*.sh install

yes: the app's real mail library, set up by the export, delivered, and every promised pair of envelope and From arrived.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.apps.delivery import WAYS, Delivery, deliver_all
from tests.outside.app_run import APPS
from tests.postfix import Postfix


def word(one: Delivery | None) -> str:
    """One cell."""
    if one is None:
        return "not installed"
    if one.refusal:
        return "export refuses"
    return "yes" if one.is_as_promised else "NO"


def main() -> int:
    with (
        tempfile.TemporaryDirectory(prefix="smtp-wizard-postfix-") as lab,
        tempfile.TemporaryDirectory() as folder,
        Postfix(Path(lab)) as server,
    ):
        found = asyncio.run(deliver_all(server, Path(folder)))
    print(f"{'app':<12}" + "".join(f"{way!s:<26}" for way in WAYS) + "no encryption, login")
    for run in APPS.values():
        print(f"{run.id:<12}" + "".join(f"{word(found.get((run.id, way))):<26}" for way in WAYS) + "the server refuses it")
    print()
    for run in APPS.values():
        mine = [found[run.id, way] for way in WAYS if (run.id, way) in found]
        pairs = {pair for one in mine for pair in one.arrived}
        greeted = {name for one in mine for name in one.greeted}
        print(f"{run.id}: {run.proof}")
        print(*(f"  envelope {envelope}, From {header}" for envelope, header in sorted(pairs)), sep="\n")
        print(f"  greets as {', '.join(sorted(greeted))}")
        for one in mine:
            if one.error or one.refusal:
                print(f"  {one.way}: {one.error or one.refusal}")
    return 0 if all(one.is_as_promised or one.refusal for one in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
