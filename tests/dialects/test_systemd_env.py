from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS
from wizard.dialects import systemd_env
from wizard.errors import FileError, Unrepresentable


@given(TEXTS, TEXTS)
def test_every_value_without_control_characters_comes_back_from_the_whole_file(value: str, other: str) -> None:
    try:
        text = systemd_env.write_file({"A": value, "B": other, "C": "it's"})
    except Unrepresentable:
        control = any((ord(each) < 0x20 and each not in "\t\n") or each == "\x7f" for each in value + other)
        assert control or any("\ud800" <= each <= "\udfff" for each in value + other)
        return
    assert systemd_env.read_file(text) == {"A": value, "B": other, "C": "it's"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # systemd's own src/test/test-env-file.c
        ("a=a\nb=b\\\nc\nd=d\\\ne\\\nf\ng=g\\ \nh=h\ni=i\\", {"a": "a", "b": "bc", "d": "def", "g": "g ", "h": "h", "i": "i"}),
        ("a=a\\\n", {"a": "a"}),
        ('# Generated\n\nHWMON="core f7"\n\n# c\n\nM0=core\nM1=f7', {"HWMON": "core f7", "M0": "core", "M1": "f7"}),
        ("a=\nb=", {"a": "", "b": ""}),
        # seen on systemd 252
        ("V=a #b\n", {"V": "a #b"}),
        ("V= a  \n", {"V": "a"}),
        ("V=pa$word\n", {"V": "pa$word"}),
        ("V='it\\'\nW=x\n", {"V": "it\\", "W": "x"}),
        ('V="a\\nb\\$c\\`d\\\\e\\"f"\n', {"V": 'a\\nb$c`d\\e"f'}),
        ("V='a'\"b\"c\n", {"V": "abc"}),
        ('V="a\nb"\n; c\nW=1\n', {"V": "a\nb", "W": "1"}),
        ("V=a\\\\b\n", {"V": "a\\b"}),
    ],
)
def test_a_recorded_file_is_read_as_systemd_reads_it(text: str, values: dict[str, str]) -> None:
    assert systemd_env.read_file(text) == values


def test_lines_are_told() -> None:
    assert [(one.key, one.line) for one in systemd_env.locate('# c\nA="x\ny"\n\nno name\nB = 1\n')] == [("A", 2), ("B", 6)]


@pytest.mark.parametrize("value", ["a\x1bb", "a\rb", "a\x7fb", "a\0b"])
def test_a_control_character_is_refused(value: str) -> None:
    with pytest.raises(Unrepresentable):
        systemd_env.write(value)


def test_two_values_in_one_are_refused() -> None:
    with pytest.raises(FileError):
        systemd_env.read("1\nB=2")
