"""Where a password stays when a setup is opened, changed, renamed and saved again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from wizard.errors import SecretError
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


OTHERS = [
    lambda flow: flow.choose_provider("mailjet"),
    lambda flow: flow.edit(host="mail.example.net"),
    lambda flow: flow.choose_provider("sendgrid"),
]


@pytest.mark.parametrize("go", OTHERS, ids=("a provider", "a host", "a provider without a question"))
@pytest.mark.parametrize("place", ["vault:chat", "vault:shared"])
async def test_a_kept_password_never_goes_to_another_server(tmp_path: Path, place: str, go: Callable[[Flow], object]) -> None:
    flow = await opened(tmp_path, place)
    host = flow.draft.host
    go(flow)
    flow.edit(username="me")
    assert not flow.draft.is_kept()
    assert isinstance(await flow.usable_secret(), SecretError)
    flow.edit(host=host)
    assert await flow.usable_secret() == OLD


@pytest.mark.parametrize("place", ["vault:chat", "vault:shared"])
async def test_a_setup_for_another_server_does_not_name_the_place_of_the_old_password(tmp_path: Path, place: str) -> None:
    flow = await opened(tmp_path, place)
    flow.edit(host="mail.example.net")
    await flow.save_profile()
    assert place_in(flow, "chat") != place
    flow = await opened(tmp_path, place)
    flow.edit(host="mail.example.net")
    flow.set_secret(NEW)
    await flow.save_profile()
    assert await kept(flow.places, place_in(flow, "chat")) == NEW
    assert flow.draft.is_kept()
    flow.set_secret(None)
    assert await flow.usable_secret() == NEW
    if place == "vault:shared":
        assert await kept(flow.places, place) == OLD


@pytest.mark.parametrize("place", ["file", "app", "env"])
async def test_a_password_that_somebody_else_keeps_never_goes_to_another_server(tmp_path: Path, place: str) -> None:
    (tmp_path / "key").write_text("old one")
    (tmp_path / "key").chmod(0o600)
    ref = {"file": f"file:{tmp_path}/key", "app": f"app:{tmp_path}/key#x", "env": "env:SMTP_KEY"}[place]
    profile = replace(ready.DRAFT, name="chat").profile()
    assert profile.auth is not None
    flow = Flow(SystemNet("127.0.0.1:9"), Places.at(tmp_path / "config"))
    flow.start_over(from_profile(replace(profile, auth=replace(profile.auth, secret=SecretRef.parse(ref)))))
    assert flow.draft.is_kept()
    flow.choose_provider("sendgrid")
    assert isinstance(await flow.usable_secret(), SecretError)
    flow.set_secret(NEW)
    await flow.save_profile()
    assert place_in(flow, "chat") == "ask"


async def test_a_typed_password_never_goes_to_another_server(tmp_path: Path) -> None:
    flow = Flow(SystemNet("127.0.0.1:9"), Places.at(tmp_path))
    flow.start_over(ready.DRAFT)
    flow.set_secret(NEW)
    host = flow.draft.host
    flow.edit(host="mail.example.net")
    assert flow.secret is None
    assert isinstance(await flow.usable_secret(), SecretError)
    flow.edit(host=host.upper())
    assert await flow.usable_secret() == NEW


async def test_another_data_centre_of_a_provider_takes_the_same_password(tmp_path: Path) -> None:
    flow = Flow(SystemNet("127.0.0.1:9"), Places.at(tmp_path))
    flow.choose_provider("sendgrid")
    flow.set_secret(NEW)
    flow.choose_region("eu")
    assert flow.secret == NEW
    flow.edit(kept="vault:chat", keeper="vault", kept_for="smtp.sendgrid.net")
    assert flow.draft.is_kept()
    flow.choose_provider("mailjet")
    assert not flow.draft.is_kept()
