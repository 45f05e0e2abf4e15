"""The real Postfix for the pages' tests, and a home of their own."""

from pathlib import Path

import pytest

from tests.postfix import postfix as postfix
from tests.secret_service import secret_service as secret_service
from tests.secret_store.conftest import keyring_not_chosen_yet as keyring_not_chosen_yet


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A throw-away home without a desktop: exports go to the working folder, and no keyring is near."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("wizard.secret_store.vault.COST", 2**4)  # what is tested is not how long scrypt takes
    monkeypatch.chdir(home)
    return home
