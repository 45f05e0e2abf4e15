from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS
from wizard.dialects import compose
from wizard.errors import FileError, Unrepresentable


@given(TEXTS)
def test_every_value_comes_back_from_the_whole_file(value: str) -> None:
    try:
        written = compose.write(value)
    except Unrepresentable:
        assert "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
        return
    assert compose.read(written) == value
    assert written.isprintable()
    mapping = f"services:\n  x:\n    environment:\n      A: {written}\n      B: {compose.write('b')}\n"
    listing = f"services:\n  x:\n    environment:\n      - {compose.write(f'A={value}')}\n"
    assert compose.read_environment(mapping, "x") == {"A": value, "B": "b"}
    assert compose.read_environment(listing, "x") == {"A": value}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0587", "587"),
        ("010", "8"),
        ("0x1F", "31"),
        ("1e3", "1000"),
        ("1.5", "1.5"),
        ("false", "false"),
        ("True", "true"),
        ("yes", "yes"),
        ("~", ""),
        ("", ""),
        ("with#hash", "with#hash"),
        ("with # hash", "with"),
        ("'pa$word'", "pa"),
        ("'pa$$word'", "pa$word"),
        ('"${X:-a}b"', "ab"),
        ('"${X-}"', ""),
        ('"${HERE}-$HERE"', "1-1"),
        ('"${HERE:+yes}"', "yes"),
        ('"${X:-${HERE}}"', "1"),
        ('"5$"', "5$"),
        ('"$5"', "$5"),
    ],
)
def test_a_value_is_read_as_compose_reads_it(text: str, value: str) -> None:
    assert compose.read(text, {"HERE": "1"}) == value


@pytest.mark.parametrize(
    "text", ['"${"', '"${X"', '"${5}"', '"${X:?gone}"', '"a', "[a]", "{a: b}", "'${X!}'", f'"{"${X:-" * 500}{"}" * 500}"']
)
def test_what_compose_refuses_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(FileError):
        compose.read(text)


def test_a_setting_is_found_on_its_line() -> None:
    text = "services:\n  mealie:\n    # mail\n    environment:\n      SMTP_HOST: a\n      SMTP_USER:\n"
    host, user = compose.locate_environment(text, "mealie")
    assert (host.key, host.value, host.line) == ("SMTP_HOST", "a", 5)
    assert (user.key, user.value, user.line) == ("SMTP_USER", None, 6)
    assert compose.services(text) == ("mealie",)
    assert compose.locate_environment(text, "other") == ()


def test_merged_settings_are_found_and_own_ones_win() -> None:
    text = (
        "x-a: &a\n  SMTP_HOST: a\n  SMTP_PORT: 25\nx-b: &b\n  SMTP_HOST: b\n  TZ: UTC\n"
        "services:\n  app:\n    environment:\n      <<: [*a, *b]\n      SMTP_PORT: 587\n"
    )
    assert compose.read_environment(text, "app") == {"SMTP_HOST": "a", "TZ": "UTC", "SMTP_PORT": "587"}
    assert compose.read_at(text, "services", "app", "environment", "SMTP_HOST") == "a"


@pytest.mark.parametrize("text", ["[" * 5000, "services: {a: {environment: {[x]: 1}}}", "services: [1]", "a: *b", "a\n\tb: c: d"])
def test_a_strange_file_is_read_or_refused(text: str) -> None:
    try:
        found = compose.read_environment(text, "a")
    except FileError:
        return
    assert found == {}


def test_a_list_item_without_a_value_inherits() -> None:
    assert compose.read_environment("services:\n  a:\n    environment: [A, 'B=', 'C=x=y']\n", "a") == {
        "A": None,
        "B": "",
        "C": "x=y",
    }
