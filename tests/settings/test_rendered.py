"""What `lint` calls a mistake is told before it is written, for every app; a good setup is not complained about."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from tests.apps.setups import PASSWORD, app, on_server, profile
from wizard import apps
from wizard.errors import UsageError
from wizard.model import Encryption, Profile
from wizard.secret import Secret
from wizard.settings.rendered import of_exports

CASES = [(kind.ID, target.id) for kind in apps.load_all().values() for target in kind.TARGETS if target.id != "form"]


def said(setup: Profile, secret: Secret | None, form: str = "auto") -> list[str]:
    try:
        return [str(one) for one in of_exports(apps.export_all(setup, secret, None, form), setup.apps)]
    except UsageError:
        return []


# Coolify refuses such a setup.
@pytest.mark.parametrize(("kind", "target"), [row for row in CASES if row[0] != "coolify"])
def test_starttls_on_the_port_of_implicit_tls_is_told(kind: str, target: str) -> None:
    setup = on_server(replace(profile(), apps=(app(kind, target),)), "smtp.example.net", 465)
    for secret in (None, PASSWORD):
        lines = said(setup, secret)
        assert any("465" in line for line in lines), lines
        assert PASSWORD.reveal() not in "".join(lines)


@pytest.mark.parametrize("encryption", Encryption)
@pytest.mark.parametrize(("kind", "target"), CASES)
def test_nothing_is_said_of_a_good_setup(kind: str, target: str, encryption: Encryption) -> None:
    for login, secret, form in product((True, False), (None, PASSWORD), ("auto", "inline", "env", "file")):
        setup = replace(profile(encryption, login=login), apps=(app(kind, target),))
        assert said(setup, secret, form) == []


def test_what_only_looks_like_a_mistake_is_told_and_said_not_to_be_sure() -> None:
    setup = on_server(replace(profile(), apps=(app("mealie", "compose"),)), "imap.example.net", 587)
    (mistake,) = of_exports(apps.export_all(setup, PASSWORD, None, "auto"), setup.apps)
    assert "imap.example.net is called like a server for fetching mail" in str(mistake)
    assert not mistake.is_sure
