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


def _repeated(template: str, size: int) -> str:
    """A text of this size out of one numbered line."""
    number = size // len(template)
    return "".join(template.format(n) for n in range(number))


def kinds(size: int) -> dict[str, str]:
    """A text of about `size` characters of each kind, each with one mail error in its middle or at its end."""
    half = size // 2
    error = f"app-1  | 2026-05-05T10:00:00Z {_ERROR}\n"
    stamped = "app-1  | 2026-05-05T10:00:00Z INFO GET /{} {{:08x}} 200 done in 12 ms\n"
    items = json.dumps([_ITEM] * (half // len(json.dumps(_ITEM))))
    return {
        "ordinary lines": _repeated(stamped.format("api/items"), size) + error,
        "lines of /mail/": _repeated(stamped.format("mail/inbox"), size) + error,
        "lines without stamps": _repeated("GET /api/items/{:08x} 200 done in 12 ms\n", size) + f"{_ERROR}\n",
        "errors of other services": _repeated("2026-05-05T10:00:00Z ERROR connect ECONNREFUSED 10.0.0.1:6379 {:x}\n", size) + error,
        "one endless line": _repeated("worker {:08x} did its job in 97 ms; ", half) + _ERROR + _repeated(" job {:08x} done;", half),
        "one endless word": "a" * half + f" {_ERROR} " + "b" * half,
        "a JSON array": f'{items[:-1]}, {{"error": "{_ERROR}"}}, {items[1:]}',
        "a JSON object": f'{{"first": {items}, "error": "{_ERROR}", "second": {items}}}',
    }


def _explained(text: str) -> Work:
    known = providers.load_all()

    def work() -> float:
        started = time.perf_counter()
        answer = explain(io.StringIO(text), None, known)
        taken = (time.perf_counter() - started) * 1000
        named = answer.causes[0].cause if answer.causes else "nothing"
        if named != "wrong-credentials":
            raise SystemExit(f"the error in it was explained as {named}: {text[:80]!r}")
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
