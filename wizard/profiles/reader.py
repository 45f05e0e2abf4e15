"""From the text of a `NAME.toml` to a Profile: strict, and kind about it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from wizard import field
from wizard.errors import FileError, UsageError
from wizard.model import App, Encryption, Endpoint, Login, Profile
from wizard.profiles.table import Problem, Table, names_secret, refusal, text, whole_number
from wizard.secret import Keeper, SecretRef
from wizard.text import printable

SCHEMA = 1
MECHANISMS = ("auto", "PLAIN", "LOGIN", "CRAM-MD5")
_NO_SELECTORS: tuple[str, ...] = ()
_LARGEST = 64 << 10
_LONGEST_LINE = 4 << 10
"""Characters of a file, and of one of its lines. tomllib's time grows with the square of a dotted key's length."""


def parse(text: str, source: str) -> Profile:
    """A complete profile from TOML. `source` is the file's name, for the words of an error.

    Raises FileError that names the file, the table and the key, and says what would be accepted; problems are told together.
    """
    problems: list[Problem] = []
    root = Table(_load(text, source), problems)
    root.need("schema", _schema, SCHEMA)
    profile = Profile(
        name=root.need("name", _read(field.profile_name), ""),
        provider=root.take("provider", _some("provider"), None),
        region=root.take("region", _some("region"), None),
        server=_server(root),
        auth=_auth(root),
        **_identity(root),
        selectors=_selectors(root),
        recipient=_recipient(root),
        apps=_apps(root),
    )
    root.refuse_rest()
    if problems:
        raise refusal(source, problems)
    return profile


def _load(text: str, source: str) -> dict[str, Any]:
    shown = printable(source)
    if len(text) > _LARGEST or max(map(len, text.split("\n"))) > _LONGEST_LINE:
        raise FileError(f"{shown} is far larger than any profile", "give the name of a profile, a TOML file of a few lines")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise FileError(f"{shown} is nested too deeply to be a profile") from None
    except ValueError as error:  # TOMLDecodeError, but also a number with thousands of digits
        # Only the position: the words of the error may quote the line, and the line may hold a password that belongs elsewhere.
        _, found, place = str(error).rpartition("(at ")
        where = f", {place.rstrip(')')}" if found else ""
        raise FileError(
            f"{shown} is not valid TOML{where}", "text stands in quotation marks, a table starts with [name]"
        ) from None


def _server(root: Table) -> Endpoint:
    table = root.table("server")
    if table is None:
        if "server" not in root.data:
            root.blame("server", "this table is missing", "it needs host, port and encryption")
        return Endpoint("", 0, Encryption.NONE)
    server = Endpoint(
        host=table.need("host", _read(field.host), ""),
        port=table.need("port", lambda value: field.port(whole_number(value)), 0),
        encryption=table.need("encryption", _encryption, Encryption.NONE),
        ca_file=table.take("ca_file", _some("CA file"), None),
    )
    table.refuse_rest()
    return server


def _auth(root: Table) -> Login | None:
    table = root.table("auth")
    if table is None:
        return None
    login = Login(
        username=table.need("username", _read(field.username), ""),
        mechanism=table.take("mechanism", _mechanism, "auto"),
        secret=table.need("secret", _secret, SecretRef(Keeper.ASK)),
        plaintext_for=table.take("plaintext_for", _read(field.host), ""),
    )
    table.refuse_rest()
    return login


def _identity(root: Table) -> dict[str, Any]:
    table = root.table("identity")
    if table is None:
        if "identity" not in root.data:
            root.blame("identity", "this table is missing", "it needs from_address")
        return {"from_address": ""}
    values = {
        "from_name": table.take("from_name", _read(field.from_name), ""),
        "from_address": table.need("from_address", lambda value: field.address(text(value), "sender address"), ""),
        "ehlo": table.take("ehlo", _optional(field.ehlo), None),
    }
    table.refuse_rest()
    return values


def _selectors(root: Table) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, table in root.tables("domains"):
        selectors: tuple[str, ...] = table.take("dkim_selectors", _selector_list, _NO_SELECTORS)
        table.refuse_rest()
        try:
            domain = field.domain(name)
        except UsageError as error:
            table.problems.append(Problem(f'[domains."{printable(name, 80)}"]', error.message, error.hints))
            continue
        if domain in found:
            table.problems.append(Problem(f'[domains."{domain}"]', "this domain stands here twice", ("keep one of the two",)))
        found[domain] = selectors
    return found


def _recipient(root: Table) -> str | None:
    table = root.table("test")
    if table is None:
        return None
    recipient = table.take("recipient", _optional(lambda value: field.address(value, "recipient")), None)
    table.refuse_rest()
    return recipient


def _apps(root: Table) -> tuple[App, ...]:
    found = []
    for name, table in root.tables("apps"):
        try:
            field.profile_name(name)
        except UsageError:
            hint = "accepted: small letters, digits, - and _, such as chat"
            table.problems.append(Problem(f'[apps."{printable(name, 80)}"]', "this is no name for an app", (hint,)))
        app = App(
            name=name,
            kind=table.need("kind", _word("kind of app"), ""),
            target=table.need("target", _word("target"), ""),
            hostname=table.take("hostname", lambda value: field.domain(text(value), "host name"), ""),
            settings=_settings(table),
        )
        table.refuse_rest()
        found.append(app)
    return tuple(found)


def _settings(app: Table) -> dict[str, str | bool]:
    table = app.table("settings")
    if table is None:
        return {}
    # Which settings an app knows is that app's own affair; here they are only text or a switch, and no secret.
    found: dict[str, str | bool] = {}
    for key in table.data:
        if not names_secret(key):
            found[key] = table.take(key, _setting, found.get(key, ""))
    table.refuse_rest()
    return found


def _setting(value: Any) -> str | bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise UsageError("is neither text nor a switch", "accepted: text in quotation marks, true or false")
    return field.plain(value, "setting")


def _schema(value: Any) -> int:
    number = whole_number(value)
    if number != SCHEMA:
        hint = "a newer version of smtp-wizard may have written it" if number > SCHEMA else "this version knows schema = 1"
        raise UsageError("this version reads profiles of schema 1 only", hint)
    return number


def _encryption(value: Any) -> Encryption:
    try:
        return Encryption(text(value))
    except ValueError:
        raise UsageError("this is no encryption", f"accepted: {', '.join(Encryption)}") from None


def _mechanism(value: Any) -> str:
    wanted = text(value).strip().casefold()
    for name in MECHANISMS:
        if name.casefold() == wanted:
            return name
    raise UsageError("this login mechanism is not known", f"accepted: {', '.join(MECHANISMS)}")


def _secret(value: Any) -> SecretRef:
    return SecretRef.parse(field.plain(text(value), "place of the secret"))


def _selector_list(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError("is no list of selectors", 'accepted: a list of texts such as ["s1", "s2"]')
    return tuple(dict.fromkeys(field.selector(item) for item in value))


def _read(function: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda value: function(text(value))


def _optional(function: Callable[[str], str]) -> Callable[[Any], str | None]:
    return lambda value: function(text(value))


def _word(what: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        word = field.plain(text(value), what)
        if not word:
            raise UsageError(f"the {what} is empty", "write the name, or leave the line out if it is optional")
        return word

    return read


def _some(what: str) -> Callable[[Any], str | None]:
    return _word(what)
