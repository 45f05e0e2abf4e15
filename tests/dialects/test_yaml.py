from __future__ import annotations

from datetime import date, datetime

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.dialects.hostile import TEXTS, VALUES
from wizard.dialects import yaml
from wizard.errors import FileError, Unrepresentable


@given(TEXTS)
def test_pyyaml_and_both_yaml_versions_of_ruamel_read_it_back_exactly(value: str) -> None:
    try:
        written = yaml.write(value)
    except Unrepresentable:
        assert "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
        return
    document = f"email:\n  smtp_pass: {written}\n  next: 1\n"
    assert pyyaml.safe_load(document)["email"] == {"smtp_pass": value, "next": 1}
    assert YAML(typ="safe", pure=True).load(document)["email"] == {"smtp_pass": value, "next": 1}
    assert yaml.read(written) == value
    assert written.isprintable()


@pytest.mark.parametrize("value", [value for value in VALUES if "\0" not in value])
def test_a_bare_value_is_read_as_pyyaml_reads_it(value: str) -> None:
    try:
        theirs = pyyaml.safe_load(f"x: {value}")
    except pyyaml.YAMLError:
        theirs = None
    if isinstance(theirs, dict) and isinstance(theirs.get("x"), str):
        assert yaml.load(f"x: {value}") == theirs


@settings(max_examples=300)
@given(st.text(st.sampled_from("0123789_.:+-eExXbofaAyYnNstrulTF~"), max_size=8))
def test_bare_words_and_numbers_are_typed_as_pyyaml_types_them(text: str) -> None:
    try:
        theirs = pyyaml.safe_load(f"x: {text}")["x"]
    except (pyyaml.YAMLError, ValueError):
        return
    ours = yaml.load(f"x: {text}")
    assert isinstance(ours, dict)
    if isinstance(theirs, (date, datetime)):
        assert isinstance(ours["x"], yaml.Other)
    else:
        assert repr(ours["x"]) == repr(theirs)


@pytest.mark.parametrize("text", ["yes", "123", "0123", "1:30", "~", "", "2026-11-21", "[a]", "a: b: c", '"a', "!x y"])
def test_what_is_no_text_is_refused_and_told(text: str) -> None:
    with pytest.raises(FileError) as caught:
        yaml.read(text)
    assert caught.value.hints


@pytest.mark.parametrize(("text", "value"), [("'it''s'", "it's"), ('"\\u00fc"', "ü"), ("a b # note", "a b"), ('"1"', "1")])
def test_each_style_is_read(text: str, value: str) -> None:
    assert yaml.read(text) == value


def test_a_quoted_truth_value_is_text_and_the_last_of_two_equal_keys_wins() -> None:
    assert yaml.load('force_tls: "false"\nforce_tls: true\n') == {"force_tls": True}
