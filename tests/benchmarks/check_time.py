"""How long one whole `check` takes on a slow line, beside its critical path and beside the tools that people use today.

    python -m tests.benchmarks.check_time [--rounds N]

The critical path is counted, not guessed: the dependent round trips of the conversation, and the one before it for the name.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import time
from pathlib import Path

from tests.benchmarks.latency import DELAY
from tests.benchmarks.measure import COMPILED, Work, interleaved, line, process, python
from tests.benchmarks.scene import HOST, PASSWORD, Scene

KINDS = ("starttls", "implicit_tls")
_CHECKDMARC = """
import sys
import dns.resolver
import checkdmarc
resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers, resolver.port = ["127.0.0.1"], int(sys.argv[1])
checkdmarc.check_domains(["example.com"], resolver=resolver, timeout=2.0)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--uncompiled", action="store_true", help="compile every module at every start, as PYTHONDONTWRITEBYTECODE does"
    )
    parser.add_argument("--best", action="store_true", help="the shortest of all rounds instead of the median, on a busy machine")
    args = parser.parse_args()
    rounds = args.rounds
    if args.uncompiled:
        COMPILED.update(PYTHONPYCACHEPREFIX="", PYTHONDONTWRITEBYTECODE="1")
    os.environ["BENCH_PASSWORD"] = PASSWORD
    with Scene() as scene:
        paths = {kind: _count(scene, kind) for kind in KINDS}
        works: dict[str, Work] = {"python": lambda: process(python("-c", "pass")).ms}
        works |= {f"check {kind}": _check(scene, kind) for kind in KINDS}
        works |= {f"inside {kind}": _inside(scene, kind) for kind in KINDS}
        works |= _swaks(scene) | _checkdmarc(scene)
        taken = interleaved(works, rounds, best=args.best)
    print(f"\n{'shortest' if args.best else 'medians'} of {rounds} interleaved rounds, {DELAY * 1000:.0f} ms a round trip")
    line("a bare interpreter", taken["python"], "ms")
    for kind in KINDS:
        path = paths[kind] * DELAY * 1000
        print(f"\n{kind}: critical path {paths[kind]} round trips = {path:.0f} ms")
        line("check, in this process", taken[f"inside {kind}"], "ms", path)
        whole = path + taken["python"]
        line("check, start to end, against path + interpreter", taken[f"check {kind}"], "ms", whole, "≤ 1.25")
        _beside(taken, kind)


def _beside(taken: dict[str, float], kind: str) -> None:
    swaks, records = taken.get(f"swaks {kind}"), taken.get("checkdmarc")
    if swaks is not None:
        line("swaks, against check", swaks, "ms", taken[f"check {kind}"])
    if records is not None:
        line("checkdmarc, against check", records, "ms", taken[f"check {kind}"])
    if swaks is not None and records is not None:
        line("swaks + checkdmarc, against check", swaks + records, "ms", taken[f"check {kind}"], "≥ 5")


def _words(scene: Scene, kind: str) -> list[str]:
    profile, resolver = str(scene.profile(kind)), f"127.0.0.1:{scene.places.dns}"
    return python("-m", "wizard", "check", "--profile-file", profile, "--resolver", resolver, "--format", "json")


def _count(scene: Scene, kind: str) -> int:
    """One run that is looked at closely; the round trips on its longest chain."""
    scene.counted()
    ended = process(_words(scene, kind))
    counted = scene.counted()
    if ended.code not in (0, 1):
        raise SystemExit(f"check ended with {ended.code}: {ended.err}\n{ended.out}")
    questions = [(name, type) for name, type, _ in counted["queries"]]
    turns = max(counted["turns"])
    commands = [command.split(":")[0].split()[0] for command in counted["commands"]]
    print(f"\n{kind}: {turns} dependent round trips after the name's own, {len(counted['turns'])} connections")
    print(f"  said: {' '.join(commands)}; ended with {ended.code}")
    print(f"  {len(questions)} DNS questions, {len(set(questions))} distinct, {len({name for name, _ in questions})} names")
    return turns + 1


def _check(scene: Scene, kind: str) -> Work:
    words = _words(scene, kind)
    return lambda: process(words).ms


def _inside(scene: Scene, kind: str) -> Work:
    from wizard.check import check
    from wizard.probe.system import SystemNet
    from wizard.profiles import read_profile
    from wizard.secret import Secret

    profile = read_profile(scene.profile(kind))

    async def once() -> float:
        net = SystemNet(f"127.0.0.1:{scene.places.dns}")
        started = time.perf_counter()
        await check(profile, net=net, secret=Secret(PASSWORD))
        return (time.perf_counter() - started) * 1000

    return lambda: asyncio.run(once())


def _swaks(scene: Scene) -> dict[str, Work]:
    program = shutil.which("swaks")
    if program is None:
        print("swaks is not installed here: left out")
        return {}

    def command(kind: str) -> list[str]:
        port = scene.places.implicit_tls if kind == "implicit_tls" else scene.places.starttls
        tls = "--tls-on-connect" if kind == "implicit_tls" else "--tls"
        words = [
            program,
            "--server",
            "127.0.0.1",
            "--port",
            str(port),
            tls,
            "--tls-verify",
            "--tls-ca-path",
            scene.places.ca_file,
        ]
        words += ["--tls-sni", HOST, "--auth", "PLAIN", "--auth-user", "noreply@example.com", "--auth-password", PASSWORD]
        return [
            *words,
            "--ehlo",
            "chat.example.com",
            "--from",
            "noreply@example.com",
            "--to",
            "me@example.net",
            "--quit-after",
            "RCPT",
        ]

    found: dict[str, Work] = {}
    for kind in KINDS:
        words = command(kind)
        ended = process(words)
        if ended.code:
            print(f"swaks ends with {ended.code} for {kind}: {ended.err.strip()[:200]}")
        found[f"swaks {kind}"] = lambda words=words: process(words).ms  # type: ignore[misc]
    return found


def _checkdmarc(scene: Scene) -> dict[str, Work]:
    folder = os.environ.get("SMTP_WIZARD_OUTSIDE")
    program = Path(folder) / "checkdmarc" / ".venv" / "bin" / "python" if folder else None
    if program is None or not program.exists():
        print("checkdmarc is not there: left out (a .venv with it in $SMTP_WIZARD_OUTSIDE/checkdmarc is used)")
        return {}
    words = [str(program), "-c", _CHECKDMARC, str(scene.places.dns)]
    scene.counted()
    ended = process(words)
    print(f"\ncheckdmarc: {len(scene.counted()['queries'])} DNS questions; ended with {ended.code} {ended.err.strip()[-300:]}")
    return {"checkdmarc": lambda: process(words).ms}


if __name__ == "__main__":
    sys.exit(main())
