"""Forty-two faults of a server, `check` against each as a process of its own, beside what other clients made of them.

    python -m tests.benchmarks.faults [--timeout S] [--at-once N] [NAME …]

Ours is really run, with `--timeout S` (2), so that its seconds are to be read in proportion; the others' figures are recorded
(`recorded.py` says when and where). "false OK": it passed although nobody must rely on that server.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import functools
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import Ended, process, python
from tests.benchmarks.recorded import CLIENTS, SECRET_SHOWN, rows
from tests.benchmarks.scene import PROFILE, RECORDS
from tests.check.fault import CASES, PASSWORD, Case, play
from wizard.sandbox.dns import DnsServer
from wizard.sandbox.smtp import Authority

_SPELLINGS = (
    PASSWORD,
    base64.b64encode(PASSWORD.encode()).decode().rstrip("="),
    base64.b64encode(f"\0noreply@example.com\0{PASSWORD}".encode()).decode().rstrip("="),
)
_ENV = {"BENCH_PASSWORD": PASSWORD, "NO_COLOR": "1"}


@dataclass(frozen=True)
class Outcome:
    """What `check` made of one fault."""

    case: Case
    seconds: float
    word: str
    cause: str
    growth: float
    escape: bool
    secret: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--timeout", type=float, default=2.0)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("names", nargs="*", metavar="NAME")
    args = parser.parse_args()
    cases = [case for case in CASES if not args.names or case.name in args.names]
    outcomes = asyncio.run(_all(cases, args.timeout, args.at_once))
    _print(outcomes, args.timeout)


async def _all(cases: list[Case], timeout: float, at_once: int) -> list[Outcome]:
    authority = Authority()
    gate = asyncio.Semaphore(at_once)
    with tempfile.TemporaryDirectory(prefix="smtp-wizard-bench-") as folder:
        async with DnsServer(RECORDS) as dns:
            one = functools.partial(_one, Path(folder), authority, dns.port, timeout)
            base = min([(await one(CASES[0], 0.0)).growth for _ in range(2)])

            async def ask(case: Case) -> Outcome:
                async with gate:
                    return await one(case, base)

            outcomes = await asyncio.gather(*(ask(case) for case in cases))
    authority.close()
    return outcomes


async def _one(folder: Path, authority: Authority, dns: int, timeout: float, case: Case, base: float) -> Outcome:
    async with play(case, authority) as place:
        file = folder / f"{case.name.replace('_', '-')}.toml"
        settings = {"host": "mail.example.com", "port": place.port, "encryption": case.encryption.value, "ca_file": place.ca_file}
        file.write_text(PROFILE.format(name=file.stem, **settings), "utf-8")
        file.chmod(0o600)
        words = [
            "-m",
            "wizard",
            "check",
            "--profile-file",
            str(file),
            "--resolver",
            f"127.0.0.1:{dns}",
            "--timeout",
            str(timeout),
        ]
        found = await _run(*words, "--format", "json")
        if case.sends:
            words = ["-m", "wizard", "--config-dir", str(folder), "send", file.stem, "--to", "me@example.net"]
            (folder / "profiles").mkdir(exist_ok=True)
            (folder / "profiles" / file.name).write_bytes(file.read_bytes())
            (folder / "profiles" / file.name).chmod(0o600)
        shown = await _run(*words, "--verbose")
    text = found.out + found.err + shown.out + shown.err
    return Outcome(
        case,
        found.ms / 1000,
        *_verdict(case, found),
        growth=found.mb - base,
        escape="\x1b" in text,
        secret=any(spelling in text for spelling in _SPELLINGS),
    )


async def _run(*words: str) -> Ended:
    return await asyncio.get_running_loop().run_in_executor(None, lambda: process(python(*words), _ENV))


def _verdict(case: Case, ended: Ended) -> tuple[str, str]:
    """ok, error, FALSE (an ok that is none) or crash; and the causes that were named."""
    try:
        (profile,) = json.loads(ended.out)["profiles"]
    except ValueError:
        return "crash", " ".join(ended.err.split())[-100:]
    bad = [each for each in profile["findings"] if each["status"] in ("fail", "unknown")]
    causes = list(dict.fromkeys(each["cause"] for each in bad if each["cause"]))
    if ended.code in (0, 1):
        return ("ok" if case.passes or case.sends or case.total else "FALSE"), ""
    return "error", " ".join(causes)


def _print(outcomes: list[Outcome], timeout: float) -> None:
    recorded = rows()
    print(
        f"{'fault':<16}{f'check, {timeout:g} s':<14}{'MB':>5}  {'  '.join(f'{client:<11}' for client in CLIENTS)} named by check"
    )
    for each in outcomes:
        told = [
            f"{f'{time:.1f} s' if time is not None else '> 90 s':>6} {word:<5}"
            for time, word in recorded[each.case.name].values()
        ]
        marks = f"{' ESC' if each.escape else ''}{' SECRET' if each.secret else ''}"
        named = "(only a message shows it)" if each.case.sends else each.cause
        print(f"{each.case.name:<16}{each.seconds:5.1f} s {each.word:<6}{each.growth:5.0f}  {' '.join(told)} {named}{marks}")
    _score(outcomes, timeout)


def _score(outcomes: list[Outcome], timeout: float) -> None:
    names = [each.case.name for each in outcomes]
    recorded = {client: [rows()[name][client] for name in names] for client in CLIENTS}

    def row(title: str, ours: int, theirs: list[int]) -> None:
        print(f"{title:<44}{ours:>8}{''.join(f'{value:>12}' for value in theirs)}")

    print(f"\n{'score of ' + str(len(names)):<44}{'check':>8}{''.join(f'{client:>12}' for client in CLIENTS)}")
    row(
        "not over in 1.1 × the time asked for",
        sum(each.seconds > 1.1 * timeout + 1 for each in outcomes),
        [sum(time is None or time > 11 for time, _ in recorded[client]) for client in CLIENTS],
    )
    row(
        "never over",
        sum(each.seconds > 100 for each in outcomes),
        [sum(time is None for time, _ in recorded[client]) for client in CLIENTS],
    )
    row("false OK", sum(each.word == "FALSE" for each in outcomes), [_false(recorded[client]) for client in CLIENTS])
    row("20 MB or more of growth (theirs: 50)", sum(each.growth > 20 for each in outcomes), [0, 0, 2, 0, 0])
    row("raw ESC on the terminal", sum(each.escape for each in outcomes), [1, 0, 0, 0, 0])
    row("password shown", sum(each.secret for each in outcomes), [SECRET_SHOWN[client] for client in CLIENTS])
    row("wrong without a name", sum(each.word == "error" and not each.cause for each in outcomes), [])
    row("crashes", sum(each.word == "crash" for each in outcomes), [])


def _false(rows: list[tuple[float | None, str]]) -> int:
    return sum(word == "FALSE" for _, word in rows)


if __name__ == "__main__":
    main()
