"""Synapse's mail settings where they already stand: the `email:` section of homeserver.yaml or of a file in conf.d."""

from __future__ import annotations

import re
from pathlib import PurePath

from wizard.dialects.sheet.section import SectionSheet
from wizard.lint.found import Found

_SECTION = re.compile(r"^[\"']?email[\"']?\s*:", re.MULTILINE)
_OTHERS = re.compile(r"^(?:server_name|signing_key_path|listeners|trusted_key_servers|report_stats)\s*:", re.MULTILINE)
_OWN = re.compile(r"\b(?:smtp_host|smtp_port|smtp_user|smtp_pass|notif_from|force_tls|require_transport_security)\b")
_CONTAINER = re.compile(r"^\w*path\s*:\s*[\"']?/data/|^log_config\s*:\s*[\"']?/data/", re.MULTILINE)
"""The paths that the Docker image writes into its homeserver.yaml."""


def read(text: str, filename: str) -> Found | None:
    """The settings in a file; None = it is none of Synapse's. Raises FileError, with the line, for one that can't be read."""
    has_section = _SECTION.search(text) is not None
    others = len(set(_OTHERS.findall(text)))
    if not (has_section and (_OWN.search(text) or others)) and others < 2:
        return None
    sheet = SectionSheet(text, "email")
    is_docker = _CONTAINER.search(text) is not None
    target = "conf-d" if "conf.d" in PurePath(filename).parts else "docker" if is_docker else "homeserver"
    return Found(
        "synapse",
        target,
        filename,
        sheet.entries,
        sheet=sheet,
        format="yaml",
        is_contained=is_docker,
        is_partial=not has_section,
        score=20 * (others + len(set(_OWN.findall(text)))),
    )
