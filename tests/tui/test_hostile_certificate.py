"""A certificate's names are the server's words too: they are shown, and obeyed nowhere."""

from __future__ import annotations

import datetime
import ssl
from dataclasses import replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.check.stage import GOOD, stage
from tests.tui.lone import draft_for
from tests.tui.terminal import terminal
from tests.tui.test_hostile import EVIL, OBEYED, SHOWN
from wizard.files import Places
from wizard.sandbox.certificate import Authority, Kind
from wizard.setup import draft as drafts

_ALTERNATIVE = "\x1b[666m[@click=app.quit]x[/]\x1b]52;c;aGFja2Vk\x07.example"


def hostile(authority: Authority, folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate of the trusted CA whose names are hostile, and for another host."""
    ca = authority._ca
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, EVIL[:50])]))
        .issuer_name(ca._certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(_ALTERNATIVE)]), critical=False)
        .sign(ca._private_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "hostile.pem"
    path.write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def test_a_certificate_cannot_write_to_the_terminal(tmp_path: Path, authority: Authority) -> None:
    script = replace(GOOD, certificate=Kind.WRONG_HOST)
    authority._contexts[script.host, Kind.WRONG_HOST, False] = hostile(authority, tmp_path)
    async with stage(script, authority=authority) as scene:
        places = Places.at(tmp_path / "config")
        drafts.save(replace(draft_for(scene), page="port"), places)
        words = ["--config-dir", str(places.root), "--resolver", scene.resolver, "--timeout", "5"]
        async with terminal(["-m", "wizard", *words], size=(160, 50)) as screen:
            await screen.see("Go on with")
            screen.type("<enter>")
            await screen.see("3 of 9")
            await screen.see(" FAIL ")
            await screen.see(SHOWN)
            screen.type("<ctrl+q>")
            assert await screen.leave() == 0
            assert not [trace for trace in OBEYED if trace in screen.raw]
            assert b"Traceback" not in screen.raw
