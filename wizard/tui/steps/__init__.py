"""Every page by its id. A page is loaded when it is first shown: the start page waits for none of the others."""

from __future__ import annotations

import importlib
from typing import cast

from wizard.tui.frame import Frame


def page_class(id: str) -> type[Frame]:
    """The page of this id: a file of this folder, and in it the class named after the id."""
    module = importlib.import_module(f"{__name__}.{id}")
    return cast(type[Frame], getattr(module, f"{id.capitalize()}Page"))
