"""Whatever stands in a person's YAML file: it is read, or refused in words."""

from __future__ import annotations

import pytest
from ruamel.yaml.error import YAMLError

from wizard.dialects.node_tree import compose


def test_an_anchor_that_is_given_anew_is_no_fault() -> None:
    root = compose("a: &x 1\nb: &x 2\nc: *x\n")
    assert [value.value for _, value in root.value] == ["1", "2", "2"]


@pytest.mark.parametrize(("version", "tag"), [(None, "str"), ((1, 1), "bool")])
def test_a_word_is_read_by_the_rules_of_its_version(version: tuple[int, int] | None, tag: str) -> None:
    ((_, value),) = compose("a: yes\n", version).value
    assert value.tag.rpartition(":")[2] == tag


def test_an_empty_file_has_no_root_and_a_broken_one_is_refused() -> None:
    assert compose("") is None
    with pytest.raises(YAMLError):
        compose("a: [")
