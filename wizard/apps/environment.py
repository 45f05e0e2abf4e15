"""Mail settings of an app in a container, or with a .env, where they already stand: a compose file or an env file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

from wizard.dialects import compose_env, docker_env
from wizard.dialects.located import Located
from wizard.dialects.sheet.compose import ComposeSheet
from wizard.dialects.sheet.lines import EnvSheet
from wizard.dialects.sheet.tree import Tree
from wizard.lint.found import Found

_SERVICES = re.compile(r"^services\s*:", re.MULTILINE)
_LABEL = re.compile(r"^#\s*For ([^;:\n]*)", re.MULTILINE)
"""The first words of the files that we write: they name their reader."""
_REQUIRED = re.compile(r"\$\{([A-Za-z_]\w*):?\?")
_SAID = (
    ("bare", r"bare[ -]?metal|read by (?:node|python|mealie|docmost)|without docker|no docker|systemd|pm2"),
    ("docker-run", r"--env-file|docker run|podman run"),
    ("env-file", r"env_file|compose"),
)
"""What comments say about who reads the file."""
_SHOWN = (
    ("env-file", r"@(?:db|postgres|postgresql|database)[:/]"),
    ("bare", r"@(?:localhost|127\.0\.0\.1)[:/]|^NODE_ENV\s*="),
)
"""What its other settings show: a database that only a container can reach, one that only the machine itself can."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How to know an app's files and read them."""

    kind: str
    own: frozenset[str]
    """Variables that only this app has; one of them makes a file its own."""
    known: frozenset[str]
    """All of its variables."""
    bare_label: str
    """The reader of its .env, as our files name it."""
    bare: str
    """The same by its name among the env sheets: node · python."""
    any_case: bool = False
    """Whether it takes its variables in small letters too."""
    hints: frozenset[str] = frozenset()
    """Variables that speak for the app where none of its own is there."""

    def read(self, text: str, filename: str) -> Found | None:
        """The settings in a file; None = it is none of the app's. Raises FileError, with the line, for one that can't be read."""
        if _is_yaml(text, filename):
            return self._compose(text, filename)
        return self._env(text, filename, is_named=self._is_in_name(filename))

    def read_named(self, text: str, filename: str) -> Found | None:
        """The settings in an env file that is known to be the app's: then every variable that the app knows is enough."""
        return None if _is_yaml(text, filename) else self._env(text, filename, is_named=True)

    def _is_in_name(self, filename: str) -> bool:
        """Whether the file is called after the app, as the env files are that we write."""
        return self.kind in re.split(r"[^a-z0-9]+", PurePath(filename).name.lower())

    def _compose(self, text: str, filename: str) -> Found | None:
        if not (self._mentions(text) or re.search(rf"\b{self.kind}\b", text)) or not _SERVICES.search(text):
            return None
        tree = Tree(text)
        variables = {name: name for name in _REQUIRED.findall(text)}
        best: tuple[int, ComposeSheet, list[Located]] | None = None
        for key, _ in tree.pairs(tree.at("services")):
            sheet = ComposeSheet(text, str(key.value), variables)
            settings = [self._named(one) for one in sheet.entries]
            score = self._score(sheet, settings)
            if score and (best is None or score > best[0]):
                best = (score, sheet, settings)
        if best is None:
            return None
        score, sheet, settings = best
        secrets = {name.upper() for name in sheet.names("secrets")}
        return Found(
            self.kind,
            "secrets" if any(one.key.endswith("_FILE") and one.key in self.known for one in settings) else "compose",
            filename,
            tuple(settings),
            sheet=sheet,
            format="compose",
            is_contained=not sheet.has("network_mode"),
            hostname=sheet.says("hostname"),
            image=sheet.says("image"),
            is_partial=sheet.has("env_file") or sheet.has("extends") or not sheet.has("image"),
            provided=frozenset(secrets & self.known),
            score=score,
        )

    def _score(self, sheet: ComposeSheet, settings: list[Located]) -> int:
        """How sure it is that this service is the app; 0 = it is not."""
        own = sum(one.key in self.own for one in settings)
        known = sum(one.key in self.known for one in settings)
        is_named = self.kind in sheet.says("image").rpartition("/")[2].lower() or f"{self.kind}-" in sheet.says("image").lower()
        if not (own or is_named or sheet.service == self.kind):
            return 0
        return 20 * own + known + (100 if is_named else 0) + (50 if sheet.service == self.kind else 0)

    def _env(self, text: str, filename: str, *, is_named: bool) -> Found | None:
        """Our own label decides who reads it; without one it is Compose, as most people run these apps."""
        pattern = r"^\s*(?:export\s+)?{}\s*[=:]"
        is_whole = self._mentions(text, pattern)
        if not is_whole and not (is_named and self._mentions(text, pattern, self.known)):
            return None
        target, is_certain = self._reader(text)
        sheet = EnvSheet(text, {"env-file": "compose", "docker-run": "docker-run", "bare": self.bare}[target])
        settings = [self._named(one) for one in sheet.entries]
        own = sum(one.key in self.own for one in settings)
        score = 20 * own + sum(one.key in self.known | self.hints for one in settings)
        return (
            Found(
                self.kind,
                target,
                filename,
                tuple(settings),
                sheet=sheet,
                format="env",
                is_contained=target != "bare",
                # Without any variable of its own it is the part beside others, as the env file that holds the password alone.
                is_partial=not is_whole,
                is_reader_certain=is_certain,
                score=score,
            )
            if settings and score
            else None
        )

    def _reader(self, text: str) -> tuple[str, bool]:
        label = _LABEL.search(text)
        reader = label[1] if label else ""
        if reader.startswith(docker_env.READER):
            return "docker-run", True
        if reader.startswith(self.bare_label):
            return "bare", True
        if reader.startswith(compose_env.READER.partition(" (")[0]):
            return "env-file", True
        comments = "\n".join(re.findall(r"^\s*#.*", text, re.MULTILINE))
        for rows, where in ((_SAID, comments), (_SHOWN, text)):
            for target, pattern in rows:
                if re.search(pattern, where, re.MULTILINE | re.IGNORECASE):
                    return target, True
        return "env-file", False

    def _mentions(self, text: str, pattern: str = r"\b{}\b", among: frozenset[str] = frozenset()) -> bool:
        names = "(?:" + "|".join(map(re.escape, sorted(among or self.own | self.hints))) + ")"
        flags = re.MULTILINE | (re.IGNORECASE if self.any_case else 0)
        return re.search(pattern.format(names), text, flags) is not None

    def _named(self, one: Located) -> Located:
        """Under the app's own spelling of the name."""
        name = one.key.upper()
        if self.any_case and name in self.known and name != one.key:
            return replace(one, key=name, spelt=one.key)
        return one


def _is_yaml(text: str, filename: str) -> bool:
    suffix = PurePath(filename).suffix
    return suffix in (".yaml", ".yml") or (suffix != ".env" and _SERVICES.search(text) is not None)
