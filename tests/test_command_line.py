"""A broken command, copied from the screen and pasted into bash, is the same command."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from tests.pasted import runs
from wizard import catalogue
from wizard.again import Again
from wizard.command_line import Command, broken, indented
from wizard.diagnosis.place import inside

AGAIN = Again(
    setup=("--profile-file", "/srv/it's here/chat $1.toml"),
    options=("--config-dir", "/home/me/my setups", "--timeout", "30"),
    resolver="192.0.2.53",
)
COMMANDS = [
    inside("$(docker compose ps -q zulip)", AGAIN, "chat", app="chat", resolver="127.0.0.11"),
    AGAIN.command("chat"),
    "openssl s_client -connect SERVER:587 -starttls smtp -servername SERVER 2>/dev/null | openssl x509 -noout -enddate",
    "printf \"a  b\" && echo 'it is  '\"'\"' quoted' $'a \\' b' \"x  $(echo \"y  z\" one two)  ${HOME:-a  b}\" `echo a  b`",
    "echo a\\ b c\\'d   e \\\\ f  g",
    "read -rs TOKEN   # a comment that  isn't code, and is longer than the screen is wide",
    "for unit in a b; do install -D -m 0644 $unit /etc/$unit; done; (echo x y z)",
]
WIDTHS = range(20, 130, 3)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_copied_is_the_same_command_at_every_width(tmp_path: Path, command: str) -> None:
    copied = ["\n".join(margin + row for row in broken(command, width)) for width in WIDTHS for margin in ("", "       ")]
    whole, *told = runs([command, *copied], tmp_path)
    assert whole.count("<") > 1
    assert set(told) == {whole}
    assert any("\n" in one for one in copied)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_longer_than_the_screen_unless_a_word_is(command: str) -> None:
    longest = max(map(len, broken(command, 1)))
    for width in WIDTHS:
        assert all(len(row) <= max(width, longest) for row in broken(command, width))


def test_what_fits_is_left_as_it_is() -> None:
    assert broken("smtp-wizard check chat", 22) == ["smtp-wizard check chat"]
    assert broken("smtp-wizard check chat", 21) == ["smtp-wizard check \\", "  chat"]
    assert broken("a |  b", 4) == ["a |", "  b"]


def test_nothing_is_one_empty_line() -> None:
    assert broken(" ", 40) == [""]


def test_a_command_inside_a_word_stays_on_one_line_where_it_fits() -> None:
    assert broken('nsenter -t "$(docker inspect chat)" -n', 30) == ["nsenter -t \\", '  "$(docker inspect chat)" -n']
    assert broken('nsenter -t "$(docker inspect chat)" -n', 24) == ['nsenter -t "$(docker \\', '  inspect chat)" -n']


def test_every_command_of_the_catalogue_can_be_broken() -> None:
    for command in chain.from_iterable(one.fix.commands for one in catalogue.load_all().values()):
        assert " ".join(broken(command, 72)).replace(" \\ ", " ").split() == command.split()


def test_a_command_stays_one_when_it_is_indented() -> None:
    assert isinstance(indented(Command("a b"), "  "), Command)
    assert indented("a b", "  ") == "  a b"
    assert not isinstance(indented("a b", "  "), Command)
