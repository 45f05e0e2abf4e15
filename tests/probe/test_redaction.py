"""A secret never gets into a conversation: not into steps, not into the transcript, also where the server says it back."""

from __future__ import annotations

import base64
import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.probe.loopback import BASE, ask
from wizard.evidence import Conversation
from wizard.probe.recorder import BLOT, Recorder
from wizard.probe.request import Credentials
from wizard.sandbox.smtp import Script
from wizard.secret import Secret
from wizard.step import Step

HOSTILE = ["s3cret#1 \"'\\$%&<>", "pä's \"w$d\\%", "short", "x" * 200, "a+/=b+/=c", "line\nbreak", "\x1b[31mred\x1b[0m"]


def spellings(secret: str) -> list[bytes]:
    raw = secret.encode()
    user = b"user"
    encoded = [base64.b64encode(text) for text in (raw, b"\0" + user + b"\0" + raw, user + b"\0" + raw, b"x" + raw, b"xy" + raw)]
    return [raw, *encoded, quote(raw, safe="").encode(), raw.hex().encode()]


def assert_hidden(secret: str, conversation: Conversation, steps: list[Step]) -> None:
    everything = repr(conversation).encode() + repr(steps).encode()
    shown = "\n".join(str(line.text) for line in conversation.transcript).encode()
    shown += b"".join(line.text.raw for line in conversation.transcript)
    for spelling in spellings(secret):
        for place in (everything, shown):
            assert spelling not in place
        assert repr(spelling)[2:-1].encode() not in everything


@pytest.mark.usefixtures("nothing_left_behind")
@pytest.mark.parametrize("secret", HOSTILE)
@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
@pytest.mark.parametrize("refused", [True, False])
async def test_a_server_that_says_the_secret_back_is_blotted_out(secret: str, mechanism: str, refused: bool) -> None:
    def echo(user: str, password: str) -> str | None:
        raw = password.replace("\n", "\\n").replace("\r", "")
        words = [
            base64.b64encode(text.encode()).decode()
            for text in (password, f"\0{user}\0{password}", f"{user}\0{password}", f"x{password}")
        ]
        return f"535-bad {raw} {' '.join(words)}\r\n535 {raw}{quote(password)} {password.encode().hex()}" if refused else None

    script = Script(
        mechanisms=(mechanism,),
        on_login=echo,
        passwords={"user": secret},
        says={
            "mail": f"250 hello {secret.splitlines()[0]} {base64.b64encode(secret.encode()).decode()}".replace(
                "{host}", "{{host}}"
            )
        },
    )
    steps: list[Step] = []
    conversation, server = await ask(
        script, on_step=steps.append, credentials=Credentials("user", Secret(secret)), identities=(BASE,)
    )
    assert conversation.auth is not None
    assert server.logins == [(mechanism, "user", not refused)]
    assert any(line.text.raw.startswith(b"AUTH ") for line in conversation.transcript)
    assert_hidden(secret, conversation, steps)


@given(st.text(string.printable + "äß€", min_size=4, max_size=40), st.text(max_size=10), st.text(max_size=10))
def test_any_secret_is_found_in_any_base64_word(secret: str, before: str, after: str) -> None:
    recorder = Recorder(secret=Secret(secret))
    recorder.arm()
    word = base64.b64encode((before + secret + after).encode("utf-8", "replace"))
    kept = recorder.foreign(b"535 " + word + b" end").raw
    if len(secret.encode()) >= 6:
        assert BLOT in kept
        assert word not in kept


def test_a_short_secret_is_not_looked_for_before_it_was_sent() -> None:
    recorder = Recorder(secret=Secret("mail"))
    assert recorder.foreign(b"mail.example.com").raw == b"mail.example.com"
    recorder.arm()
    assert recorder.foreign(b"535 mail").raw == b"535 " + BLOT


def test_another_spelling_of_letters_is_found_too() -> None:
    recorder = Recorder(secret=Secret("Hunter2Hunter2"))
    assert BLOT in recorder.foreign(b"BAD PASSWORD HUNTER2HUNTER2").raw
