"""The encrypted file: what goes in comes out, for whoever has the passphrase or the key file, and for nobody else."""

from __future__ import annotations

import json
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.secret_store.conftest import CHEAP, PASSPHRASE, again, opened
from tests.secret_store.leak import everything
from wizard.errors import SecretError
from wizard.secret import Secret
from wizard.secret_store.state import SHORTEST_PASSPHRASE
from wizard.secret_store.vault import COST, Vault

# ---------------------------------------------------------------- round trips


@given(value=st.text(min_size=1), name=st.text(min_size=1))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_secret_comes_back_exactly(value: str, name: str, vault: Vault) -> None:
    vault.set(name, Secret(value))
    assert vault.get(name) == Secret(value)


@given(value=st.text(min_size=12, max_size=60), passphrase=st.text(min_size=SHORTEST_PASSPHRASE))
@settings(max_examples=30, deadline=None)
def test_the_file_holds_neither_the_secret_nor_the_passphrase(value: str, passphrase: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(Path(folder) / "v", cost=CHEAP)
        vault.create(Secret(passphrase))
        vault.set("chat", Secret(value))
        raw = vault.path.read_bytes()
        assert value.encode() not in raw
        assert value not in repr(vault)
        other = again(vault)
        other.open_with_passphrase(Secret(passphrase))
        assert other.get("chat") == Secret(value)


def test_the_length_of_a_secret_is_not_told(vault: Vault) -> None:
    for name, value in (("a", "x"), ("b", "x" * 60)):
        vault.set(name, Secret(value))
    items = json.loads(vault.path.read_text())["items"]
    assert len(items["a"]) == len(items["b"])


def test_the_same_secret_is_never_sealed_alike(vault: Vault) -> None:
    vault.set("a", Secret("x"))
    first = json.loads(vault.path.read_text())["items"]["a"]
    vault.set("a", Secret("x"))
    assert json.loads(vault.path.read_text())["items"]["a"] != first


def test_what_was_deleted_is_gone(vault: Vault) -> None:
    vault.set("chat", Secret("x"))
    assert again(vault).delete("chat")
    assert vault.get("chat") is None
    assert not vault.delete("chat")


def test_the_cost_of_a_new_vault_is_what_is_recommended_today(tmp_path: Path) -> None:
    assert COST == 2**17
    vault = Vault(tmp_path / "v")
    vault.create(PASSPHRASE)
    assert json.loads(vault.path.read_text())["slots"][0]["cost"] == COST
    again(vault).open_with_passphrase(PASSPHRASE)


# ---------------------------------------------------------------- who may open it


def test_a_wrong_passphrase_is_said_plainly(vault: Vault) -> None:
    wrong = "Tr0ub4dor&3-and-more"
    with pytest.raises(SecretError, match="this passphrase does not open the vault") as caught:
        again(vault).open_with_passphrase(Secret(wrong))
    assert wrong not in everything(caught.value)


@pytest.mark.parametrize("passphrase", ["", "\udcff broken"])
def test_a_passphrase_that_is_none_is_refused(tmp_path: Path, vault: Vault, passphrase: str) -> None:
    with pytest.raises(SecretError):
        Vault(tmp_path / "other", cost=CHEAP).create(Secret(passphrase))
    with pytest.raises(SecretError):
        again(vault).open_with_passphrase(Secret(passphrase))


@pytest.mark.parametrize("passphrase", ["x", "seven 7", "ümläut!"])
def test_a_new_vault_wants_a_passphrase_that_guards_it(tmp_path: Path, passphrase: str) -> None:
    new = Vault(tmp_path / "other", cost=CHEAP)
    with pytest.raises(SecretError, match="shorter than 8 characters") as caught:
        new.create(Secret(passphrase))
    assert caught.value.hints
    assert passphrase not in everything(caught.value)
    assert not new.exists


def test_an_old_vault_still_opens_with_a_short_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Vault(tmp_path / "other", cost=CHEAP)
    with monkeypatch.context() as patched:
        patched.setattr("wizard.secret_store.state.SHORTEST_PASSPHRASE", 1)
        old.create(Secret("x"))
    again(old).open_with_passphrase(Secret("x"))


def test_a_locked_vault_gives_and_takes_nothing(vault: Vault) -> None:
    vault.set("chat", Secret("x"))
    locked = again(vault)
    with pytest.raises(SecretError, match="locked"):
        locked.get("chat")
    with pytest.raises(SecretError, match="locked"):
        locked.set("chat", Secret("y"))


def test_a_key_file_opens_it_without_anybody_there(vault: Vault, tmp_path: Path) -> None:
    vault.set("chat", Secret("x"))
    key_file = tmp_path / "keys" / "vault.key"
    vault.add_key_file(key_file)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o400
    other = again(vault)
    other.open_with_key_file(key_file)
    assert other.get("chat") == Secret("x")
    assert opened(vault).get("chat") == Secret("x")


def test_a_key_file_below_a_closed_folder_is_told(vault: Vault, closed: Path) -> None:
    with pytest.raises(SecretError, match="Permission denied"):
        vault.add_key_file(closed / "vault.key")


def test_another_vaults_key_file_is_refused(vault: Vault, tmp_path: Path) -> None:
    stranger = Vault(tmp_path / "stranger", cost=CHEAP)
    stranger.create(PASSPHRASE)
    stranger.add_key_file(tmp_path / "stranger.key")
    vault.add_key_file(tmp_path / "own.key")
    with pytest.raises(SecretError, match="does not open the vault"):
        again(vault).open_with_key_file(tmp_path / "stranger.key")


@pytest.mark.parametrize(("content", "mode", "said"), [(b"short", 0o600, "no key file"), (b"x" * 40, 0o644, "everybody")])
def test_a_key_file_must_be_long_and_private(vault: Vault, tmp_path: Path, content: bytes, mode: int, said: str) -> None:
    key_file = tmp_path / "bad.key"
    key_file.write_bytes(content)
    key_file.chmod(mode)
    with pytest.raises(SecretError, match=said):
        vault.add_key_file(key_file)
