"""Everything that is known about Zulip's mail settings, one row each."""

from __future__ import annotations

from wizard.app import Key

SETTINGS_PY = "settings.py"
SECRETS = "zulip-secrets.conf"
ENVIRONMENT = "environment"

_COMPUTED = "Zulip's own computed_settings.py, which is loaded after settings.py, sets it again"
_TEMPLATE = "zproject/prod_settings_template.py"
_DEFAULTS = "zproject/default_settings.py"
_COMPUTED_PY = "zproject/computed_settings.py"
_DJANGO = "Django 5.2 settings"
_ENTRYPOINT = "docker-zulip entrypoint.sh"

KEYS: tuple[Key, ...] = (
    Key(
        "EMAIL_HOST", "str", SETTINGS_PY, meaning="The mail server. Empty: all mail is dropped, without a word.", source=_TEMPLATE
    ),
    Key(
        "EMAIL_PORT",
        "int",
        SETTINGS_PY,
        "25",
        "Its port. It implies no encryption: 465 without EMAIL_USE_SSL waits 15 seconds and fails.",
        source=_DJANGO,
    ),
    Key("EMAIL_HOST_USER", "str", SETTINGS_PY, "", "The user name. Empty: no login. ASCII only.", source=_TEMPLATE),
    Key(
        "EMAIL_USE_TLS",
        "bool",
        SETTINGS_PY,
        "False",
        "STARTTLS, required. Not together with EMAIL_USE_SSL. A text such as 'no' is true.",
        ("True", "False"),
        source=_TEMPLATE,
    ),
    Key(
        "EMAIL_USE_SSL",
        "bool",
        SETTINGS_PY,
        "False",
        "Implicit TLS. Not together with EMAIL_USE_TLS. A text such as 'no' is true.",
        ("True", "False"),
        source="docs/production/email.md",
    ),
    Key(
        "EMAIL_SSL_CERTFILE",
        "path",
        SETTINGS_PY,
        meaning="A certificate to show to the server, not a CA. With it no CA is loaded and no server is trusted.",
        source=_DJANGO,
    ),
    Key("EMAIL_SSL_KEYFILE", "path", SETTINGS_PY, meaning="The key of EMAIL_SSL_CERTFILE.", source=_DJANGO),
    Key(
        "NOREPLY_EMAIL_ADDRESS",
        "address",
        SETTINGS_PY,
        "noreply@ and the host name",
        "The envelope sender of every mail, tokens or not.",
        sender=True,
        source=_DEFAULTS,
    ),
    Key(
        "ADD_TOKENS_TO_NOREPLY_ADDRESS",
        "bool",
        SETTINGS_PY,
        "True",
        "Whether confirmations come from a random address. False where the provider verifies senders.",
        ("True", "False"),
        source=_DEFAULTS,
    ),
    Key(
        "TOKENIZED_NOREPLY_EMAIL_ADDRESS",
        "address",
        SETTINGS_PY,
        "noreply-{token}@ and the host name",
        "The pattern of the random addresses. Other braces than {token} make sending fail; without {token} it is one address.",
        sender=True,
        source=_DEFAULTS,
    ),
    Key(
        "ZULIP_ADMINISTRATOR",
        "address",
        SETTINGS_PY,
        meaning="Required. The support contact, which also sends some mail. Without a display name.",
        sender=True,
        source=_TEMPLATE,
    ),
    Key(
        "EXTERNAL_HOST",
        "str",
        SETTINGS_PY,
        meaning="Required. Zulip's public name, and so the domain of its default no-reply addresses.",
        source=_TEMPLATE,
    ),
    Key(
        "INSTALLATION_NAME",
        "str",
        SETTINGS_PY,
        "EXTERNAL_HOST",
        'The beginning of the sender name: "NAME notifications", "NAME account security".',
        source=_DEFAULTS,
    ),
    Key("WELCOME_EMAIL_SENDER", "dict", SETTINGS_PY, "None", "name and email of the sender of welcome mails.", source=_DEFAULTS),
    Key(
        "SERVER_EMAIL",
        "address",
        SETTINGS_PY,
        "ZULIP_ADMINISTRATOR",
        "Header and envelope sender of error reports.",
        sender=True,
        source=_COMPUTED_PY,
    ),
    Key("ADMINS", "tuple", SETTINGS_PY, "ZULIP_ADMINISTRATOR", "Who gets error reports.", source=_COMPUTED_PY),
    Key(
        "EMAIL_BACKEND",
        "str",
        SETTINGS_PY,
        "computed",
        "The Django class that sends. Set only for a backend of your own.",
        source=_DEFAULTS,
    ),
    Key("EMAIL_SUBJECT_PREFIX", "str", SETTINGS_PY, "[Django] ", "Of error reports only.", source=_DJANGO),
    Key(
        "EMAIL_ALWAYS_ENQUEUED",
        "bool",
        SETTINGS_PY,
        "False",
        "Whether the worker sends every mail.",
        ("True", "False"),
        "2025",
        source=_DEFAULTS,
    ),
    Key(
        "EMAIL_MAX_CONNECTION_LIFETIME_IN_MINUTES",
        "int",
        SETTINGS_PY,
        meaning="How long the worker keeps a connection; 0 = a new one for each mail.",
        versions="2026",
        source="https://github.com/zulip/zulip/pull/38229",
    ),
    Key(
        "EMAIL_GATEWAY_PATTERN",
        "str",
        SETTINGS_PY,
        meaning="Incoming mail. For outgoing mail it only decides the Reply-To of notifications.",
        source=_DEFAULTS,
    ),
    Key(
        "EMAIL_HOST_PASSWORD",
        "str",
        SETTINGS_PY,
        ignored_because=f"{_COMPUTED}, to email_password of zulip-secrets.conf",
        secret=True,
        source=_COMPUTED_PY,
    ),
    Key("EMAIL_TIMEOUT", "int", SETTINGS_PY, "15", ignored_because=f"{_COMPUTED}, to 15 seconds", source=_COMPUTED_PY),
    Key(
        "DEFAULT_FROM_EMAIL",
        "address",
        SETTINGS_PY,
        ignored_because=f"{_COMPUTED}, and sends nothing with it",
        source=_COMPUTED_PY,
    ),
    Key(
        "email_password",
        "str",
        SECRETS,
        meaning="The password, raw: no quotes, no escapes. Section [secrets], once.",
        secret=True,
        source="zproject/config.py",
    ),
    Key(
        "email_gateway_password",
        "str",
        SECRETS,
        meaning="Of the mailbox of incoming mail.",
        secret=True,
        source="zproject/config.py",
    ),
    Key(
        "SETTING_…",
        "str",
        ENVIRONMENT,
        meaning="Any setting of settings.py, for docker-zulip, which guesses its type. Without the prefix it is ignored.",
        source=_ENTRYPOINT,
    ),
    Key(
        "SECRETS_email_password",
        "str",
        ENVIRONMENT,
        meaning="The password, for docker-zulip. From 12 on the docker secret zulip__email_password wins over it.",
        secret=True,
        source=_ENTRYPOINT,
    ),
    Key(
        "SECRETS_email_password_FILE",
        "path",
        ENVIRONMENT,
        meaning="A file in the container that holds the password.",
        versions="12",
        source=_ENTRYPOINT,
    ),
    Key("zulip__email_password", "str", "docker secret", meaning="The password.", versions="12", secret=True, source=_ENTRYPOINT),
    Key(
        "ZULIP_CUSTOM_SETTINGS",
        "str",
        ENVIRONMENT,
        meaning="Lines of Python for settings.py; a SETTING_ of the same name wins.",
        source=_ENTRYPOINT,
    ),
    Key(
        "LINK_SETTINGS_TO_DATA",
        "bool",
        ENVIRONMENT,
        "False",
        "True: /etc/zulip is /data/etc-zulip, and stays.",
        ("True", "False"),
        source=_ENTRYPOINT,
    ),
    Key(
        "MANUAL_CONFIGURATION",
        "bool",
        ENVIRONMENT,
        "False",
        "True: every SETTING_ is ignored and settings.py is yours; secrets are still written.",
        ("True", "False"),
        source=_ENTRYPOINT,
    ),
)
