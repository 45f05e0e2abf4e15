from __future__ import annotations

from tests.cli.conftest import good as good
