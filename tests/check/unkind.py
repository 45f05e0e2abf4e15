"""A real Postfix with a port for each thing that it can refuse or lack: one instance, since a service's own settings are enough.

A port is asked for by the name of its service: `unkind.port("old-tls")`. What Postfix would look up in the DNS (a reverse name, a
sender's domain) a table of its own decides here, in its words. Whether it greylists, a `Policy` that the test serves decides.
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.postfix import HOST, Postfix, free_ports
from wizard.sandbox.certificate import Authority, Kind

_LOGIN = "smtpd_sasl_auth_enable=yes"
_OLD = ("smtpd_tls_protocols=>=TLSv1, <=TLSv1.1", "smtpd_tls_ciphers=low", "tls_low_cipherlist=ALL:@SECLEVEL=0")
_CERTIFICATE = "smtpd_tls_cert_file={d}/KIND.pem", "smtpd_tls_key_file={d}/KIND.pem"

SERVICES: dict[str, tuple[str, ...]] = {
    "client": (_LOGIN, "smtpd_client_restrictions=reject"),
    "greeting": (_LOGIN, "smtpd_client_restrictions=reject", "smtpd_delay_reject=no"),
    "helo": (_LOGIN, "smtpd_delay_reject=no"),
    "no-reverse-name": (
        _LOGIN,
        "smtpd_client_restrictions=check_client_access static:{550 5.7.25 cannot find your reverse hostname}",
    ),
    "no-starttls": (_LOGIN, "smtpd_tls_security_level=none"),
    "no-tls": (_LOGIN, "smtpd_tls_cert_file={d}/nothing.pem", "smtpd_tls_key_file={d}/nothing.pem"),
    "old-tls": (_LOGIN, *_OLD),
    **{
        kind.value: (_LOGIN, *(setting.replace("KIND", kind.value) for setting in _CERTIFICATE))
        for kind in (Kind.EXPIRED, Kind.SELF_SIGNED, Kind.WRONG_HOST, Kind.INCOMPLETE)
    },
    "login-after-tls": (_LOGIN, "smtpd_tls_auth_only=yes"),
    "mechanisms": (_LOGIN, "smtpd_sasl_path=challenge"),
    "no-login": (),
    "headers": (_LOGIN, "cleanup_service_name=headers"),
    "small": (_LOGIN, "message_size_limit=300"),
    "sender-domain": (
        _LOGIN,
        "smtpd_sender_restrictions=check_sender_access inline:{{nowhere.test = 450 4.1.8 Domain not found}}",
    ),
    "sender-name": (_LOGIN, "smtpd_sender_restrictions=reject_non_fqdn_sender"),
    "greylisting": (_LOGIN, "smtpd_recipient_restrictions=check_policy_service inet:127.0.0.1:{policy}"),
    "connections": (_LOGIN, "smtpd_client_connection_rate_limit=1", "smtpd_client_event_limit_exceptions="),
    "mails": (_LOGIN, "smtpd_client_message_rate_limit=1", "smtpd_client_event_limit_exceptions="),
    "logins": (_LOGIN, "smtpd_client_auth_rate_limit=1", "smtpd_client_event_limit_exceptions="),
}


class UnkindPostfix(Postfix):
    """For `with`, like its base; the base's own ports are there too."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        own = {self.plain_port, self.starttls_port, self.tls_port, self.relay_port, self.relay_tls_port}
        self.policy_port, *free = [port for port in free_ports(len(SERVICES) + len(own) + 1) if port not in own]
        self._ports = dict(zip(SERVICES, free, strict=False))

    def port(self, service: str) -> int:
        return self._ports[service]

    def _certify(self) -> None:
        super()._certify()
        authority = Authority()
        try:
            for kind in (Kind.EXPIRED, Kind.WRONG_HOST, Kind.SELF_SIGNED, Kind.INCOMPLETE):
                path = self.folder / f"{kind}.pem"
                path.write_bytes(authority.pem(HOST, kind))
                path.chmod(0o600)
            with Path(self.ca_file).open("ab") as file:
                file.write(Path(authority.ca_file).read_bytes())
        finally:
            authority.close()

    def _configure(self) -> None:
        super()._configure()
        sasl = self._etc / "sasl"
        usual = (sasl / "smtpd.conf").read_text()
        (sasl / "challenge.conf").write_text(usual.replace(self.mechanisms, "SCRAM-SHA-256 DIGEST-MD5"))
        (self._etc / "headers").write_text("/^Subject:/ REJECT 5.7.1 This subject is not welcome here\n")
        lines = ["headers unix n - n - 0 cleanup", f"  -o header_checks=regexp:{self._etc}/headers"]
        puts = {"{d}": str(self.folder), "{policy}": str(self.policy_port)}
        for name, settings in SERVICES.items():
            lines.append(f"127.0.0.1:{self._ports[name]} inet n - n - - smtpd")
            for setting in settings:
                for word, value in puts.items():
                    setting = setting.replace(word, value)
                lines.append(f"  -o {{{setting.replace('=', ' = ', 1)}}}")
        with (self._etc / "master.cf").open("a") as file:
            file.write("\n".join(lines) + "\n")


class Policy:
    """A greylisting service for `async with`: puts every recipient off for the first time, and takes it from then on."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._known: set[str] = set()
        self._talks: dict[asyncio.Task[None] | None, asyncio.StreamWriter] = {}
        self.asked: list[dict[str, str]] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.close()
        for writer in self._talks.values():  # Postfix keeps them open for its next question
            writer.close()
        await asyncio.gather(*filter(None, self._talks))
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._talks[asyncio.current_task()] = writer
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                request = (await reader.readuntil(b"\n\n")).decode()
                asked = dict(line.split("=", 1) for line in request.splitlines() if line)
                self.asked.append(asked)
                known = asked["recipient"] in self._known
                self._known.add(asked["recipient"])
                action = "dunno" if known else "defer_if_permit 4.2.0 Greylisted, try again in five minutes"
                writer.write(f"action={action}\n\n".encode())
                await writer.drain()
