from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS
from wizard.dialects import docker_env
from wizard.errors import FileError, Unrepresentable


@given(TEXTS)
def test_every_value_without_a_line_break_comes_back_from_the_whole_file(value: str) -> None:
    try:
        text = docker_env.write_file({"A": value, "B": "b"})
    except Unrepresentable:
        assert "\n" in value or value.endswith("\r") or "\0" in value or any("\ud800" <= each <= "\udfff" for each in value)
        return
    assert docker_env.read_file(text) == {"A": value, "B": "b"}


@pytest.mark.parametrize("value", ["a\nb", "a\r", "a\0", "x" * 70_000, "a\udc80"])
def test_what_it_can_not_hold_is_refused_with_what_can(value: str) -> None:
    with pytest.raises(Unrepresentable) as caught:
        docker_env.write(value)
    assert caught.value.hints


def test_nothing_is_unquoted_and_blanks_stay() -> None:
    text = '\ufeff#c\n  A="q" # d \nB= x\r\nC\nD=\n'
    assert docker_env.read_file(text) == {"A": '"q" # d ', "B": " x", "C": None, "D": ""}
    assert [one.line for one in docker_env.locate(text)] == [2, 3, 4, 5]


@pytest.mark.parametrize("text", ["export A=1\n", "A =1\n", "=1\n", f"A={'x' * 70_000}\n"])
def test_what_docker_refuses_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(FileError, match="line 1"):
        docker_env.read_file(text)
