"""One provider's TOML → Provider. A key that nobody reads, or a value of the wrong kind, is refused with file and key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from wizard.errors import FileError
from wizard.model import Encryption
from wizard.provider import (
    Caution,
    DkimRule,
    EnvelopeRule,
    KnownReply,
    Provider,
    ProviderPort,
    Region,
    SecretRule,
    SenderRule,
    SpfRule,
    UsernameRule,
)

KINDS = ("transactional", "mailbox", "relay", "local", "dev")
AUTHS = ("required", "ip_allowlist", "none", "xoauth2_only")
USERNAMES = ("fixed", "email", "pattern", "same_as_password", "opaque", "none")
STAGES = ("none", "mail_from", "data", "async", "rewritten", "unknown")
COVERS = ("any", "domain", "address", "either")
NEEDED = ("yes", "no", "conditional", "auto")
RECORD_TYPES = ("CNAME", "TXT", "CNAME or TXT", "n/a")
SOURCES = ("doc", "secondary", "memory")
CONFIDENCES = ("verified-doc", "secondary", "memory")
ENCRYPTIONS = tuple(encryption.value for encryption in Encryption)

_T = TypeVar("_T")


class Table:
    """A TOML table that is read key by key; `done` refuses what is left over."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._left = dict(data)
        self.where = where

    def take(self, key: str, kind: type[_T], default: _T | None = None) -> _T:
        """The value of a key, which must be of this kind; without a default it must be there."""
        if key not in self._left:
            if default is None:
                raise FileError(f"{self.where}: {key} is missing")
            return default
        value = self._left.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise FileError(f"{self.where}: {key} must be {_WORDS[kind]}")
        return value

    def text(self, key: str, default: str | None = "") -> str:
        return self.take(key, str, default)

    def one_of(self, key: str, accepted: tuple[str, ...], default: str | None = None) -> str:
        value = self.take(key, str, default)
        if value not in accepted:
            raise FileError(f"{self.where}: {key} is {value!r}", f"accepted: {', '.join(accepted)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.take(key, list, [])
        if not all(isinstance(value, str) for value in values):
            raise FileError(f"{self.where}: {key} must be a list of texts")
        return tuple(values)

    def day(self, key: str) -> date | None:
        return self.take(key, date) if key in self._left else None

    def table(self, key: str) -> Table:
        return Table(self.take(key, dict, {}), f"{self.where}: {key}")

    def tables(self, key: str) -> list[Table]:
        """A list of tables; plain texts in it become `{name = …}`."""
        rows = self.take(key, list, [])
        return [Table(row if isinstance(row, dict) else {"name": row}, f"{self.where}: {key}[{n}]") for n, row in enumerate(rows)]

    def rest(self) -> dict[str, Any]:
        """Everything that is left, for tables whose keys are free."""
        left, self._left = self._left, {}
        return left

    def done(self) -> None:
        if self._left:
            raise FileError(f"{self.where}: unknown key {', '.join(sorted(self._left))}")


_WORDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    date: "a date",
}


def read(data: Mapping[str, Any], source: str) -> Provider:
    """The provider in a parsed TOML file. Raises FileError that names `source` and the key."""
    top = Table(data, source)
    id, pattern = top.text("id", None), top.text("region_host_pattern")
    provider = Provider(
        id=id,
        name=top.text("name", None),
        kind=top.one_of("kind", KINDS),
        docs=top.text("docs"),
        regions=tuple(_region(row, pattern) for row in top.tables("regions")),
        ports=tuple(map(_port, top.tables("ports"))),
        auth=top.one_of("auth", AUTHS),
        username=_username(top.table("username")),
        secret=_secret(top.table("secret")),
        sender=_sender(top.table("sender")),
        mechanisms=top.texts("mechanisms"),
        region_host_pattern=pattern,
        domains=top.texts("domains"),
        mx=top.texts("mx"),
        envelope=_envelope(top.table("envelope")),
        spf=_spf(top.table("spf")),
        dkim=_dkim(top.table("dkim")),
        dmarc=top.text("dmarc"),
        dmarc_required=top.take("dmarc_required", bool, False),
        verification=top.text("verification"),
        ehlo=top.text("ehlo"),
        wants_full_name=top.take("wants_full_name", bool, False),
        sandbox=top.text("sandbox"),
        tls=top.text("tls"),
        limits=top.table("limits").rest(),
        timeline=tuple(_pair(row, "date", "event") for row in top.tables("timeline")),
        errors=tuple(map(_reply, top.tables("errors"))),
        cautions=tuple(map(_caution, top.tables("cautions"))),
        traps=top.texts("traps"),
        also_hosts=top.texts("also_hosts"),
        headers=tuple(_header(row) for row in top.tables("headers")),
        notes=top.texts("notes"),
        web_port=top.take("web_port", int, -1) if "web_port" in data else None,
        sources=top.texts("sources"),
        confidence=top.one_of("confidence", CONFIDENCES),
        unsure=top.texts("unsure"),
    )
    top.done()
    return provider


def _region(row: Table, pattern: str) -> Region:
    name = row.text("name", None)
    region = Region(name, row.text("host", pattern.replace("{region}", name) or None), row.text("note"))
    row.done()
    return region


def _port(row: Table) -> ProviderPort:
    port = ProviderPort(
        row.take("port", int),
        Encryption(row.one_of("encryption", ENCRYPTIONS)),
        row.take("recommended", bool, False),
        row.text("note"),
    )
    row.done()
    return port


def _username(row: Table) -> UsernameRule:
    kind = row.one_of("type", USERNAMES)
    usual = "<address>" if kind == "email" else ""
    rule = UsernameRule(kind, row.text("value"), row.text("default", usual), row.text("note"))
    row.done()
    return rule


def _secret(row: Table) -> SecretRule:
    rule = SecretRule(
        label=row.text("label", None),
        pattern=row.text("pattern"),
        pattern_source=row.text("pattern_source"),
        wrong=tuple(_pair(wrong, "pattern", "means") for wrong in row.tables("wrong")),
        shape=row.text("shape"),
        note=row.text("note"),
        per_app=row.take("per_app", bool, False),
    )
    row.done()
    return rule


def _sender(row: Table) -> SenderRule:
    rule = SenderRule(
        row.text("rule", None),
        row.one_of("check_stage", STAGES),
        row.text("reject_reply"),
        row.text("note"),
        row.one_of("covers", COVERS),
    )
    row.done()
    return rule


def _envelope(row: Table) -> EnvelopeRule:
    rule = EnvelopeRule(
        spf_needed=row.one_of("spf_needed", NEEDED),
        mode=row.text("mode"),
        note=row.text("note"),
        place=row.text("place"),
        target=row.text("target"),
        can_align=row.take("can_align", bool, False),
    )
    row.done()
    return rule


def _spf(row: Table) -> SpfRule:
    rule = SpfRule(
        needed=row.one_of("needed", NEEDED),
        at=row.text("at"),
        mechanism=row.text("mechanism"),
        others=row.texts("others"),
        legacy=row.texts("legacy"),
        note=row.text("note"),
    )
    row.done()
    return rule


def _dkim(row: Table) -> DkimRule:
    rule = DkimRule(
        record_type=row.one_of("record_type", RECORD_TYPES),
        selectors=row.texts("selectors"),
        selectors_differ=row.take("selectors_differ", bool, False),
        selector_pattern=row.text("selector_pattern"),
        target_pattern=row.text("target_pattern"),
        targets=row.table("targets").rest(),
        note=row.text("note"),
        alt=row.text("alt"),
    )
    row.done()
    return rule


def _reply(row: Table) -> KnownReply:
    reply = KnownReply(
        row.text("reply", None),
        row.text("meaning", None),
        row.one_of("source", SOURCES),
        row.text("cause") or None,
        row.texts("also"),
    )
    row.done()
    return reply


def _caution(row: Table) -> Caution:
    caution = Caution(row.text("text", None), row.one_of("source", SOURCES), row.day("since"), row.day("until"))
    row.done()
    return caution


def _pair(row: Table, first: str, second: str) -> tuple[str, str]:
    pair = (row.text(first, None), row.text(second, None))
    row.done()
    return pair


def _header(row: Table) -> tuple[str, str, str]:
    header = (row.text("name", None), row.text("value"), row.text("note"))
    row.done()
    return header
