"""A real Dovecot that judges logins for Postfix and nothing else: no IMAP, no POP3. It delays its answers after failed logins."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.real import absent, find, need

_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols =
ssl = no
auth_mechanisms = {mechanisms}
disable_plaintext_auth = no
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid=5000 gid=5000 home=/nonexistent
}}
service auth {{
  unix_listener {socket}/auth {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
"""


def need_dovecot() -> None:
    """Skip where there is none whose configuration file has the syntax of 2.3."""
    need("dovecot")
    done = subprocess.run([find("dovecot") or "dovecot", "--version"], capture_output=True, text=True, timeout=30, check=True)
    if not re.match(r"2\.[0-3]\.", done.stdout):
        absent(f"this is Dovecot {done.stdout.split()[0]}, and the test's configuration is for 2.3")


def start(folder: Path, socket: Path, mechanisms: str, passwords: Mapping[str, str]) -> None:
    """Start it; its master's pid stands in `folder`/run/master.pid. `socket`: the folder that Postfix looks for `auth` in."""
    folder.mkdir()
    (folder / "users").write_text("".join(f"{user}:{{PLAIN}}{password}::::::\n" for user, password in passwords.items()))
    (folder / "dovecot.conf").write_text(_CONFIG.format(folder=folder, socket=socket, mechanisms=mechanisms.lower()))
    socket.mkdir(mode=0o700)
    shutil.chown(socket, "postfix")
    command = [find("dovecot") or "dovecot", "-c", folder / "dovecot.conf"]
    nowhere = subprocess.DEVNULL  # its master would keep a pipe open
    subprocess.run(command, check=True, stdin=nowhere, stdout=nowhere, stderr=nowhere, timeout=60)
