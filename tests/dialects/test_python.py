from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS
from wizard.dialects import python
from wizard.errors import FileError


@given(TEXTS)
def test_every_text_comes_back_from_python_itself(value: str) -> None:
    settings: dict[str, object] = {}
    exec(f"x = {python.write(value)}", settings)
    assert settings["x"] == value
    assert python.read(python.write(value)) == value


@pytest.mark.parametrize("value", [True, False, 0, 587])
def test_truth_values_and_numbers_keep_their_type(value: int) -> None:
    assert python.load(python.write(value)) is value or python.load(python.write(value)) == value
    assert type(python.load(python.write(value))) is type(value)


@pytest.mark.parametrize("text", ["true", "os.environ['X']", "'a", "f'{x}'", "1 +", "", "a\0b", "(" * 5000])
def test_what_is_no_literal_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(FileError):
        python.load(text)


def test_a_number_is_no_text() -> None:
    with pytest.raises(FileError, match="no text in quotes"):
        python.read("587")


def test_an_escape_that_python_does_not_know_is_read_as_written() -> None:
    assert python.read(r"'\d'") == "\\d"
