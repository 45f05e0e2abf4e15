from __future__ import annotations

import configparser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.dialects.hostile import TEXTS, written
from wizard.dialects import ini
from wizard.errors import FileError, Unrepresentable


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_what_is_written_comes_back_from_a_real_file_and_the_rest_is_refused(tmp_path: Path, value: str) -> None:
    text = written(ini.write, value)
    if text is None:
        return
    file = tmp_path / "zulip-secrets.conf"
    file.write_bytes(f"[secrets]\nemail_password = {text}\nother = 1\n".encode())
    parser = configparser.RawConfigParser()
    parser.read(file, encoding="utf-8")
    assert parser.get("secrets", "email_password") == value
    assert ini.read(text) == value


@pytest.mark.parametrize("value", [" a", "a ", "\xa0a", "a\xa0", "a\nb", "a\n", "a\rb", "a\0b", "\udc80"])
def test_what_an_ini_file_can_not_hold_is_refused(value: str) -> None:
    with pytest.raises(Unrepresentable):
        ini.write(value)


@pytest.mark.parametrize("value", ["#x", "; x", "x # note", '"x"', "%(a)s", "%", "= x", ": x", "[x]", "ü"])
def test_special_characters_stand_for_themselves(value: str) -> None:
    assert ini.write(value) == value
    assert ini.read(value) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[secrets]\na = 1\n[secrets]\n", r"line 3: the section \[secrets\] stands twice"),
        ("[secrets]\na = 1\nA = 2\n", "line 3: a stands twice"),
        ("a = 1\n", "can't be read as an ini file"),
    ],
)
def test_a_file_that_keeps_zulip_from_starting_is_named(text: str, said: str) -> None:
    with pytest.raises(FileError, match=said):
        ini.read_section(text, "secrets")
