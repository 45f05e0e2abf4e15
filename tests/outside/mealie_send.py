"""Mealie's own way to its mail settings and out: python-dotenv and pydantic-settings, then smtplib, as in its settings.py and
email_senders.py. Run with the Python that install-mealie.sh made below $SMTP_WIZARD_OUTSIDE/mealie.

    mealie_send.py read FILE…       {FILE: {KEY: value}}: every variable of each file, as the app sees it
    mealie_send.py send [--dotenv FILE] [--secrets DIR] [--new] ADDRESS       one mail, from a file, secrets or the environment

`--new` is a build with upstream's pull requests 8210 and 8397: a login as a pair or not at all, verified certificates.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import smtplib
import ssl
import sys
from email.message import EmailMessage
from importlib.metadata import version

from dotenv import dotenv_values, load_dotenv
from pydantic import create_model
from pydantic_settings import BaseSettings, SettingsConfigDict

FIELDS = {
    "SMTP_HOST": None,
    "SMTP_PORT": "587",
    "SMTP_FROM_NAME": "Mealie",
    "SMTP_FROM_EMAIL": None,
    "SMTP_AUTH_STRATEGY": "TLS",
    "SMTP_USER": None,
    "SMTP_PASSWORD": None,
    "BASE_URL": "http://localhost:8080",
}


class Base(BaseSettings):
    model_config = SettingsConfigDict(arbitrary_types_allowed=True, extra="allow")


def settings(dotenv: str | None, secrets: str | None, fields: dict[str, str | None]) -> dict[str, str | None]:
    if dotenv:
        load_dotenv(dotenv)
    model = create_model("AppSettings", __base__=Base, **{name: (str | None, default) for name, default in fields.items()})
    found = model(_env_file=dotenv, _env_file_encoding="utf-8", _secrets_dir=secrets)
    return {name: getattr(found, name) for name in fields}


def read(files: list[str]) -> dict[str, dict[str, str | None]]:
    found = {}
    for file in files:
        names = dict.fromkeys(dotenv_values(file, encoding="utf-8"))
        found[file] = settings(file, None, names)
        for name in names:
            os.environ.pop(name, None)
    return found


def missing(values: dict[str, str | None], new: bool) -> list[str]:
    """What keeps Mealie from sending at all (`validate_smtp`)."""
    needed = ["SMTP_HOST", "SMTP_PORT", "SMTP_FROM_NAME", "SMTP_FROM_EMAIL", "SMTP_AUTH_STRATEGY"]
    encrypted = (values["SMTP_AUTH_STRATEGY"] or "").upper() in {"TLS", "SSL"}
    if (not new and encrypted) or (new and (values["SMTP_USER"] or values["SMTP_PASSWORD"])):
        needed += ["SMTP_USER", "SMTP_PASSWORD"]
    return [name for name in needed if not values[name]]


class Utf8AuthSmtp:
    """Mixed in before smtplib's classes: user and password as UTF-8 in PLAIN and LOGIN."""

    def auth(self, mechanism, authobject, *, initial_response_ok=True):  # type: ignore[no-untyped-def]
        def encoded(challenge=None):  # type: ignore[no-untyped-def]
            answer = authobject(challenge)
            return answer if answer is None else answer.encode("utf-8").decode("latin-1")

        return super().auth(mechanism, encoded, initial_response_ok=initial_response_ok)  # type: ignore[misc]


def send(values: dict[str, str | None], to: str, new: bool) -> dict[str, object]:
    strategy = (values["SMTP_AUTH_STRATEGY"] or "").upper()
    message = EmailMessage()
    message["Subject"] = "Test Email"
    message["From"] = f"{values['SMTP_FROM_NAME']} <{values['SMTP_FROM_EMAIL']}>"
    message["To"] = to
    message.set_content("This is a test email from Mealie.")
    more = {"context": ssl.create_default_context()} if new else {}
    host, port = values["SMTP_HOST"] or "", int(values["SMTP_PORT"] or "")
    try:
        if strategy == "SSL":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=10, **more)
        else:
            server = smtplib.SMTP(host, port, timeout=10)
        with server:
            if strategy == "TLS":
                server.starttls(**more)
            if values["SMTP_USER"] and values["SMTP_PASSWORD"]:
                server.login(values["SMTP_USER"], values["SMTP_PASSWORD"])
            refused = server.send_message(message)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        return {"sent": False, "error": f"{type(error).__name__}: {error}"}
    return {"sent": not refused, "error": None}


def main() -> None:
    if sys.argv[1] == "read":
        json.dump(read(sys.argv[2:]), sys.stdout)
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("--dotenv")
    parser.add_argument("--secrets")
    parser.add_argument("--new", action="store_true")
    parser.add_argument("to")
    options = parser.parse_args(sys.argv[2:])
    values = settings(options.dotenv, options.secrets, FIELDS)
    absent = missing(values, options.new)
    result = (
        {"sent": False, "error": f"Missing required values for {absent}"} if absent else send(values, options.to, options.new)
    )
    versions = {"Python": platform.python_version(), "pydantic-settings": version("pydantic-settings")}
    json.dump({"settings": values, **result, "versions": versions}, sys.stdout)


main()
