"""Rules of the house that the source itself must keep."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TUI = Path(__file__).parents[2] / "wizard" / "tui"
PARSING = {"Static", "Label", "Button", "Checkbox", "OptionList", "Select", "DataTable", "Tree", "Collapsible", "notify"}
"""What parses markup unless told not to (Textual 8.2.8): a server's words could become an action or a crash."""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


@pytest.mark.parametrize("path", sorted(TUI.rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_parses_markup(path: Path) -> None:
    tree = ast.parse(path.read_text())
    for name, call in calls(tree):
        off = any(word.arg == "markup" and getattr(word.value, "value", True) is False for word in call.keywords)
        assert name not in PARSING or off, f"{path.name}:{call.lineno} {name} without markup=False"
        assert name not in ("from_markup", "update_markup"), f"{path.name}:{call.lineno}"
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert "Static" not in [getattr(base, "id", "") for one in classes for base in one.bases] or path.name == "plain.py"


HEAVY: tuple[str, ...] = (
    "dns",
    "aiosmtplib",
    "keyring",
    "cryptography",
    "ruamel",
    "tomli_w",
    "wizard.providers",
    "wizard.probe.records",
)
HEAVY += ("wizard.diagnosis", "wizard.check", "wizard.apps.zulip", "wizard.secret_store.vault", "textual.widgets._text_area")


def test_the_start_page_waits_for_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    code = f"""
import asyncio, sys
from pathlib import Path
from wizard.files import Places
from wizard.probe.system import SystemNet
from wizard.setup.flow import Flow
from wizard.tui.app import WizardApp
async def main():
    async with WizardApp(Flow(SystemNet("127.0.0.1:9"), Places.at({str(tmp_path)!r}))).run_test() as pilot:
        await pilot.pause()
        assert "Set up mail" in str(pilot.app.screen.query_one("#what").render())
        print([name for name in {HEAVY!r} if name in sys.modules])
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=dict(os.environ))
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_the_plain_answers_never_import_textual() -> None:
    rooms = ", ".join(f"wizard.setup.{name}" for name in ("flow", "writing", "explaining", "trial", "server", "keeping"))
    code = f"import sys, {rooms}\nprint('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False", done.stderr
