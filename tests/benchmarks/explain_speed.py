"""How long `explain` takes for five megabytes of each kind of log, beside the ordinary kind.

python -m tests.benchmarks.explain_speed [--rounds N] [--size MB]
"""

from __future__ import annotations

import argparse
import io
import json
import time

from tests.benchmarks.measure import Work, interleaved, line
from wizard import providers
from wizard.diagnosis.explain import explain

_ERROR = "ERROR Invalid login: 535 5.7.8 Error: authentication failed"
_ITEM = {"id": 17, "name": "Käse", "tags": ["one", "two"], "path": "/app/static/one.js", "note": "nothing to see here"}


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def _repeated(template: str, size: int) -> str:
    """A text of this size out of one line, each time with another word in it: what differs in letters is another line."""
    number = size // len(template)
    return "".join(template.replace("WORD", f"{n:08x}".translate(_LETTERS)) for n in range(number))


def kinds(size: int) -> dict[str, str]:
    """A text of about `size` characters of each kind, each with one mail error in its middle or at its end."""
    half = size // 2
    error = f"app-1  | 2026-05-05T10:00:00Z {_ERROR}\n"
    stamped = "app-1  | 2026-05-05T10:00:00Z INFO "
    items = json.dumps([_ITEM] * (half // len(json.dumps(_ITEM))))
    people = _repeated('{"email": "WORD@example.com", "name": "WORD", "deleted": null, "seen": 17}, ', half)
    return {
        "ordinary lines": _repeated(f"{stamped}GET /api/items/WORD 200 done in 12 ms\n", size) + error,
        "requests of /mail/list": _repeated(f"{stamped}GET /mail/list/WORD 200 done in 12 ms\n", size) + error,
        "addresses with /mail/list": _repeated(f"{stamped}read https://example.com/mail/list/WORD in 12 ms\n", size) + error,
        "errors of other services": _repeated("2026-05-05T10:00:00Z ERROR connect ECONNREFUSED redis-WORD:6379\n", size) + error,
        "failures that no two are alike": _repeated(
            "2026-05-05 10:00:00 WARNING [WORD.example.org] PUT failed: Connection refused\n", size
        )
        + error,
        "one endless line": _repeated("worker WORD did its job in 97 ms; ", half) + _ERROR + _repeated(" job WORD done;", half),
        "one endless word": "a" * half + f" {_ERROR} " + "b" * half,
        "a JSON array": f'{items[:-1]}, {{"error": "{_ERROR}"}}, {items[1:]}',
        "a JSON object": f'{{"first": {items}, "error": "{_ERROR}", "second": {items}}}',
        "a JSON array of addresses": f'[{people}{{"error": "{_ERROR}"}}, {people[:-2]}]',
    }


def _explained(text: str) -> Work:
    known = providers.load_all()

    def work() -> float:
        started = time.perf_counter()
        answer = explain(io.StringIO(text), None, known)
        taken = (time.perf_counter() - started) * 1000
        named = answer.causes[0].cause if answer.causes else "nothing"
        if named != "wrong-credentials":
            print(f"the error in it was explained as {named}: {text[:80]!r}")
        return taken

    return work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", type=float, default=5.0, metavar="MB")
    args = parser.parse_args()
    texts = kinds(int(args.size * 1_000_000))
    explain("535 authentication failed")
    taken = interleaved({name: _explained(text) for name, text in texts.items()}, args.rounds, best=True)
    print(f"the shortest of {args.rounds} rounds, {args.size:g} MB each, against ordinary lines")
    for name, value in taken.items():
        line(name, value, "ms", taken["ordinary lines"])


if __name__ == "__main__":
    main()
