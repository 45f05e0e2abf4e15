"""Every live cause, each from evidence made by hand: what was seen, and the finding that it must give. One subject a file."""

from __future__ import annotations

from tests.diagnosis.table.app import APPS
from tests.diagnosis.table.connecting import CONNECTING
from tests.diagnosis.table.encrypting import ENCRYPTING
from tests.diagnosis.table.greeting import GREETING
from tests.diagnosis.table.login import LOGIN
from tests.diagnosis.table.message import MESSAGES
from tests.diagnosis.table.name import NAMES
from tests.diagnosis.table.row import Row
from tests.diagnosis.table.sending import SENDING

__all__ = ["ROWS", "Row"]

ROWS = (*NAMES, *CONNECTING, *ENCRYPTING, *GREETING, *LOGIN, *SENDING, *MESSAGES, *APPS)
