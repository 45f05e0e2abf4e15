"""A YAML document as ruamel's node tree, in which each scalar still knows how it was quoted and where it stands."""

from __future__ import annotations

import warnings
from typing import Any


def compose(text: str, version: tuple[int, int] | None = None) -> Any:
    """The document's root node; None where it is empty. `version`: of YAML, the newest by default.

    Raises ruamel's YAMLError, and RecursionError. An anchor that is given anew is allowed (YAML 1.2.2, 3.2.2.2): no warning.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import ReusedAnchorWarning

    reader = YAML(typ="safe", pure=True)
    if version is not None:
        reader.version = version
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)
        return reader.compose(text)
