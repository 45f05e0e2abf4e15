"""What a setting is about, whatever an app calls it, and the names that people bring along from other apps."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The parts of every mail setup."""

    HOST = "host"
    PORT = "port"
    TLS = "tls"
    USER = "user"
    PASSWORD = "password"
    SENDER = "sender"
    NAME = "name"
    DRIVER = "driver"


NAMES: dict[Role, list[str]] = {
    Role.HOST: [
        "SMTP_HOST",
        "EMAIL_HOST",
        "MAIL_HOST",
        "SMTP_SERVER",
        "MAIL_SERVER",
        "EMAIL_SERVER",
        "SMTP_HOSTNAME",
        "MAIL_HOSTNAME",
        "EMAIL_HOSTNAME",
        "SMTP_ADDRESS",
        "EMAIL_SMTP_HOST",
        "MAIL_SMTP_HOST",
        "MAILER_HOST",
        "SMTP_SERVER_HOST",
        "SMTP_URL",
    ],
    Role.PORT: ["SMTP_PORT", "EMAIL_PORT", "MAIL_PORT", "SMTP_SERVER_PORT", "EMAIL_SMTP_PORT", "MAIL_SMTP_PORT", "MAILER_PORT"],
    Role.USER: [
        "SMTP_USER",
        "SMTP_USERNAME",
        "SMTP_LOGIN",
        "EMAIL_HOST_USER",
        "MAIL_USERNAME",
        "MAIL_USER",
        "EMAIL_USER",
        "EMAIL_USERNAME",
        "EMAIL_HOST_USERNAME",
        "SMTP_AUTH_USER",
        "SMTP_AUTH_USERNAME",
        "SMTP_USER_NAME",
        "EMAIL_SMTP_USER",
        "MAIL_SMTP_USER",
        "MAIL_LOGIN",
        "SMTP_ACCOUNT",
    ],
    Role.PASSWORD: [
        "SMTP_PASS",
        "SMTP_PASSWORD",
        "SMTP_PASSWD",
        "SMTP_PWD",
        "EMAIL_HOST_PASSWORD",
        "EMAIL_HOST_PASS",
        "MAIL_PASSWORD",
        "MAIL_PASS",
        "EMAIL_PASSWORD",
        "EMAIL_PASS",
        "SMTP_AUTH_PASSWORD",
        "SMTP_USER_PASSWORD",
        "EMAIL_SMTP_PASSWORD",
        "MAIL_SMTP_PASSWORD",
        "SMTP_SECRET",
    ],
    Role.TLS: [
        "SMTP_SECURE",
        "SMTP_TLS",
        "SMTP_SSL",
        "EMAIL_USE_TLS",
        "EMAIL_USE_SSL",
        "EMAIL_USE_STARTTLS",
        "MAIL_ENCRYPTION",
        "SMTP_ENCRYPTION",
        "SMTP_SECURITY",
        "SMTP_STARTTLS",
        "SMTP_AUTH_STRATEGY",
        "FORCE_TLS",
        "SMTP_USE_TLS",
        "SMTP_USE_SSL",
        "SMTP_ENABLE_TLS",
        "SMTP_FORCE_TLS",
        "MAIL_SECURE",
        "MAIL_USE_TLS",
        "REQUIRE_TRANSPORT_SECURITY",
        "ENABLE_TLS",
        "SMTP_IGNORETLS",
        "SMTP_IGNORE_TLS",
        "SMTP_REQUIRE_TLS",
        "MAIL_TLS",
        "EMAIL_TLS",
        "EMAIL_ENCRYPTION",
    ],
    Role.SENDER: [
        "SMTP_FROM",
        "MAIL_FROM",
        "EMAIL_FROM",
        "SMTP_FROM_EMAIL",
        "SMTP_FROM_ADDRESS",
        "MAIL_FROM_ADDRESS",
        "MAIL_FROM_EMAIL",
        "NOTIF_FROM",
        "FROM_EMAIL",
        "NOREPLY_EMAIL_ADDRESS",
        "DEFAULT_FROM_EMAIL",
        "SMTP_SENDER",
        "MAIL_SENDER",
        "EMAIL_FROM_ADDRESS",
        "SMTP_SENDER_EMAIL",
        "SMTP_MAIL_FROM",
    ],
    Role.NAME: ["SMTP_FROM_NAME", "MAIL_FROM_NAME", "EMAIL_FROM_NAME", "FROM_NAME", "SMTP_SENDER_NAME", "MAIL_SENDER_NAME"],
    Role.DRIVER: ["MAIL_DRIVER", "MAIL_MAILER", "MAILER_DRIVER", "EMAIL_DRIVER", "MAIL_TRANSPORT"],
}
"""Names of each part in the five apps and in many others, in capitals."""


def role_of(name: str) -> Role | None:
    """What a name is about by what other apps call it; None for one that nobody uses."""
    upper = name.upper().replace("-", "_").replace(".", "_")
    return next((role for role, names in NAMES.items() if upper in names), None)
