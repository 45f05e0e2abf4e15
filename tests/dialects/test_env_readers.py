"""The real readers answer for hundreds of hostile values: what our writers wrote, and whether our readers read as they do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.dialects.many import many
from tests.outside import reader
from wizard.dialects import compose, compose_env, docker_env, npm_dotenv, python_dotenv
from wizard.errors import FileError, Unrepresentable

pytestmark = pytest.mark.real

UNQUOTED = (
    "0587", "010", "0x1F", "0o17", "1e3", "1.5", "-7", "1_000", "+5", ".5", "1.", "12e03", "0b11", "1:30",
    "false", "True", "yes", "no", "on", "NO", "~", "null", "a#b", "a #b", "a b",
    "'a$$b'", '"${X:-a}"', "$$", "a$", "${X-b}", "5$x", "${X:+a}b",
)  # fmt: skip


def spelt(write: Callable[[str], str], most_refused: int) -> dict[str, str]:
    """V0, V1 … → value, for those that the writer does not refuse."""
    values, refused = {}, 0
    for number, value in enumerate(many()):
        try:
            write(value)
        except Unrepresentable:
            refused += 1
            continue
        values[f"V{number}"] = value
    assert refused <= most_refused
    return values


@pytest.mark.parametrize("release", reader.COMPOSES)
def test_compose_reads_every_value_of_an_environment_exactly(release: str, tmp_path: Path) -> None:
    values = spelt(compose.write, 1)
    mapping = "".join(f"      {name}: {compose.write(value)}\n" for name, value in values.items())
    listing = "".join(f"      - {compose.write(f'{name}={value}')}\n" for name, value in values.items())
    text = f"services:\n  a:\n    image: x\n    environment:\n{mapping}  b:\n    image: x\n    environment:\n{listing}"
    (tmp_path / "compose.yaml").write_text(text)
    services = reader.compose(release, tmp_path, "compose.yaml")["services"]
    assert services["a"]["environment"] == values
    assert services["b"]["environment"] == values
    assert compose.read_environment(text, "a") == values


@pytest.mark.parametrize("release", reader.COMPOSES)
def test_compose_reads_every_value_of_an_env_file_and_of_the_project_file_exactly(release: str, tmp_path: Path) -> None:
    values = spelt(compose_env.write, 1)
    (tmp_path / "mail.env").write_text(compose_env.write_file(values), newline="")
    (tmp_path / ".env").write_text(compose_env.write_file(values), newline="")
    named = "".join(f"      {name}: ${{{name}}}\n" for name in values)
    (tmp_path / "compose.yaml").write_text(
        f"services:\n  a:\n    image: x\n    env_file: mail.env\n  b:\n    image: x\n    environment:\n{named}"
    )
    services = reader.compose(release, tmp_path, "compose.yaml")["services"]
    assert services["a"]["environment"] == values
    assert services["b"]["environment"] == values


def test_the_docker_client_reads_every_value_exactly(tmp_path: Path) -> None:
    values = spelt(docker_env.write, 60)
    (tmp_path / "mail.env").write_text(docker_env.write_file(values), newline="")
    assert reader.docker(tmp_path, "--env-file", "mail.env")["Env"] == values


def test_a_raw_env_file_of_compose_reads_as_the_docker_client_does(tmp_path: Path) -> None:
    values = spelt(docker_env.write, 60)
    (tmp_path / "mail.env").write_text(docker_env.write_file(values), newline="")
    text = "services:\n  a:\n    image: x\n    env_file:\n      - path: mail.env\n        format: raw\n"
    (tmp_path / "compose.yaml").write_text(text)
    assert reader.compose("sid", tmp_path, "compose.yaml")["services"]["a"]["environment"] == values


def test_docmosts_own_reader_reads_every_value_exactly(tmp_path: Path) -> None:
    values = spelt(npm_dotenv.write, 30)
    file = tmp_path / "all.env"
    file.write_text(npm_dotenv.write_file(values), newline="")
    assert reader.docmost("read", file, cwd=tmp_path)[str(file)] == values


def test_mealies_own_reader_reads_every_value_exactly(tmp_path: Path) -> None:
    values = spelt(python_dotenv.write, 1)
    file = tmp_path / "all.env"
    file.write_text(python_dotenv.write_file(values), newline="")
    assert reader.mealie("read", file, cwd=tmp_path)[str(file)] == values


def readable(dialect: ModuleType, *, one_line: bool = True) -> dict[str, tuple[str, str]]:
    """Raw spellings that our reader takes: name → (spelling, value)."""
    found = {}
    for number, text in enumerate(many(900)):
        if one_line and "\n" in text.strip():
            continue
        try:
            found[f"V{number}"] = text, dialect.read(text)
        except FileError:
            continue
    return {name: pair for name, pair in found.items() if "\0" not in pair[0]}


@pytest.mark.parametrize(("dialect", "ask"), [(npm_dotenv, reader.docmost), (python_dotenv, reader.mealie)])
def test_our_reader_agrees_with_the_apps_own_on_spellings_of_others(dialect: ModuleType, ask: Any, tmp_path: Path) -> None:
    spellings = readable(dialect, one_line=False)
    for name, (text, _) in spellings.items():
        (tmp_path / name).write_text(f"{name}={text}\n", newline="")
    found = ask("read", *spellings, cwd=tmp_path)
    wrong = {
        text: (ours, found[name].get(name)) for name, (text, ours) in spellings.items() if (found[name].get(name) or "") != ours
    }
    assert not wrong
    assert len(spellings) > 300


@pytest.mark.parametrize("release", ["sid"])
def test_our_reader_agrees_with_compose_on_spellings_of_others(release: str, tmp_path: Path) -> None:
    spellings = readable(compose_env)
    services: dict[str, Any] = {}
    for name, (text, _) in spellings.items():
        (tmp_path / f"{name}.env").write_text(f"{name}={text}\n", newline="")
        services[name.lower()] = {"image": "x", "env_file": [f"{name}.env"]}
    (tmp_path / "compose.yaml").write_text(json.dumps({"services": services}))
    found = reader.compose(release, tmp_path, "compose.yaml")["services"]
    theirs = {name: (found[name.lower()].get("environment") or {}).get(name) or "" for name in spellings}
    assert {text: (ours, theirs[name]) for name, (text, ours) in spellings.items() if theirs[name] != ours} == {}
    assert len(spellings) > 200


def test_our_reader_agrees_with_compose_on_merged_settings(tmp_path: Path) -> None:
    text = (
        "x-a: &a\n  A: a\n  B: a\n  D: a\nx-b: &b\n  <<: *a\n  B: b\n  C: b\n"
        "services:\n  a:\n    image: x\n    environment:\n      <<: [*a, *b]\n      D: own\n"
    )
    (tmp_path / "compose.yaml").write_text(text)
    theirs = reader.compose("sid", tmp_path, "compose.yaml")["services"]["a"]["environment"]
    assert compose.read_environment(text, "a") == theirs


def test_our_reader_agrees_with_compose_on_unquoted_scalars(tmp_path: Path) -> None:
    lines = "".join(f"      V{number}: {text}\n" for number, text in enumerate(UNQUOTED))
    text = f"services:\n  a:\n    image: x\n    environment:\n{lines}"
    (tmp_path / "compose.yaml").write_text(text)
    theirs = reader.compose("sid", tmp_path, "compose.yaml")["services"]["a"]["environment"]
    ours = compose.read_environment(text, "a")
    assert {UNQUOTED[int(name[1:])]: value for name, value in ours.items()} == {
        UNQUOTED[int(name[1:])]: value for name, value in theirs.items()
    }
