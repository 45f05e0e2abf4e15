"""The profile of the design, word by word, and its answers read as a program reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.program import Outcome, Terminal

PROFILE = """
schema = 1
name = "chat"
region = "global"
[server]
host = "mail.example.com"
port = {port}
encryption = "{encryption}"               # implicit_tls | starttls | none
ca_file = "{ca_file}"                     # optional: trust this CA too
[auth]                                    # no table: no login
username = "noreply@example.com"
mechanism = "auto"                        # the first offered of PLAIN, LOGIN, CRAM-MD5; under TLS only; one attempt
secret = '{secret}'
[identity]
from_name = "Example Chat"
from_address = "noreply@example.com"
ehlo = "chat.example.com"                 # optional; else as each app would greet
[domains."example.com"]
dkim_selectors = ["s1", "s2"]
[test]
recipient = "me@example.net"
[apps.chat]                               # a name of the person's own; two of a kind may stand side by side
kind = "zulip"
target = "docker-12"
hostname = "chat.example.com"
[apps.chat.settings]                      # that app's own answers, declared by its KEYS
administrator = "admin@example.com"
[apps.second]
kind = "zulip"
target = "bare"
hostname = "second.example.com"
[apps.food]
kind = "mealie"
target = "compose"
"""


def write(terminal: Terminal, secret: str = "env:CHAT_PASSWORD", encryption: str = "starttls") -> Path:
    server = terminal.scene.server
    path = terminal.folder / "profiles" / "chat.toml"
    path.write_text(PROFILE.format(port=server.port, encryption=encryption, ca_file=server.ca_file, secret=secret))
    return path


def document(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(outcome.out)
    return found
