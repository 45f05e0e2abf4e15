"""Where a password stays when a setup is opened, changed, renamed and saved again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wizard.files import Places
from wizard.probe.system import SystemNet
from wizard.profiles import Profiles
from wizard.sandbox import ready
from wizard.secret import Secret, SecretRef
from wizard.secret_store import SecretStore
from wizard.setup.draft import from_profile
from wizard.setup.flow import Flow

PASSPHRASE = Secret("open sesame")
OLD, NEW = Secret("old one"), Secret("new one")


@pytest.fixture(autouse=True)
def cheap_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.secret_store.vault.COST", 2**4)  # what is tested is not how long scrypt takes


async def kept(places: Places, place: str) -> Secret:
    return await SecretStore(places).read(SecretRef.parse(place), unlock=lambda question: PASSPHRASE)


async def opened(folder: Path, place: str, *, passphrase: Secret | None = PASSPHRASE) -> Flow:
    """A setup `chat` with its password in that place, saved, and opened in another sitting."""
    places = Places.at(folder)
    profile = replace(ready.DRAFT, name="chat", keeper="vault").profile()
    assert profile.auth is not None
    Profiles(places).save(replace(profile, auth=replace(profile.auth, secret=SecretRef.parse(place))))
    await SecretStore(places).keep(SecretRef.parse(place), OLD, passphrase=PASSPHRASE)
    flow = Flow(SystemNet("127.0.0.1:9"), places)
    flow.start_over(from_profile(flow.profiles.load("chat")))
    flow.save_draft()
    flow.start_over(flow.resumable() or flow.draft)  # the line dropped meanwhile
    flow.passphrase = passphrase
    return flow


def place_in(flow: Flow, name: str) -> str:
    auth = flow.profiles.load(name).auth
    return str(auth.secret) if auth else ""


@pytest.mark.parametrize("place", ["vault:chat", "vault:shared"])
async def test_a_setup_that_is_saved_again_keeps_its_password_where_it_was(tmp_path: Path, place: str) -> None:
    flow = await opened(tmp_path, place)
    assert await flow.usable_secret() == OLD
    await flow.save_profile()
    assert place_in(flow, "chat") == place
    flow.set_secret(NEW)
    await flow.save_profile()
    assert place_in(flow, "chat") == place
    assert await kept(flow.places, place) == NEW


async def test_a_renamed_setup_takes_its_password_along(tmp_path: Path) -> None:
    flow = await opened(tmp_path, "vault:chat")
    flow.edit(name="chat2")
    await flow.save_profile()
    assert place_in(flow, "chat2") == "vault:chat2"
    assert await kept(flow.places, "vault:chat2") == OLD
    assert flow.kept_in == "the password is kept in vault:chat2"
    flow.set_secret(NEW)
    await flow.save_profile()
    assert (await kept(flow.places, "vault:chat2"), await kept(flow.places, "vault:chat")) == (NEW, OLD)


async def test_a_renamed_setup_in_a_locked_vault_goes_on_using_the_old_place(tmp_path: Path) -> None:
    flow = await opened(tmp_path, "vault:chat", passphrase=None)
    flow.edit(name="chat2")
    await flow.save_profile()
    assert place_in(flow, "chat2") == "vault:chat"


async def test_a_shared_password_stays_shared_and_is_not_replaced_by_another_setups(tmp_path: Path) -> None:
    flow = await opened(tmp_path, "vault:shared")
    flow.edit(name="chat2")
    await flow.save_profile()
    assert place_in(flow, "chat2") == "vault:shared"
    flow.edit(name="chat3")
    flow.set_secret(NEW)
    await flow.save_profile()
    assert place_in(flow, "chat3") == "vault:chat3"
    assert (await kept(flow.places, "vault:chat3"), await kept(flow.places, "vault:shared")) == (NEW, OLD)
