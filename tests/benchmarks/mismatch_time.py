"""How long it takes until a port and an encryption that don't fit are named, on a slow line.

    python -m tests.benchmarks.mismatch_time [--rounds N]

Aimed at: three round trips, or 300 ms of silence and three more. Then four ports at once: one good, one refused, two silent.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import time
from collections.abc import Mapping

from tests.benchmarks.latency import DELAY
from tests.benchmarks.measure import Work, interleaved, line, process, python
from tests.benchmarks.scene import HOST, PASSWORD, Scene
from wizard.check import check
from wizard.evidence import PortFacts
from wizard.model import Encryption, Profile
from wizard.probe.look import LIMIT, PATIENCE
from wizard.probe.ports import survey
from wizard.probe.system import SystemNet
from wizard.profiles import read_profile
from wizard.secret import Secret
from wizard.step import Step, StepState

TRIP = DELAY * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with Scene() as scene:
        _mismatches(scene, rounds)
        _four_ports(scene, rounds)


def _mismatches(scene: Scene, rounds: int) -> None:
    places = scene.places
    kinds = {
        # what is asked for, where, what silence or round trips it takes to know
        "implicit TLS asked, STARTTLS spoken": ("implicit_tls", places.starttls, 3 * TRIP),
        "STARTTLS asked, implicit TLS spoken": ("starttls", places.implicit_tls, PATIENCE * 1000 + 3 * TRIP),
    }
    print(f"medians of {rounds} interleaved rounds, {TRIP:.0f} ms a round trip; the name's own round trip is not counted")
    for title, (asked, port, target) in kinds.items():
        profile = read_profile(scene.profile(asked, port))
        named = _causes(profile, places.dns)
        works: dict[str, Work] = {
            "survey(), in this process": lambda profile=profile: _survey_once(profile, places.dns),  # type: ignore[misc]
            "check, until the step says so": lambda profile=profile: _check_once(profile, places.dns, whole=False),  # type: ignore[misc]
            "check, the whole of it": lambda profile=profile: _check_once(profile, places.dns, whole=True),  # type: ignore[misc]
            "probe, start to end": lambda port=port: process(  # type: ignore[misc]
                python("-m", "wizard", "probe", HOST, str(port), "--resolver", f"127.0.0.1:{places.dns}")
            ).ms,
        }
        print(f"\n{title}; named: {', '.join(named)}; aim {target:.0f} ms")
        for name, ms in interleaved(works, rounds).items():
            line(name, ms, "ms", target, "≤ 1.25" if "until" in name or "survey" in name else "")


def _causes(profile: Profile, dns: int) -> list[str]:
    async def ask() -> list[str]:
        found = await check(profile, net=SystemNet(f"127.0.0.1:{dns}"), secret=Secret(PASSWORD))
        return [each.cause for each in found.findings if each.cause and each.id in ("tls.mode", "connect.reach", "ehlo.greeting")]

    return asyncio.run(ask())


def _survey_once(profile: Profile, dns: int) -> float:
    async def ask() -> float:
        net = SystemNet(f"127.0.0.1:{dns}")
        await net.resolve(HOST)
        started = time.perf_counter()
        await survey(HOST, {profile.server.port: profile.server.encryption}, net)
        return (time.perf_counter() - started) * 1000

    return asyncio.run(ask())


def _check_once(profile: Profile, dns: int, *, whole: bool) -> float:
    said: list[float] = []

    def hear(step: Step) -> None:
        if step.state is StepState.FAILED:
            said.append(time.perf_counter())

    async def ask() -> float:
        net = SystemNet(f"127.0.0.1:{dns}")
        await net.resolve(HOST)
        started = time.perf_counter()
        await check(profile, net=net, secret=Secret(PASSWORD), only=["tls.mode"], on_step=hear)
        return ((time.perf_counter() if whole else said[0]) - started) * 1000

    return asyncio.run(ask())


def _four_ports(scene: Scene, rounds: int) -> None:
    with socket.socket() as silent, socket.socket() as other, socket.socket() as refused:
        for held in (silent, other, refused):
            held.bind(("127.0.0.1", 0))
        silent.listen(50)
        other.listen(50)
        ports = {
            scene.places.starttls: "good",
            refused.getsockname()[1]: "refused",
            silent.getsockname()[1]: "silent",
            other.getsockname()[1]: "silent, TLS expected",
        }
        known: dict[str, list[float]] = {}
        spoken: dict[str, str] = {}
        for _ in range(min(rounds, 3)):
            for facts, ms in asyncio.run(_watch(ports, other.getsockname()[1], scene.places.dns)):
                known.setdefault(ports[facts.port], []).append(ms)
                spoken[ports[facts.port]] = facts.speaks.value
        print("\none good, one refused, two silent, all at once: known after")
        for name, values in known.items():
            aim = LIMIT * 1000 if "silent" in name else (2 * TRIP if name == "good" else TRIP)
            line(f"{name} ({spoken[name]})", sorted(values)[len(values) // 2], "ms", aim)
        whole = process(
            python(
                "-m", "wizard", "probe", HOST, *map(str, ports), "--resolver", f"127.0.0.1:{scene.places.dns}", "--format", "json"
            )
        )
        print(f"  probe, start to end: {whole.ms:.0f} ms, {len(json.loads(whole.out)['ports'])} ports, exit {whole.code}")


async def _watch(ports: Mapping[int, str], tls: int, dns: int) -> list[tuple[PortFacts, float]]:
    net = SystemNet(f"127.0.0.1:{dns}")
    await net.resolve(HOST)
    told: list[tuple[PortFacts, float]] = []
    started = time.perf_counter()
    expected = {port: Encryption.IMPLICIT_TLS if port == tls else Encryption.STARTTLS for port in ports}
    await survey(HOST, expected, net, lambda facts: told.append((facts, (time.perf_counter() - started) * 1000)))
    return told


if __name__ == "__main__":
    main()
