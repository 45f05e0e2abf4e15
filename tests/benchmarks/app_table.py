"""What each app experiences at good, wrong and broken servers: as predicted from our own conversation, and as it really was.

    python tests/benchmarks/app_table.py [APP …] [--short]      needs what tests/outside/install-*.sh install

"sent": the server has the mail; "hang": it was not over when it was ended. Logins are those that the server counted.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.apps.experience import Cell, meet_all
from tests.apps.server import SERVERS
from tests.outside.app_run import APPS


def table(cells: Iterable[Cell]) -> Iterator[str]:
    """A line a server."""
    yield f"  {'server':<33}{'predicted':<44}{'happened':<36}{'logins':>6}  agree"
    for cell in cells:
        happened = f"{cell.happened} ({cell.happened.seconds:.0f} s)" if cell.happened.seconds >= 9 else str(cell.happened)
        agree = "no" if cell.differences else "yes"
        yield f"  {cell.server.name:<33}{cell.predicted:<44}{happened:<36}{cell.happened.logins:>6}  {agree}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("app", nargs="*", choices=[*APPS, []], help="only these")
    parser.add_argument("--short", action="store_true", help="only what does not agree, and the sums")
    chosen = parser.parse_args()
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of TLS that a client breaks off, as some do here
    runs = [run for run in APPS.values() if run.id in chosen.app or not chosen.app]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        cells = asyncio.run(meet_all(Path(folder), runs))
    for run in runs:
        if not run.is_there:
            print(f"{run.id}: not installed here; run tests/outside/install-{run.kind}.sh")
            continue
        mine = [cells[run.id, server.name] for server in SERVERS]
        versions = next(cell.happened.versions for cell in mine if cell.happened.versions)
        print(f"{run.id}: {run.proof}; {', '.join(f'{name} {version}' for name, version in versions.items())}")
        shown = [cell for cell in mine if cell.differences] if chosen.short else mine
        print(*(table(shown) if shown else ()), sep="\n", end="\n" if shown else "")
        for cell in mine:
            for words in cell.differences:
                print(f"  {cell.server.name}: {words}")
        print(f"  {sum(not cell.differences for cell in mine)} of {len(mine)} agree\n")
    agree = sum(not cell.differences for cell in cells.values())
    print(f"{agree} of {len(cells)} agree: outcome, class of the error, time limit, logins; {time.monotonic() - began:.0f} s")
    return 0 if agree == len(cells) else 1


if __name__ == "__main__":
    sys.exit(main())
