"""What the tests of `check` share: a real Postfix."""

from __future__ import annotations

from tests.postfix import postfix as postfix
