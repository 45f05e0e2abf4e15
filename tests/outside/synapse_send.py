"""Synapse's own way to its mail settings and out: HomeServerConfig, then SendEmailHandler on Twisted, which is all real.
Run with the Python that install-synapse.sh made below $SMTP_WIZARD_OUTSIDE/synapse.

    synapse_send.py read FILE…              {FILE: settings or {"error": …}}, each file beside a minimal homeserver.yaml
    synapse_send.py send FILE ADDRESS [SECONDS]     one mail; Synapse has no time limit of its own, so this sets one
    synapse_send.py send-each SECONDS ADDRESS FILE…     {FILE: one mail with these settings}, all at the same time

Output is one JSON object; `versions` names what was run.
"""

from __future__ import annotations

import json
import sys
import tempfile
import types
from importlib.metadata import version
from pathlib import Path

BASE = """server_name: test.example
report_stats: false
macaroon_secret_key: x
form_secret: y
registration_shared_secret: z
signing_key_path: {folder}/key
media_store_path: {folder}/media
database: {{name: sqlite3, args: {{database: ":memory:"}}}}
listeners: []
trusted_key_servers: []
suppress_key_server_warning: true
"""
VERSIONS = {name: version(name) for name in ("matrix-synapse", "Twisted", "PyYAML")}


def load(folder: str, file: str):  # type: ignore[no-untyped-def]
    """`config.email` of a homeserver that reads its base file and then this one."""
    from signedjson.key import generate_signing_key, write_signing_keys
    from synapse.config.homeserver import HomeServerConfig

    base = Path(folder, "base.yaml")
    if not base.exists():
        with open(Path(folder, "key"), "w") as key:
            write_signing_keys(key, [generate_signing_key("a_1")])
        base.write_text(BASE.format(folder=folder))
    return HomeServerConfig.load_config("test", ["--config-path", str(base), "--config-path", file]).email


def settings(email) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return {
        "smtp_host": email.email_smtp_host,
        "smtp_port": email.email_smtp_port,
        "smtp_user": email.email_smtp_user,
        "smtp_pass": email.email_smtp_pass,
        "force_tls": email.force_tls,
        "require_transport_security": email.require_transport_security,
        "enable_tls": email.enable_smtp_tls,
        "tlsname": email.email_tlsname,
        "notif_from": email.email_notif_from,
        "app_name": email.email_app_name,
        "enable_notifs": email.email_enable_notifs,
    }


def read(folder: str, files: list[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for file in files:
        try:
            found[file] = settings(load(folder, file))
        except Exception as error:  # the point is to see whatever Synapse raises
            found[file] = {"error": f"{type(error).__name__}: {error}"}
    return found


def send(folder: str, files: list[str], to: str, seconds: float) -> dict[str, dict[str, object]]:
    from synapse.handlers.send_email import SendEmailHandler
    from twisted.internet import defer, reactor

    found: dict[str, dict[str, object]] = {}

    def start(file: str, email):  # type: ignore[no-untyped-def]
        config = types.SimpleNamespace(email=email)
        handler = SendEmailHandler(types.SimpleNamespace(config=config, get_reactor=lambda: reactor))
        found[file] = {"settings": settings(email), "sent": False, "error": "reactor ended"}
        began = reactor.seconds()

        def done(failure) -> None:  # type: ignore[no-untyped-def]
            error = None if failure is None else f"{failure.type.__name__}: {failure.getErrorMessage()}"
            found[file].update(sent=failure is None, error=error, seconds=reactor.seconds() - began)

        going = defer.ensureDeferred(handler.send_email(to, "Test", email.email_app_name, "<p>Hello</p>", "Hello"))
        return going.addTimeout(seconds, reactor).addCallbacks(lambda _: done(None), done)

    emails = {file: load(folder, file) for file in files}

    def start_all() -> None:
        every = defer.DeferredList([start(file, email) for file, email in emails.items()])
        every.addCallback(lambda _: reactor.stop())

    reactor.callWhenRunning(start_all)
    reactor.run()
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[1] == "read":
            found = read(folder, sys.argv[2:])
        elif sys.argv[1] == "send-each":
            found = dict(send(folder, sys.argv[4:], sys.argv[3], float(sys.argv[2])))
        else:
            found = send(folder, [sys.argv[2]], sys.argv[3], float(sys.argv[4] if len(sys.argv) > 4 else 20))[sys.argv[2]]
    json.dump({**found, "versions": VERSIONS}, sys.stdout)


main()
