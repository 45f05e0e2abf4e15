"""maddy as a relay: it hands every mail on while the app waits, so that the app learns what the provider says.

Sources: foxcpp/maddy v0.9.4 (docs/reference, internal/target/smtp, internal/smtpconn, internal/endpoint/smtp), read and not run:
no distribution that the tests run on has a package of it.
"""

from __future__ import annotations

from wizard.relays.maddy.export import export

ID = "maddy"
TITLE = "maddy"

__all__ = ["ID", "TITLE", "export"]
