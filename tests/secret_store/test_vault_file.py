"""The vault's file: what was tampered with is refused, what is written is private, and two writers lose nothing."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.secret_store.conftest import CHEAP, PASSPHRASE, again, opened
from wizard.errors import SecretError
from wizard.secret import Secret
from wizard.secret_store.vault import Vault

# ---------------------------------------------------------------- a file that was tampered with


def test_two_items_that_change_places_are_refused(vault: Vault) -> None:
    vault.set("chat", Secret("x"))
    vault.set("wiki", Secret("y"))
    data = json.loads(vault.path.read_text())
    data["items"]["chat"], data["items"]["wiki"] = data["items"]["wiki"], data["items"]["chat"]
    vault.path.write_text(json.dumps(data))
    for name in ("chat", "wiki"):
        with pytest.raises(SecretError, match="altered or moved"):
            vault.get(name)


def test_an_item_of_another_vault_is_refused_even_with_the_same_passphrase(vault: Vault, tmp_path: Path) -> None:
    other = Vault(tmp_path / "other", cost=CHEAP)
    other.create(PASSPHRASE)
    for each in (vault, other):
        each.set("chat", Secret("x"))
    data, foreign = (json.loads(each.path.read_text()) for each in (vault, other))
    data["items"] = foreign["items"]
    vault.path.write_text(json.dumps(data))
    with pytest.raises(SecretError, match="altered"):
        vault.get("chat")


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_altered_bit_is_noticed(position: int, bit: int, vault: Vault) -> None:
    vault.set("chat", Secret("x"))
    data = json.loads(vault.path.read_text())
    sealed = bytearray(base64.b64decode(data["items"]["chat"]))
    sealed[position % len(sealed)] ^= 1 << bit
    data["items"]["chat"] = base64.b64encode(bytes(sealed)).decode()
    vault.path.write_text(json.dumps(data))
    with pytest.raises(SecretError, match="altered"):
        vault.get("chat")


@pytest.mark.parametrize("cheaper", [2, 8])
def test_a_cheaper_cost_can_not_be_slipped_in(vault: Vault, cheaper: int) -> None:
    data = json.loads(vault.path.read_text())
    data["slots"][0]["cost"] = cheaper
    vault.path.write_text(json.dumps(data))
    with pytest.raises(SecretError, match="does not open"):
        again(vault).open_with_passphrase(PASSPHRASE)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "something else"},
        {"items": []},
        {"items": {"chat": 7}},
        {"items": {"chat": "not base64!"}},
        {"slots": [{"kind": "passphrase"}]},
        {"slots": [{"kind": "passphrase", "cost": 2**40, "salt": "", "sealed": ""}]},
        {"slots": [{"kind": "passphrase", "cost": 12345, "salt": "", "sealed": ""}]},
        {"slots": [{"kind": "passphrase", "cost": True, "salt": "", "sealed": ""}]},
        {"slots": [{"kind": "magic", "cost": 0, "salt": "", "sealed": ""}]},
        {"slots": [{"kind": "key-file", "cost": 0, "salt": "", "sealed": ""}] * 17},
        {"id": None},
    ],
)
def test_a_damaged_vault_is_said_to_be_damaged(vault: Vault, change: dict[str, object]) -> None:
    vault.path.write_text(json.dumps(json.loads(vault.path.read_text()) | change))
    with pytest.raises(SecretError, match="damaged, or no vault"):
        vault.get("chat")
    assert not vault.state().usable


@given(raw=st.binary(max_size=400))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_in_its_place_are_a_clean_refusal(raw: bytes, vault: Vault) -> None:
    vault.path.write_bytes(raw)
    with pytest.raises(SecretError):
        again(vault).open_with_passphrase(PASSPHRASE)


def test_deeply_nested_json_is_a_clean_refusal(vault: Vault) -> None:
    vault.path.write_text("[" * 100_000)
    with pytest.raises(SecretError, match="damaged"):
        vault.get("chat")


def test_a_vault_of_a_newer_version_is_not_called_damaged(vault: Vault) -> None:
    vault.path.write_text(json.dumps(json.loads(vault.path.read_text()) | {"version": 2}))
    with pytest.raises(SecretError, match="newer version"):
        vault.get("chat")


def test_a_replaced_vault_is_closed_again(vault: Vault) -> None:
    vault.set("chat", Secret("x"))
    vault.path.unlink()
    other = again(vault)
    other.create(Secret("another one"))
    other.set("chat", Secret("y"))
    assert not vault.is_open()
    with pytest.raises(SecretError, match="locked"):
        vault.get("chat")


# ---------------------------------------------------------------- the file itself


def test_the_file_is_private_from_its_first_moment(vault: Vault) -> None:
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault.path.parent.stat().st_mode) == 0o700
    vault.set("chat", Secret("x"))
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o600
    assert [path.name for path in vault.path.parent.iterdir() if path.suffix not in (".vault", ".lock")] == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_vault_that_others_can_open_is_refused(vault: Vault, mode: int) -> None:
    vault.path.chmod(mode)
    with pytest.raises(SecretError, match="others on this machine") as caught:
        vault.get("chat")
    assert "chmod 600" in caught.value.hints[0]
    assert vault.state().why.startswith("others on this machine")


def test_a_folder_or_a_pipe_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir(mode=0o700)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("folder", "pipe"):
        with pytest.raises(SecretError, match="not an ordinary file"):
            Vault(tmp_path / name).open_with_passphrase(PASSPHRASE)


def test_there_is_one_vault_only(vault: Vault) -> None:
    with pytest.raises(SecretError, match="there is a vault already"):
        again(vault).create(PASSPHRASE)


def test_forty_writers_at_once_lose_nothing(vault: Vault) -> None:
    def write(number: int) -> None:
        opened(vault).set(f"item{number}", Secret(f"value{number}"))

    with ThreadPoolExecutor(40) as pool:
        list(pool.map(write, range(40)))
    assert [vault.get(f"item{number}") for number in range(40)] == [Secret(f"value{number}") for number in range(40)]


def test_another_process_that_writes_is_waited_for_but_not_for_ever(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = (
        "import fcntl,sys; file=open(sys.argv[1]); fcntl.flock(file, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    )
    lock = str(vault.path.with_name(f"{vault.path.name}.lock"))
    monkeypatch.setattr("wizard.secret_store.vault.LOCK_LIMIT", 0.05)
    with subprocess.Popen([sys.executable, "-c", holder, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(SecretError, match="another program is using the vault"):
            vault.set("chat", Secret("x"))
        process.communicate()
    vault.set("chat", Secret("x"))
