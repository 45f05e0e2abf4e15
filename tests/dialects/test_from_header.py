from __future__ import annotations

from email.headerregistry import Address
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.dialects import from_header


@given(st.text(st.sampled_from(list("ab ü,.:;<>()[]@\"\\'")), max_size=12))
def test_a_name_never_becomes_an_address(name: str) -> None:
    written = from_header.write(name)
    assert from_header.read(written) == name or written == name
    assert parseaddr(f"{written} <a@example.com>")[1] == "a@example.com"


@pytest.mark.parametrize(
    "name", ["Fam, Küche", "Recipes (home): me@x", "me@example.com", 'a "b" c', "back\\slash", "St. Mary", " a"]
)
def test_a_name_with_specials_is_quoted(name: str) -> None:
    written = from_header.write(name)
    assert written.startswith('"')
    assert written.endswith('"')
    assert parseaddr(f"{written} <a@example.com>") == (name, "a@example.com")
    assert Address(display_name=name, addr_spec="a@example.com").addr_spec == "a@example.com"


@pytest.mark.parametrize("name", ["Mealie", "Familie Küche", "", "Chat - Team"])
def test_a_simple_name_stays_as_it_is(name: str) -> None:
    assert from_header.write(name) == name
