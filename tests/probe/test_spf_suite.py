"""The public test suite of RFC 7208, all of it. The suite and its licence stand in tests/data/rfc7208."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.zone import UNCLEAR, ZoneNet
from wizard.probe.spf import check_host

SUITE = Path(__file__).parent.parent / "data" / "rfc7208" / "rfc7208-tests.yml"


def scenarios() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for scenario in yaml.safe_load_all(SUITE.read_text("utf-8")):
        for name, case in scenario["tests"].items():
            yield f"{scenario['description']}: {name}", case, scenario


CASES = list(scenarios())


def joined(value: Any) -> bytes:
    """One TXT record of the suite: a string, or several to be put together."""
    return "".join(value if isinstance(value, list) else [value]).encode("utf-8")


def zone(data: dict[str, list[Any]]) -> dict[str, Any]:
    """The suite's zone data; a record of the old type SPF stands for a TXT where there is none (its own convention)."""
    names: dict[str, Any] = {}
    for name, rows in data.items():
        entry: dict[str, Any] = {}
        silent = "TIMEOUT" in rows
        for row in rows:
            for type, value in row.items() if isinstance(row, dict) else ():
                if value == "TIMEOUT":
                    entry[type] = UNCLEAR
                elif type in ("TXT", "SPF"):
                    entry.setdefault(type, []).append(joined(value))
                else:
                    entry.setdefault(type, []).append(f"{value[0]} {value[1]}" if type == "MX" else str(value))
        txt = entry.setdefault("TXT", entry.pop("SPF", []))
        entry["TXT"] = [value for value in txt if value != b"NONE"] if txt is not UNCLEAR else UNCLEAR
        for type in ("TXT", "A", "AAAA", "MX", "PTR"):
            if silent and not entry.get(type):
                entry[type] = UNCLEAR
        names[name] = entry
    return names


@pytest.mark.parametrize(("case", "scenario"), [pytest.param(case, scenario, id=name) for name, case, scenario in CASES])
async def test_the_suite_of_rfc_7208(case: dict[str, Any], scenario: dict[str, Any]) -> None:
    net = ZoneNet(zone(scenario["zonedata"]))
    sender = case["mailfrom"]
    domain = sender.rpartition("@")[2] or case["helo"]
    verdict = await check_host(str(case["host"]), domain, sender, case["helo"], net, receiver="receiver.example.org")
    accepted = case["result"] if isinstance(case["result"], list) else [case["result"]]
    assert verdict.result in accepted, (verdict, case)
    if "explanation" in case and verdict.result == "fail":
        wanted = "" if case["explanation"] == "DEFAULT" else case["explanation"]
        assert verdict.explanation.text == wanted


def test_the_whole_suite_is_here() -> None:
    assert len(CASES) == 203
