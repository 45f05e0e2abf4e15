"""The profile store: TOML in, TOML out, never a secret."""

from __future__ import annotations

from wizard.profiles.reader import parse
from wizard.profiles.store import Profiles, read_profile
from wizard.profiles.writer import dump

__all__ = ["Profiles", "dump", "parse", "read_profile"]
