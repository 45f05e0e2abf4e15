"""A secret where the app itself keeps it: `app:/etc/zulip/zulip-secrets.conf#email_password`. It is read, never written.

`.conf`, `.ini`, `.cfg`: a key of `[secrets]`, or `section.key`. `.yaml`, `.yml`: a dotted path such as `email.smtp_pass`; with
`services.NAME.environment.KEY` as Docker Compose reads it. `.json`: a key of the object. Else: a variable of an env file,
read as Docker Compose reads it.
"""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

from wizard.errors import FileError, SecretError
from wizard.files import path_of
from wizard.secret import Keeper, Secret
from wizard.secret_store.file import read_bytes
from wizard.secret_store.state import KeeperState, is_text

LIMIT = 4 << 20
"""Bytes of an app's file."""
_INI = frozenset({".conf", ".ini", ".cfg"})
_YAML = frozenset({".yaml", ".yml"})
_VARIABLE = re.compile(r"services\.(.+)\.environment\.([^.]+)")


def state() -> KeeperState:
    return KeeperState(Keeper.APP, True, "the app's own file; it is read there, never written")


def read(name: str) -> Secret:
    """The value behind `FILE#KEY` as the app would read it. Raises SecretError, without a word of what the file holds."""
    place, _, key = name.rpartition("#")
    path = path_of(place)
    # Who may read the app's own file is for the app and for lint to say.
    raw = read_bytes(path, shared=True, limit=LIMIT)
    if len(raw) > LIMIT:
        raise SecretError(f"{path} is larger than {LIMIT >> 20} MB", "name the app's own settings file")
    text = raw.decode("utf-8", "surrogateescape")
    if not is_text(text):
        raise SecretError(f"{path} is not UTF-8 text", "name the app's own settings file")
    value = _look_up(path, key, text)
    if value is None or value == "":
        raise SecretError(
            f"{path} has no {key}" if value is None else f"{key} in {path} is empty",
            "put the password there, or name another key",
        )
    if not isinstance(value, str):
        raise SecretError(
            f"{key} in {path} is no text", "put the password in quotes there; the app reads it as something else too"
        )
    return Secret(value)


def _look_up(path: Path, key: str, text: str) -> object:
    """What stands at the key, None where nothing does. Raises SecretError where the file can't be read at all."""
    suffix = path.suffix.lower()
    if suffix in _INI:
        look_up, kind = _of_ini, "an INI file"
    elif suffix in _YAML:
        look_up, kind = _of_yaml, "YAML"
    elif suffix == ".json":
        look_up, kind = _of_json, "JSON"
    else:
        look_up, kind = _of_env, "an env file"
    # A parser's own words may quote the file, so neither they nor their chain go any further.
    with contextlib.suppress(FileError):
        return look_up(key, text)
    raise SecretError(f"{path} can't be read as {kind}", "the app can't read it either; repair it first")


def _of_ini(key: str, text: str) -> object:
    from wizard.dialects import ini

    section, _, name = key.rpartition(".")
    return ini.read_section(text, section or "secrets").get(name.lower())


def _of_yaml(key: str, text: str) -> object:
    from wizard.dialects import compose, yaml

    variable = _VARIABLE.fullmatch(key)
    if variable is not None:
        return compose.read_environment(text, variable[1]).get(variable[2])
    value = yaml.load(text)
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _of_json(key: str, text: str) -> object:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileError("this is no valid JSON") from error
    return value.get(key) if isinstance(value, dict) else None


def _of_env(key: str, text: str) -> object:
    from wizard.dialects import compose_env

    return compose_env.read_file(text).get(key)
