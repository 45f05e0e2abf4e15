"""The rows of `setConfigurationValue` in docker-zulip's entrypoint."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS, written
from wizard.dialects import docker_zulip
from wizard.errors import FileError, Unrepresentable

STOPS = object()


def _read(value: str, *, legacy: bool = False) -> object:
    try:
        return docker_zulip.read(value, legacy=legacy)
    except FileError:
        return STOPS


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        ("True", True), ("true", True), ("TRUE", True), ("fALSE", False), ("None", None), ("none", None),
        ("587", 587), ("0", 0), ("587 ", 587), ("0587", STOPS),
        ("[::1]", STOPS), ("{token}@x{y}", STOPS), ("(1, 2)", (1, 2)), ("noreply-{token}@h", "noreply-{token}@h"),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("NONE", "NONE"), ("+5", "+5"), ("tr ue", False), ("True ", False),
        ("a'b", "a'b"), ("a\\nb", "a\\nb"), ("a\\", "a\\"), (" a b ", " a b "), ("#$%\"ü😀", "#$%\"ü😀"),
        ("a\nb", STOPS), ("\\t1", STOPS), ("", STOPS), ("-n", "-n"),
    ],
)  # fmt: skip
def test_version_12_guesses_the_type(value: str, becomes: object) -> None:
    assert _read(value) == becomes
    assert type(_read(value)) is type(becomes)


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        ("True", True), ("true", STOPS), ("587", 587), ("[::1]", STOPS), ("{a}", "{a}"), ("it's", STOPS), ("a\\nb", "a\nb"),
        ("a\\\\b", "a\\b"), ("587 ", "587 "),
    ],
)  # fmt: skip
def test_version_11_pastes_truth_values_and_escapes_nothing(value: str, becomes: object) -> None:
    assert _read(value, legacy=True) == becomes


@pytest.mark.parametrize("legacy", [False, True])
@given(TEXTS)
def test_what_is_written_is_what_settings_py_gets(legacy: bool, value: str) -> None:
    text = written(lambda one: docker_zulip.write(one, legacy=legacy), value)
    if text is None:
        return
    assert docker_zulip.read(text, legacy=legacy) == value


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("value", [True, False, 25, 587])
def test_truth_values_and_ports_keep_their_type(value: int, legacy: bool) -> None:
    assert docker_zulip.read(docker_zulip.write(value, legacy=legacy), legacy=legacy) == value


@pytest.mark.parametrize("value", ["12345", "True", "none", "[::1]", "{a}", "0587", "", "a\nb"])
def test_a_text_that_would_change_its_type_is_refused(value: str) -> None:
    with pytest.raises(Unrepresentable):
        docker_zulip.write(value)


def test_version_11_never_guesses_about_the_user_name() -> None:
    assert docker_zulip.write("12345", legacy=True, string=True) == "12345"
    assert docker_zulip.read("12345", legacy=True, string=True) == "12345"


@given(TEXTS)
def test_custom_settings_hold_every_text(value: str) -> None:
    written = docker_zulip.write_custom({"EMAIL_HOST_USER": value, "EMAIL_PORT": 587})
    settings: dict[str, object] = {}
    exec(docker_zulip.interpret(written), settings)
    assert (settings["EMAIL_HOST_USER"], settings["EMAIL_PORT"]) == (value, 587)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\\tb", "a\tb"), ("\\\\n", "\\n"), ("\\x41\\0101\\u00fc", "AAü"), ("a\\cb", "a"), ("\\q", "\\q"), ("a\\", "a\\")],
)
def test_escapes_are_read_as_echo_does(text: str, shown: str) -> None:
    assert docker_zulip.interpret(text) == shown
