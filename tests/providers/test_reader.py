"""A provider file that can't be used is refused with its name and key."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from wizard.errors import FileError
from wizard.providers.reader import read


def sendgrid() -> dict[str, Any]:
    return tomllib.loads(files("wizard.providers").joinpath("sendgrid.toml").read_text("utf-8"))


def test_an_unknown_key_is_named_with_its_file() -> None:
    with pytest.raises(FileError, match=r"acme\.toml: unknown key colour"):
        read(sendgrid() | {"colour": "blue"}, "acme.toml")


@pytest.mark.parametrize("table", ["username", "secret", "sender"])
def test_an_unknown_key_in_a_table_is_named_with_the_table(table: str) -> None:
    data = sendgrid()
    data[table]["colour"] = "blue"
    with pytest.raises(FileError, match=rf"acme\.toml: {table}: unknown key colour"):
        read(data, "acme.toml")


@pytest.mark.parametrize("row", ["ports", "regions", "errors", "cautions"])
def test_an_unknown_key_in_a_row_is_named_with_the_row(row: str) -> None:
    data = sendgrid()
    data[row][1]["colour"] = "blue"
    with pytest.raises(FileError, match=rf"acme\.toml: {row}\[1\]: unknown key colour"):
        read(data, "acme.toml")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("kind", "magic", "kind is 'magic'"),
        ("auth", "maybe", "auth is 'maybe'"),
        ("name", 7, "name must be a text"),
        ("ports", "587", "ports must be a list"),
        ("ports", [{"port": True, "encryption": "starttls"}], "port must be a whole number"),
        ("ports", [{"port": 587, "encryption": "tls"}], "encryption is 'tls'"),
        ("traps", [1], "traps must be a list of texts"),
        ("cautions", [{"text": "x.", "source": "doc", "since": "soon"}], "since must be a date"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_accepted(key: str, value: object, said: str) -> None:
    with pytest.raises(FileError, match=said):
        read(sendgrid() | {key: value}, "acme.toml")


def test_a_missing_key_is_named() -> None:
    data = sendgrid()
    del data["name"]
    with pytest.raises(FileError, match="name is missing"):
        read(data, "acme.toml")


def test_a_region_is_a_name_where_the_host_follows_from_it() -> None:
    data = sendgrid() | {
        "region_host_pattern": "smtp.{region}.acme.example",
        "regions": ["eu", {"name": "us", "host": "us.acme.example"}],
    }
    hosts = {region.name: region.host for region in read(data, "acme.toml").regions}
    assert hosts == {"eu": "smtp.eu.acme.example", "us": "us.acme.example"}
