"""The whole way by keys only, against a real Postfix and a real authoritative DNS server; then `check`, twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.knot import Knot
from tests.postfix import ALICE, BOB, PASSWORDS, Postfix
from tests.real import need
from tests.tui.driving import Keyboard
from wizard.files import Places
from wizard.probe.system import SystemNet
from wizard.sandbox.zone import KEY
from wizard.secret import Secret
from wizard.secret_store import SecretStore
from wizard.setup.flow import Flow
from wizard.tui.app import WizardApp

PASSPHRASE = "open sesame"
ZONE = f"""
@ MX 10 mail
@ TXT "v=spf1 a:mail.lab.test -all"
_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@lab.test"
s1._domainkey TXT ( "v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}" )
mail A 127.0.0.1
chat A 127.0.0.1
"""


@pytest.fixture
def dns() -> Iterator[Knot]:
    need("knotd")
    with Knot({"lab.test": ZONE, "test": ""}) as knot:
        yield knot


def run_check(name: str, places: Places, dns: Knot, key_file: Path, ca_file: str) -> subprocess.CompletedProcess[str]:
    """`check`, as a timer runs it: no terminal, the vault opened by a key file."""
    environment = {
        **os.environ,
        "SSL_CERT_FILE": ca_file,
        "SMTP_WIZARD_VAULT_KEY_FILE": str(key_file),
    }
    command = [sys.executable, "-m", "wizard", "check", name, "--config-dir", str(places.root), "--format", "json"]
    command += ["--resolver", f"{dns.address}:{dns.port}"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


@pytest.mark.real
async def test_from_nothing_to_a_proven_exported_checkable_setup(
    postfix: Postfix, dns: Knot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", postfix.ca_file)
    monkeypatch.chdir(tmp_path)
    places = Places.at(tmp_path / "config")
    flow = Flow(SystemNet(f"{dns.address}:{dns.port}"), places)
    async with WizardApp(flow).run_test(size=(80, 24)) as pilot:
        keyboard = Keyboard(pilot)
        await keyboard.press("n", "enter", "z")
        await keyboard.type("chat.lab.test")
        await keyboard.press("tab")
        await keyboard.type(ALICE)
        await keyboard.press("enter")
        await keyboard.type("your own")
        await keyboard.press("enter")
        await keyboard.type("mail.lab.test")
        await keyboard.press("tab", "tab", "end", *["backspace"] * 3)
        await keyboard.type(str(postfix.starttls_port))
        await keyboard.press("enter")
        assert "the port is open and speaks this encryption" in keyboard.screen()
        await keyboard.press("enter")
        await keyboard.type(ALICE)
        await keyboard.press("enter")
        await keyboard.type(PASSWORDS[ALICE])
        await keyboard.press("enter")
        for _ in range(2):  # the vault is new
            await keyboard.type(PASSPHRASE)
            await keyboard.press("enter")
        assert "the login works" in keyboard.screen()
        await keyboard.press("enter")
        await keyboard.press("end", *["backspace"] * len("noreply@lab.test"))
        await keyboard.type(ALICE)
        await keyboard.press("enter")
        assert "the server accepts every sender" in keyboard.screen()
        await keyboard.press("enter")
        await keyboard.type("s1")
        await keyboard.press("enter")
        assert flow.state("dns") == "ok", keyboard.screen()
        await keyboard.press("enter")
        await keyboard.press("end", *["backspace"] * len(ALICE))
        await keyboard.type(BOB)
        await keyboard.press("enter")
        assert "Did it arrive" in keyboard.screen()
        assert postfix.messages(BOB)[-1]["From"].endswith(f"<{ALICE}>") or postfix.messages(BOB)[-1]["From"] == ALICE
        await keyboard.press("y")
        assert "proven just now" in keyboard.screen()
        await keyboard.press("enter")
        assert "is saved" in keyboard.screen()
    folder = tmp_path / "smtp-wizard-chat" / "zulip"
    assert f'SETTING_EMAIL_HOST_USER: "{ALICE}"' in (folder / "compose.override.yaml").read_text()
    assert PASSWORDS[ALICE] in (folder / ".env").read_text()

    key_file = tmp_path / "vault.key"
    await SecretStore(places).add_key_file(key_file, passphrase=Secret(PASSPHRASE))
    again = run_check("chat", places, dns, key_file, postfix.ca_file)
    assert again.returncode == 0, again.stdout + again.stderr
    assert json.loads(again.stdout)["verdict"] == "pass"

    postfix.set_password(ALICE, "another-one")
    broken = run_check("chat", places, dns, key_file, postfix.ca_file)
    assert broken.returncode == 2, broken.stdout + broken.stderr
    findings = json.loads(broken.stdout)["profiles"][0]["findings"]
    assert [one["cause"] for one in findings if one["id"] == "auth.login"] == ["wrong-credentials"]
    assert PASSWORDS[ALICE] not in broken.stdout + broken.stderr
