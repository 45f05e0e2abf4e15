"""Settings that already stand in files, with their lines."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.apps.setups import PASSWORD, app, profile
from tests.dialects.hostile import TEXTS
from wizard.apps import synapse, zulip
from wizard.apps.synapse.read import read as read_synapse
from wizard.apps.zulip.read import read as read_zulip
from wizard.errors import FileError
from wizard.lint.found import Found
from wizard.model import Encryption


def rows(found: Found | None) -> list[tuple[str, str | None, int]]:
    assert found is not None
    return [(one.key, one.value, one.line) for one in found.settings]


def test_settings_py_is_read_without_running_it() -> None:
    text = "import os\nEMAIL_HOST = 'mail.example.com'\nEMAIL_PORT = 587\nEMAIL_USE_TLS = True\nX = os.environ['X']\n"
    found = read_zulip(text, "/etc/zulip/settings.py")
    assert rows(found) == [
        ("EMAIL_HOST", "mail.example.com", 2),
        ("EMAIL_PORT", "587", 3),
        ("EMAIL_USE_TLS", "True", 4),
        ("X", None, 5),
    ]
    assert found is not None
    assert (found.kind, found.target, found.settings[-1].raw) == ("zulip", "bare", "os.environ['X']")


def test_a_mistake_in_settings_py_is_told_with_its_line() -> None:
    with pytest.raises(FileError, match="line 2"):
        read_zulip("EMAIL_HOST = 'x'\nEMAIL_PORT = 'y\n", "settings.py")


def test_secrets_are_read_with_their_lines() -> None:
    text = "# x\n[secrets]\ncamo_key = 1\nEMAIL_password: a # b\n"
    assert rows(read_zulip(text, "zulip-secrets.conf")) == [("camo_key", "1", 3), ("email_password", "a # b", 4)]


def test_a_compose_file_is_read_as_its_version_of_docker_zulip_does() -> None:
    text = (
        "services:\n  zulip:\n    image: {image}\n    environment:\n"
        "      SETTING_EMAIL_USE_TLS: 'no'\n      SETTING_EMAIL_USE_SSL: 'true'\n"
        "      EMAIL_HOST: lost\n      ZULIP_CUSTOM_SETTINGS: \"EMAIL_HOST_USER = '12'\"\n"
    )
    new = read_zulip(text.format(image='"ghcr.io/zulip/zulip-server:12.1-0"'), "compose.yaml")
    assert rows(new) == [
        ("EMAIL_USE_TLS", "no", 5),
        ("EMAIL_USE_SSL", "True", 6),
        ("EMAIL_HOST", "lost", 7),
        ("EMAIL_HOST_USER", "12", 8),
    ]
    old = read_zulip(text.format(image='"zulip/docker-zulip:11.5-0"'), "docker-compose.yml")
    assert rows(old)[1] == ("EMAIL_USE_SSL", None, 6)
    assert (new and new.target, old and old.target) == ("docker-12", "docker-11")


def test_the_email_section_is_read_with_its_lines() -> None:
    text = "server_name: x\nemail:\n  smtp_host: mail.example.com\n  smtp_port: 0587\n"
    text += '  force_tls: "false"\n  smtp_pass:\n  smpt_user: u\n'
    found = read_synapse(text, "/etc/matrix-synapse/conf.d/email.yaml")
    assert rows(found) == [
        ("smtp_host", "mail.example.com", 3),
        ("smtp_port", "0587", 4),
        ("force_tls", "false", 5),
        ("smtp_pass", None, 6),
        ("smpt_user", "u", 7),
    ]
    assert found is not None
    assert (found.target, found.value("force_tls"), found.settings[2].raw) == ("conf-d", "false", '"false"')


@pytest.mark.parametrize("text", ["", "a: b\n", "server_name: x\n", "import os\n", "[other]\na = 1\n", "\0"])
def test_another_file_is_none_of_theirs(text: str) -> None:
    assert read_zulip(text, "file") is None
    assert read_synapse(text, "file") is None


@pytest.mark.parametrize("encryption", list(Encryption))
def test_what_is_exported_is_recognised(encryption: Encryption) -> None:
    for kind, read in ((zulip, read_zulip), (synapse, read_synapse)):
        for target in kind.TARGETS:
            export = kind.export(profile(encryption), app(kind.ID, target.id), PASSWORD, form="auto", provider=None)
            for file in export.files:
                found = read(file.text, file.path)
                assert found is not None
                assert found.settings
                assert "PUT-THE-PASSWORD" not in str(found)


@given(
    st.sampled_from(
        [
            "EMAIL_HOST = ",
            "[secrets]\nemail_password = ",
            "email:\n  smtp_host: ",
            "services:\n  zulip:\n    environment:\n      SETTING_EMAIL_HOST: ",
        ]
    ),
    st.lists(TEXTS, max_size=4).map("\n".join),
)
def test_no_file_ends_in_anything_but_settings_or_a_plain_error(head: str, rest: str) -> None:
    for read in (read_zulip, read_synapse):
        with contextlib.suppress(FileError):
            read(head + rest, "file")


@pytest.mark.parametrize("value", ["&a [*a]", "{a: &a {b: *a}}"])
def test_yaml_that_holds_itself_ends(value: str) -> None:
    assert rows(read_synapse(f"email:\n  smtp_host: x\n  subjects: {value}\n", "homeserver.yaml"))[1][0] == "subjects"


def test_aliases_upon_aliases_cost_nothing() -> None:
    levels = "".join(f"  l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 9)}]\n" for level in range(1, 30))
    found = read_synapse(f"email:\n  smtp_host: x\n  l0: &l0 [x]\n{levels}", "homeserver.yaml")
    assert found is not None
    assert len(found.settings) == 31
