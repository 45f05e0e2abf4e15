from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS, written
from wizard.dialects import docker_secret
from wizard.errors import FileError, Unrepresentable


@given(TEXTS)
def test_what_is_written_reaches_zulip_and_the_rest_is_refused(value: str) -> None:
    text = written(docker_secret.write, value)
    if text is None:
        return
    assert docker_secret.read(text) == value
    assert docker_secret.read(text + "\n") == value


@pytest.mark.parametrize(
    "value", ["", "--", "--set", "--existing", "--inplace", "--x", " a", "a ", "a\xa0", "a\rb", "a\nb", "a ;b", "a\t;b"]
)
def test_what_the_entrypoint_loses_or_stops_at_is_refused(value: str) -> None:
    with pytest.raises(Unrepresentable):
        docker_secret.write(value)


@pytest.mark.parametrize("value", ["-abc", "a;b", ";b", "a;b ;c", "#", "% $ \\ ' \" = :"])
def test_the_rest_gets_through(value: str) -> None:
    assert docker_secret.write(value) == value


def test_an_empty_secret_is_an_empty_password() -> None:
    assert docker_secret.read("\n") == docker_secret.read("--") == ""


@pytest.mark.parametrize("content", ["a\nb", "--set", "a ;b"])
def test_a_secret_that_stops_the_container_is_named(content: str) -> None:
    with pytest.raises(FileError):
        docker_secret.read(content)
