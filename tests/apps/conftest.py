from __future__ import annotations

from tests.postfix import postfix as postfix
