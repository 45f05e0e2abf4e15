"""DKIM keys: made by `cryptography`, published well and badly."""

from __future__ import annotations

import base64
import functools

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from wizard.diagnosis.dkim import KeyState, read_key


@functools.cache
def public(kind: str, size: int = 2048) -> str:
    key = {
        "rsa": lambda: rsa.generate_private_key(65537, size),
        "ed25519": ed25519.Ed25519PrivateKey.generate,
        "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
        "dsa": lambda: dsa.generate_private_key(2048),
    }[kind]().public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def bare_ed25519() -> str:
    return base64.b64encode(base64.b64decode(public("ed25519"))[-32:]).decode()


def rsa_pkcs1() -> str:
    key = rsa.generate_private_key(65537, 2048).public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.PKCS1)).decode()


@pytest.mark.parametrize(
    ("record", "state", "words"),
    [
        (f"v=DKIM1; k=rsa; p={public('rsa')}", KeyState.OK, "RSA with 2048 bits"),
        (f"p={public('rsa')}", KeyState.OK, "RSA with 2048 bits"),
        (f"k=rsa; t=s; p={public('rsa')};", KeyState.OK, "RSA"),
        (f"v=DKIM1;k=rsa;p={public('rsa')[:80]} {public('rsa')[80:]}", KeyState.OK, "RSA"),
        (f"v=DKIM1; p={rsa_pkcs1()}", KeyState.OK, "RSA"),
        (f"v=DKIM1; n=a note; future=1; p={public('rsa')}", KeyState.OK, "RSA"),
        (f"v=DKIM1; t=y; p={public('rsa')}", KeyState.OK, "marked as a test"),
        (f"v=DKIM1; h=sha1:sha256; s=email; p={public('rsa')}", KeyState.OK, "RSA"),
        (f"v=DKIM1; k=ed25519; p={bare_ed25519()}", KeyState.OK, "Ed25519"),
        (f"v=DKIM1; p={public('rsa', 1024)}", KeyState.WEAK, "1024 bits"),
        (
            "v=DKIM1; p=MEgCQQC7VJTUt9Us8cKjMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvuNMoSfm76AgMBAAE=",
            KeyState.UNUSABLE,
            "512 bits",
        ),
        (f"v=DKIM1; s=other; p={public('rsa')}", KeyState.UNUSABLE, "not for mail"),
        (f"v=DKIM1; h=sha1; p={public('rsa')}", KeyState.UNUSABLE, "SHA-256"),
        (f"v=DKIM1; k=rsa2; p={public('rsa')}", KeyState.UNUSABLE, "no kind of key"),
        ("v=DKIM1; p=", KeyState.REVOKED, "revoked"),
        (f"v=DKIM1; k=ed25519; p={public('ed25519')}", KeyState.MALFORMED, "bare 32 bytes"),
        ("v=DKIM1; k=ed25519; p=AAAA", KeyState.MALFORMED, "this one 3"),
        (f"v=DKIM1; p={public('ec')}", KeyState.MALFORMED, "of another kind"),
        (f"v=DKIM1; p={public('dsa')}", KeyState.MALFORMED, "of another kind"),
        (f"v=DKIM1; k=rsa; p={public('rsa')}"[:255], KeyState.MALFORMED, "where one TXT string ends"),
        (f"v=DKIM1; p={public('rsa')[:200]}", KeyState.MALFORMED, "cut off"),
        (f"v=DKIM1; p={public('rsa')[:201]}", KeyState.MALFORMED, "cut off"),
        ("v=DKIM1; p=not!base64", KeyState.MALFORMED, "it holds !"),
        ("v=DKIM1; p=AAAA", KeyState.MALFORMED, "no public key"),
        ("v=DKIM1; k=rsa", KeyState.MALFORMED, "no p="),
        (f"v=DKIM2; p={public('rsa')}", KeyState.MALFORMED, "no version of DKIM"),
        (f"k=rsa; v=DKIM1; p={public('rsa')}", KeyState.MALFORMED, "v= has to come first"),
        (f"v=DKIM1; p={public('rsa')}; p=", KeyState.MALFORMED, "p= stands there twice"),
        (f"v=DKIM1\\; k=rsa\\; p={public('rsa')}", KeyState.MALFORMED, "backslashes"),
        (f'"v=DKIM1; p={public("rsa")}"', KeyState.MALFORMED, "quotation mark"),
        ("v=DKIM1; p=\u202eAAAA", KeyState.MALFORMED, "not ASCII"),
        ("v=DKIM1; \x1b[31m; p=AAAA", KeyState.MALFORMED, "\\x1b[31m: a tag without ="),
        ("v=spf1 -all", KeyState.ABSENT, "1 other TXT"),
    ],
)
def test_a_key_is_judged(record: str, state: KeyState, words: str) -> None:
    key = read_key([record.encode()])
    assert (key.state, words in key.reason) == (state, True), key
    assert key.reason.isprintable()


def test_two_keys_are_one_too_many_and_other_texts_are_none() -> None:
    good = f"v=DKIM1; p={public('rsa')}".encode()
    assert read_key([good, good]).state is KeyState.MALFORMED
    assert read_key([b"v=spf1 -all", good]).state is KeyState.OK
    assert read_key([]).state is KeyState.ABSENT


@given(
    st.lists(
        st.one_of(st.binary(max_size=300), st.binary(max_size=120).map(lambda raw: b"v=DKIM1; p=" + base64.b64encode(raw))),
        max_size=3,
    )
)
def test_no_bytes_make_it_stumble(values: list[bytes]) -> None:
    assert read_key(values).reason.isprintable()
