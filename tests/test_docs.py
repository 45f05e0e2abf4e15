"""What exists is documented: every check id, exit code, verb, target and keeper stands in the README."""

from __future__ import annotations

import re
from pathlib import Path

from wizard import apps
from wizard.cli.exit_code import ExitCode
from wizard.cli.parser import VERBS
from wizard.finding import CHECKS
from wizard.secret import Keeper

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_every_check_is_documented_in_its_own_words() -> None:
    missing = [f"| `{id}` | {words} |" for id, (_, words) in CHECKS.items() if f"| `{id}` | {words} |" not in README]
    assert missing == []


def test_every_verb_is_documented() -> None:
    assert [verb for verb in VERBS if not re.search(rf"`{verb}\b", README)] == []


def test_every_target_is_documented() -> None:
    missing = [
        f"{kind.ID} {target.id}" for kind in apps.load_all().values() for target in kind.TARGETS if f"`{target.id}`" not in README
    ]
    assert missing == []


def test_every_keeper_is_documented() -> None:
    assert [keeper.value for keeper in Keeper if not re.search(rf"`{keeper.value}[:`]", README)] == []


def test_every_exit_code_is_documented() -> None:
    assert [code for code in ExitCode if code < 128 and f"| {code.value} |" not in README] == []


def test_every_picture_that_the_readme_shows_is_there() -> None:
    shown = re.findall(r"\]\((screenshots/[^)]+)\)", README)
    assert shown
    assert [path for path in shown if not (ROOT / path).is_file()] == []


def test_the_two_commands_of_a_newcomer_stand_alone_on_their_lines() -> None:
    assert "\n    pip install uv && uv run smtp-wizard demo\n" in README
    assert "\n    pip install uv && uv run pytest\n" in README
