"""Zulip's mail settings where they already stand: settings.py, zulip-secrets.conf, a compose file of docker-zulip, its .env."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath

from wizard.apps.zulip.docker import CUSTOM, PREFIX, SECRET, SECRETS_VARIABLE, VARIABLE, is_never_guessed
from wizard.apps.zulip.keys import KEYS, SETTINGS_PY
from wizard.dialects import docker_zulip, python
from wizard.dialects.located import Located
from wizard.dialects.sheet.compose import ComposeSheet
from wizard.dialects.sheet.lines import EnvSheet, IniSheet, PythonSheet
from wizard.dialects.sheet.tree import Tree
from wizard.errors import FileError
from wizard.lint.found import Found

_PYTHON = re.compile(
    r"^(?:EMAIL_HOST(?:_USER|_PASSWORD)?|EMAIL_PORT|EMAIL_USE_TLS|EMAIL_USE_SSL|NOREPLY_EMAIL_ADDRESS|ZULIP_ADMINISTRATOR)\s*=",
    re.MULTILINE,
)
_SECRETS = re.compile(r"^\[secrets\]", re.MULTILINE)
_DOCKER = re.compile(
    rf"\b{PREFIX}(?:EMAIL_|ZULIP_ADMINISTRATOR|EXTERNAL_HOST)|\b{SECRETS_VARIABLE}\b|zulip__email_password"
    r"|image\s*:\s*[\"']?\S*zulip/(?:docker-zulip|zulip-server)"
)
_LEGACY = re.compile(r"zulip/docker-zulip[:@\"'\s]|\b(?:DB_HOST|SSL_CERTIFICATE_GENERATION|DISABLE_HTTPS)\b")
_ENV = re.compile(rf"^(?:export\s+)?{VARIABLE}\s*=", re.MULTILINE)
_IN_SETTINGS_PY = frozenset(key.name for key in KEYS if key.place == SETTINGS_PY)
_NEARLY = re.compile(r"^(?:ZULIP_+)?SETTINGS?_+")
"""What people write for the prefix."""
_OLD_NAME = re.compile(r"docker-compose\.(?:override\.)?ya?ml")
"""docker-zulip 12 calls its files compose.yaml and compose.override.yaml."""
_REQUIRED = re.compile(r"\$\{([A-Za-z_]\w*):?\?")


def read(text: str, filename: str) -> Found | None:
    """The settings in a file; None = it is none of Zulip's. Raises FileError, with the line, for one that can't be read."""
    readers: tuple[tuple[re.Pattern[str], str, Callable[[str, str], Found]], ...] = (
        (_DOCKER, "yaml yml", _compose),
        (_PYTHON, "py", _settings_py),
        (_SECRETS, "conf ini", _secrets),
        (_ENV, "env", _env),
    )
    suffix = PurePath(filename).name.rpartition(".")[2]
    # The name decides where it says something: a compose file may quote lines of settings.py.
    matching = [row for row in readers if row[0].search(text)]
    chosen = next((row for row in matching if suffix in row[1].split()), matching[0] if matching else None)
    return chosen[2](text, filename) if chosen else None


def _settings_py(text: str, filename: str) -> Found:
    sheet = PythonSheet(text)
    score = 20 * len(set(_PYTHON.findall(text)))
    return Found("zulip", "bare", filename, sheet.entries, sheet=sheet, format="python", score=score)


def _secrets(text: str, filename: str) -> Found:
    sheet = IniSheet(text)
    return Found("zulip", "bare", filename, sheet.entries, sheet=sheet, format="ini", score=40)


def _env(text: str, filename: str) -> Found:
    sheet = EnvSheet(text, "compose")
    return Found(
        "zulip", "docker-12", filename, sheet.entries, sheet=sheet, format="env", is_contained=True, is_partial=True, score=40
    )


def _compose(text: str, filename: str) -> Found:
    tree = Tree(text)
    sheet = ComposeSheet(text, _service(tree), {name: name for name in _REQUIRED.findall(text)})
    is_called_old = _OLD_NAME.fullmatch(PurePath(filename).name) is not None
    is_legacy = _LEGACY.search(text) is not None or (is_called_old and not sheet.says("image"))
    settings = [setting for one in sheet.entries for setting in _settings(one, is_legacy)]
    has_secret = SECRET in sheet.names("secrets") or tree.at("secrets", SECRET) is not None
    is_manual = any(one.key == "MANUAL_CONFIGURATION" and (one.value or "").lower() == "true" for one in settings)
    return Found(
        "zulip",
        "docker-11" if is_legacy else "docker-12",
        filename,
        tuple(settings),
        sheet=sheet,
        format="compose",
        is_contained=True,
        hostname=sheet.says("hostname"),
        image=sheet.says("image"),
        is_partial=sheet.has("env_file") or is_manual,
        provided=frozenset({"email_password"}) if has_secret else frozenset(),
        score=20 * len(settings),
    )


def _service(tree: Tree) -> str:
    """The service that runs Zulip: by its variables, its image or its name."""
    services = [str(key.value) for key, _ in tree.pairs(tree.at("services"))]

    def rank(name: str) -> tuple[bool, bool, bool]:
        environment = tree.at("services", name, "environment")
        image = tree.scalar("services", name, "image") or ""
        has_settings = environment is not None and PREFIX in tree.raw(environment)
        return has_settings, "docker-zulip" in image or "zulip-server" in image, name == "zulip"

    if not services:
        raise FileError("this compose file has no services", "name the file with the service zulip")
    return max(services, key=rank)


def _settings(one: Located, legacy: bool) -> Sequence[Located]:
    """What one variable of the container is to Zulip: a setting under its own name, several of them, or itself."""
    if one.key == CUSTOM:
        lines = python.locate(docker_zulip.interpret(one.value or ""))
        return [replace(line, line=one.line, spelt=CUSTOM) for line in lines]
    if not one.key.startswith(PREFIX):
        # docker-zulip only warns of EMAIL_HOST without its prefix.
        bare = _NEARLY.sub("", one.key.upper())
        if bare != one.key and bare in _IN_SETTINGS_PY:
            return [replace(one, key=bare, spelt=one.key, ignored=True)]
        return [replace(one, ignored=one.key in _IN_SETTINGS_PY)]
    name = one.key.removeprefix(PREFIX)
    if not one.value:
        return [replace(one, key=name, spelt=one.key)]
    try:
        value: str | None = str(docker_zulip.read(one.value, legacy=legacy, string=is_never_guessed(name)))
    except FileError:
        value = None
    return [Located(name, value, one.line, one.raw or one.value, one.key)]
