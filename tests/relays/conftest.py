from __future__ import annotations

from tests.cli.conftest import authority as authority
from tests.cli.conftest import good as good
