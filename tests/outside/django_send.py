"""Zulip's way to its mail settings and out, with the parts that are real: RawConfigParser, Python, Django's SMTP backend.
Run with the Python that install-zulip.sh made below $SMTP_WIZARD_OUTSIDE/zulip.

Zulip's own modules need its whole tree; what they do with mail is repeated here: settings.py is executed, computed_settings.py
overwrites three names after it, and `build_email` always takes NOREPLY_EMAIL_ADDRESS as envelope sender.

    django_send.py read SETTINGS SECRETS                 the settings, as Zulip ends up with
    django_send.py send SETTINGS SECRETS ADDRESS [COUNT]     every kind of mail, or the first COUNT, over one connection

SECRETS may be missing. Output is one JSON object; `versions` names what was run.
"""

from __future__ import annotations

import base64
import configparser
import json
import os
import platform
import secrets
import sys
from email.headerregistry import Address
from email.utils import parseaddr

import django
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

DEFAULTS = {
    "EMAIL_HOST": None,
    "EMAIL_PORT": 25,
    "EMAIL_HOST_USER": "",
    "EMAIL_USE_TLS": False,
    "EMAIL_USE_SSL": False,
    "EXTERNAL_HOST": "zulip.example.com",
    "ADD_TOKENS_TO_NOREPLY_ADDRESS": True,
}


def load(settings_py: str, secrets_conf: str) -> dict[str, object]:
    """default_settings.py, settings.py, computed_settings.py, in this order."""
    with open(settings_py, encoding="utf-8") as file:
        names: dict[str, object] = {}
        exec(compile(file.read(), settings_py, "exec"), names)
    found = {**DEFAULTS, **{name: value for name, value in names.items() if name.isupper()}}
    host = str(found["EXTERNAL_HOST"]).partition(":")[0]
    found.setdefault("NOREPLY_EMAIL_ADDRESS", f"noreply@{host}")
    found.setdefault("TOKENIZED_NOREPLY_EMAIL_ADDRESS", f"noreply-{{token}}@{host}")
    found.setdefault("INSTALLATION_NAME", host)
    parser = configparser.RawConfigParser()
    if os.path.exists(secrets_conf):
        parser.read(secrets_conf)
    password = parser.get("secrets", "email_password") if parser.has_option("secrets", "email_password") else None
    return {**found, "EMAIL_HOST_PASSWORD": password, "EMAIL_TIMEOUT": 15, "DEFAULT_FROM_EMAIL": found.get("ZULIP_ADMINISTRATOR")}


def mails(found: dict[str, object]) -> list[tuple[str, str, str]]:
    """(kind, envelope, From header) of `send_email.py` and `send_test_email`."""
    noreply = parseaddr(str(found["NOREPLY_EMAIL_ADDRESS"]))[1]
    support = parseaddr(str(found["ZULIP_ADMINISTRATOR"]))[1]
    token = noreply
    if found["ADD_TOKENS_TO_NOREPLY_ADDRESS"]:
        key = base64.b32encode(secrets.token_bytes(15)).decode().lower()
        token = parseaddr(str(found["TOKENIZED_NOREPLY_EMAIL_ADDRESS"]))[1].format(token=key)
    name = str(found["INSTALLATION_NAME"])
    return [
        ("notification", noreply, str(Address(f"{name} notifications", addr_spec=noreply))),
        ("invitation", noreply, str(Address("Zulip", addr_spec=token))),
        ("password reset", noreply, str(Address(f"{name} account security", addr_spec=token))),
        ("welcome", noreply, str(Address("Zulip", addr_spec=support))),
        ("error report", support, support),
    ]


def send(found: dict[str, object], to: str, count: int | None = None) -> list[dict[str, object]]:
    backend = {name: value for name, value in found.items() if name.startswith("EMAIL_") and name != "EMAIL_GATEWAY_PATTERN"}
    settings.configure(DEFAULT_CHARSET="utf-8", USE_I18N=False, **backend)
    done: list[dict[str, object]] = []
    connection = None
    for kind, envelope, header in mails(found)[:count]:
        message = EmailMessage(f"Test: {kind}", "Hello", envelope, [to], headers={"From": header})
        error = None
        try:
            connection = connection or get_connection()
            connection.open()
            message.connection = connection
            message.send()
        except (OSError, ValueError) as caught:
            error = f"{type(caught).__name__}: {caught}"
            connection = None
        done.append({"kind": kind, "envelope": envelope, "from": header, "error": error})
    if connection is not None:
        connection.close()
    return done


def main() -> None:
    found = load(sys.argv[2], sys.argv[3])
    answer: dict[str, object] = {
        "settings": {name: value for name, value in found.items() if isinstance(value, (str, int, type(None)))}
    }
    if sys.argv[1] == "send":
        answer["mails"] = send(found, sys.argv[4], int(sys.argv[5]) if len(sys.argv) > 5 else None)
    answer["versions"] = {"Django": django.get_version(), "Python": platform.python_version()}
    json.dump(answer, sys.stdout)


main()
