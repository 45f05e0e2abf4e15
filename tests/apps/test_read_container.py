"""Settings of Mealie, Docmost and Coolify that already stand in files, with their lines."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.apps.setups import PASSWORD, app, profile
from tests.dialects.hostile import TEXTS
from wizard.apps import coolify, docmost, mealie
from wizard.apps.coolify.read import read as read_coolify
from wizard.apps.docmost.read import read as read_docmost
from wizard.apps.mealie.read import read as read_mealie
from wizard.dialects import compose
from wizard.errors import FileError, Unrepresentable
from wizard.lint.found import Found
from wizard.model import Encryption

READERS = {"mealie": read_mealie, "docmost": read_docmost, "coolify": read_coolify}


def rows(found: Found | None) -> list[tuple[str, str | None, int]]:
    assert found is not None
    return [(one.key, one.value, one.line) for one in found.settings]


def test_a_compose_file_is_read_as_the_app_gets_it() -> None:
    text = (
        "services:\n  recipes:\n    image: ghcr.io/mealie-recipes/mealie:v3\n    environment:\n"
        "      smtp_host: a.example.com\n      SMTP_AUTH_STRATEGY: 'TLS '\n      SMTP_PASSWORD: pa$$word$X\n"
        "  db:\n    environment:\n      POSTGRES_DB: x\n"
    )
    found = read_mealie(text, "docker-compose.yml")
    assert rows(found) == [("SMTP_HOST", "a.example.com", 5), ("SMTP_AUTH_STRATEGY", "TLS ", 6), ("SMTP_PASSWORD", "pa$word", 7)]
    assert found is not None
    assert (found.target, found.settings[1].raw) == ("compose", "'TLS '")
    assert read_docmost(text, "docker-compose.yml") is None
    assert read_coolify(text, "docker-compose.yml") is None


def test_a_list_and_a_truth_value_are_read_as_compose_does() -> None:
    text = "services:\n  docmost:\n    environment:\n      - MAIL_DRIVER=smtp\n      - SMTP_SECURE=yes\n      - SMTP_PASSWORD\n"
    assert rows(read_docmost(text, "compose.yaml")) == [
        ("MAIL_DRIVER", "smtp", 4),
        ("SMTP_SECURE", "yes", 5),
        ("SMTP_PASSWORD", None, 6),
    ]


def test_an_env_file_is_read_by_the_reader_that_its_first_line_names() -> None:
    text = "MAIL_DRIVER='smtp'\nSMTP_PASSWORD=a#b\nSMTP_SECURE=false\n"
    assert rows(read_docmost(text, ".env"))[1] == ("SMTP_PASSWORD", "a#b", 2)
    bare = "# For dotenv and dotenv-expand (Node.js); x\n" + text
    assert rows(read_docmost(bare, ".env"))[1] == ("SMTP_PASSWORD", "a", 3)
    run = "# For docker run --env-file: x\n" + text
    assert rows(read_docmost(run, "mail.env"))[0] == ("MAIL_DRIVER", "'smtp'", 2)


@pytest.mark.parametrize("kind", [mealie, docmost])
@pytest.mark.parametrize("encryption", list(Encryption))
def test_what_we_export_is_read_back(kind: object, encryption: Encryption) -> None:
    package = mealie if kind is mealie else docmost
    for target in (one.id for one in package.TARGETS):
        export = package.export(profile(encryption), app(package.ID, target), PASSWORD, form="auto", provider=None)
        found = [made for file in export.files if (made := READERS[package.ID](file.text, file.path)) is not None]
        assert found
        values = {one.key: one.value for made in found for one in made.settings}
        assert values["SMTP_PORT"] == str(profile(encryption).server.port)
        if target in ("docker-run", "bare"):
            assert values["SMTP_PASSWORD"] == PASSWORD.reveal()
            assert found[0].target == target


def test_coolifys_json_is_read_with_its_lines() -> None:
    export = coolify.export(profile(login=False), app("coolify", "api"), None, form="auto", provider=None)
    found = read_coolify(export.files[0].text, "mail.json")
    assert found is not None
    assert rows(found)[:3] == [
        ("smtp_enabled", "true", 2),
        ("resend_enabled", "false", 3),
        ("smtp_from_address", "noreply@example.com", 4),
    ]
    assert found.value("smtp_port") == "587"
    assert found.value("smtp_password") is None
    assert read_coolify('{"a": 1}', "x.json") is None
    with pytest.raises(FileError, match="line 2"):
        read_coolify('{"smtp_host": "a"\n "x": 1}', "mail.json")


def test_coolifys_env_is_read_since_people_try_it() -> None:
    text = "APP_ID=1\nMAIL_HOST=mail.example.com\nMAIL_EHLO_DOMAIN=a.example.com\n"
    assert rows(read_coolify(text, "/data/coolify/source/.env"))[1] == ("MAIL_HOST", "mail.example.com", 2)
    assert read_coolify("MAIL_HOST=mail.example.com\n", ".env") is None


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("mealie", "SMTP_FROM_EMAIL='a\n", "x.env"),
        ("docmost", 'A=1\nMAIL_DRIVER="a\n', "x.env"),
        ("mealie", "services:\n  a: [SMTP_FROM_EMAIL\n", "compose.yaml"),
    ],
)
def test_a_file_that_can_not_be_read_is_told_with_its_line(kind: str, text: str, name: str) -> None:
    with pytest.raises(FileError, match=r"line \d"):
        READERS[kind](text, name)


@given(TEXTS, st.sampled_from(["compose.yaml", ".env", "mail.json", "x"]))
def test_any_text_is_read_or_refused_and_never_crashes(text: str, name: str) -> None:
    for frame in (
        "{}",
        "SMTP_FROM_EMAIL={}\nMAIL_DRIVER={}\n",
        '{{"smtp_host": {}}}',
        "services:\n  a:\n    environment:\n      MAIL_DRIVER: {}\n",
    ):
        whole = frame.replace("{{", "{").replace("}}", "}").replace("{}", text)
        for read in READERS.values():
            with contextlib.suppress(FileError):
                read(whole, name)


@given(TEXTS)
def test_a_compose_value_is_told_as_it_is_written(value: str) -> None:
    with contextlib.suppress(Unrepresentable):
        written = compose.write(value)
        (one,) = compose.locate_environment(f"services:\n  a:\n    environment:\n      A: {written}\n", "a")
        assert (one.value, one.raw) == (value, written)
