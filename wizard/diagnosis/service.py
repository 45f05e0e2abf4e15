"""What a server really is, by the first bytes that it says."""

from __future__ import annotations

import re

_KINDS = (
    ("SSH", rb"SSH-\d"),
    ("HTTP", rb"HTTP/\d|<!DOCTYPE html|<html"),
    ("IMAP", rb"\* (?:OK|BYE|PREAUTH)\b"),
    ("POP3", rb"[+]OK\b|-ERR\b"),
    ("ManageSieve", rb'"IMPLEMENTATION"|"SIEVE"'),
    ("MySQL", rb".{4,6}\d+\.\d+\.\d+[^\r\n]*mysql|.{4}\xffj\x04"),
    ("VNC", rb"RFB \d{3}\.\d{3}"),
    ("Redis", rb"-DENIED Redis|-NOAUTH"),
    ("FTP", rb"220[ -](?![^\r\n]*smtp)[^\r\n]*(?:ftpd|(?<![a-z])ftps?)\b"),  # no part of a name: softpalast
)


def recognise(said: bytes) -> str:
    """SSH, HTTP, IMAP, POP3 …; empty where nothing is recognised."""
    start = said[:400].lstrip()
    return next((kind for kind, words in _KINDS if re.match(words, start, re.IGNORECASE | re.DOTALL)), "")
