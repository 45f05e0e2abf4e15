"""Postfix as a null client: it takes mail on this server, delivers none here, and relays everything.

Sources: postconf(5), SASL_README, TLS_README and STANDARD_CONFIGURATION_README of Postfix; tried with Postfix 3.7.
"""

from __future__ import annotations

from wizard.relays.postfix.export import export

ID = "postfix"
TITLE = "Postfix"

__all__ = ["ID", "TITLE", "export"]
