"""smtp-wizard: from "my app does not send mail" to "proven to send"."""

__version__ = "0.1.0"
