"""User name and password on their way into Zulip's files: whole, in one private place, or refused."""

from __future__ import annotations

import configparser

import pytest
from hypothesis import given

from tests.apps.setups import PASSWORD, app, profile
from tests.apps.test_zulip import TARGETS, files, made
from tests.dialects.hostile import TEXTS
from wizard.dialects import compose, compose_env, docker_secret, docker_zulip
from wizard.errors import Unrepresentable, UsageError
from wizard.secret import Secret


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    ("username", "password"),
    [("ü", "x"), ("x", "pässword"), ("x", ""), ("x", " a"), ("x", "a\xa0"), ("x", "a\nb"), ("x", "a\0b")],
)
def test_credentials_that_zulip_can_not_use_are_refused_with_a_hint(target: str, username: str, password: str) -> None:
    with pytest.raises(Unrepresentable) as caught:
        made(profile(username=username), app("zulip", target), Secret(password))
    assert caught.value.hints


@pytest.mark.parametrize("password", ["--", "--set", "a ;b"])
def test_what_crudini_takes_for_an_option_or_a_comment_is_refused_in_a_container_only(password: str) -> None:
    for target in ("docker-12", "docker-11"):
        with pytest.raises(Unrepresentable):
            made(profile(), app("zulip", target), Secret(password))
    assert files(made(profile(), app("zulip", "bare"), Secret(password)))["/etc/zulip/zulip-secrets.conf"].endswith(
        f"= {password}\n"
    )


def test_crudini_is_not_recommended_for_a_password_that_it_cuts() -> None:
    assert not any("crudini --merge" in note for note in made(profile(), app("zulip", "bare"), Secret("a ;b")).notes)
    assert any("crudini --merge" in note for note in made(profile(), app("zulip", "bare")).notes)


@pytest.mark.parametrize("target", TARGETS)
def test_a_password_never_stands_in_a_command(target: str) -> None:
    export = made(profile(), app("zulip", target))
    assert not any(PASSWORD.reveal() in line for line in (*export.apply, *export.test, *export.notes, *export.limits))


@pytest.mark.parametrize("target", TARGETS)
def test_without_a_secret_a_placeholder_is_written_and_said(target: str) -> None:
    export = made(profile(), app("zulip", target), None)
    assert any("PUT-THE-PASSWORD-HERE" in file.text for file in export.files)
    assert not any(file.secret for file in export.files)
    assert "No password was at hand" in export.notes[0]


@pytest.mark.parametrize("username", ["12345", "True", "0587", "[::1]"])
def test_a_user_name_that_would_change_its_type_goes_into_custom_settings(username: str) -> None:
    text = files(made(profile(username=username), app("zulip", "docker-12")))["compose.override.yaml"]
    environment = compose.read_environment(text, "zulip")
    assert "SETTING_EMAIL_HOST_USER" not in environment
    settings: dict[str, object] = {}
    exec(docker_zulip.interpret(environment["ZULIP_CUSTOM_SETTINGS"] or ""), settings)
    assert settings["EMAIL_HOST_USER"] == username


def test_version_11_takes_a_numeric_user_name_as_it_is() -> None:
    text = files(made(profile(username="12345"), app("zulip", "docker-11")))["docker-compose.override.yml"]
    assert 'SETTING_EMAIL_HOST_USER: "12345"' in text


@pytest.mark.parametrize(
    ("target", "form", "holder"),
    [
        ("docker-12", "env", ".env"),
        ("docker-12", "file", "zulip__email_password"),
        ("docker-11", "env", ".env"),
        ("docker-11", "inline", "docker-compose.override.yml"),
        ("bare", "file", "/etc/zulip/zulip-secrets.conf"),
    ],
)
def test_the_password_stands_in_one_private_file_that_is_marked(target: str, form: str, holder: str) -> None:
    export = made(profile(), app("zulip", target), Secret("one-of-a-kind"), form=form)
    holding = [file for file in export.files if "one-of-a-kind" in file.text]
    assert [file.path for file in holding] == [holder]
    assert [file.path for file in export.files if file.secret] == [holder]
    assert holding[0].mode == 0o600


@pytest.mark.parametrize(
    ("target", "form"), [("docker-12", "inline"), ("docker-11", "file"), ("bare", "inline"), ("bare", "env")]
)
def test_a_form_that_a_target_can_not_do_is_refused_with_the_ones_that_it_can(target: str, form: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(profile(), app("zulip", target), form=form)
    assert "accepted: " in caught.value.hints[0]


@given(TEXTS)
def test_every_password_reaches_zulip_exactly_or_is_refused(password: str) -> None:
    for target, form in (
        ("docker-12", "env"),
        ("docker-12", "file"),
        ("docker-11", "env"),
        ("docker-11", "inline"),
        ("bare", "file"),
    ):
        try:
            written = files(made(profile(), app("zulip", target), Secret(password), form=form))
        except Unrepresentable:
            continue
        assert _password(written) == password


def _password(written: dict[str, str]) -> str:
    """The way of the password through the readers, once more and apart from the export's own proof."""
    if "/etc/zulip/zulip-secrets.conf" in written:
        parser = configparser.RawConfigParser()
        parser.read_string(written["/etc/zulip/zulip-secrets.conf"])
        return parser.get("secrets", "email_password")
    if "zulip__email_password" in written:
        return docker_secret.read(written["zulip__email_password"])
    variables = {name: value or "" for name, value in compose_env.read_file(written.get(".env", "")).items()}
    if "compose.override.yaml" in written:
        return docker_secret.read(variables["ZULIP__EMAIL_PASSWORD"])
    environment = compose.read_environment(written["docker-compose.override.yml"], "zulip", variables)
    return docker_secret.read(environment["SECRETS_email_password"] or "")
