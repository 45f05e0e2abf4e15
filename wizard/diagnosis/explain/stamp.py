"""What loggers put before a line: container, time, host, process, level. Pure.

It tells where a log entry begins and which container speaks; what the app or the server said stands behind it. A word is taken
for part of the stamp only where loggers put one: "Relay denied:" looks like "host program:" and is the error itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_LEVELS = "trace|debug|info|notice|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|panic|alert|log"
_UPPER = _LEVELS.upper()
_SHORT_LEVELS = "VRB|DBG|INF|WRN|ERR|FTL|DEBU|ERRO|FATA"
_FOREIGN_LEVELS = (
    "FEHLER|WARNUNG|SCHWERWIEGEND|ERREUR|AVERTISSEMENT|ADVERTENCIA|ERRORE|ATTENZIONE|AVVISO|ERRO|AVISO|FOUT|WAARSCHUWING"
    "|BŁĄD|OSTRZEŻENIE|ОШИБКА|ПРЕДУПРЕЖДЕНИЕ|错误|警告|エラー|FEL|HATA|CHYBA"
)

_CONTAINER = re.compile(r"(?P<name>[\w.@/-]{1,60})(?P<gap>\s+)\|(?:\s|$)")
_REPLICA = re.compile(r"[-_]\d{1,3}$")
_SUPERVISED = re.compile(r"[A-Z][\w .-]{1,40}\s\|\s?")
"""Inside a container, the program that a supervisor runs there: `Backend Server | …`."""
_POD = re.compile(r"\[(?P<name>pod/[^\]]{1,120})\]\s*")
_SYSLOG = re.compile(r"<\d{1,3}>(?:1\s)?")
_NEST = re.compile(r"\[\w{1,30}\]\s\d{1,8}\s+-\s+(?=\d)")
"""NestJS: `[Nest] 29  - 01/02/2026, 10:00:00 AM   ERROR [MailService] …`."""
_REDIS = re.compile(r"\d{1,8}:[XCSM]\s(?=\d\d?\s[A-Z])")
_RUBY = re.compile(
    rf"[DIWEFA],\s\[\d{{4}}-\d\d-\d\dT[\d:.]+\s?\#\d+\]\s+(?:{_UPPER}|ANY)\s--\s[^:\s]{{0,60}}\s?:\s?"
    r"(?:\[(?P<request>[0-9a-f-]{8,40})\]\s?)?"
)
"""Ruby's Logger, which Rails uses: `E, [2026-01-02T10:00:00.123456 #12] ERROR -- : …`."""
_TIME = re.compile(
    rf"""[\[(<]?(?:
        # ISO and its cousins
        \d{{4}}[-/.]\d\d[-/.]\d\d[T\s,]?\s?\d\d:\d\d(?::\d\d)?(?:[.,:]\d{{1,9}})?\s?(?:Z\b|UTC|GMT|[+-]\d\d:?\d\d)?
      | \d{{1,2}}[-/.](?:\d{{1,2}}|[A-Z][a-z]{{2}})[-/.]\d{{2,4}}[,\s]\s?
          \d\d?:\d\d(?::\d\d)?(?:[.,]\d{{1,9}})?\s?(?:[AP]M)?(?:\s?[+-]\d{{4}}|\s?(?:UTC|GMT|[A-Z][a-z]+/[A-Z]\w+)(?=\]))?
      | (?P<syslog>(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s)?
          {_MONTH}[a-z]*\s{{1,2}}\d{{1,2}},?\s(?:\d{{4}},?\s)?\d\d:\d\d:\d\d(?:\.\d+)?(?:\s?[AP]M)?(?:\s\d{{4}})?)
      | \d\d?\s{_MONTH}\s\d{{4}}\s\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?
      | \d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?
      | (?:ts|time|timestamp|t)=(?:"[^"]{{8,40}}"|[\d:TZ.+-]{{8,40}})
    )(?:\s(?:{_SHORT_LEVELS})(?=\]))?[\])>]?[\s:,|-]*""",
    re.VERBOSE,
)
_SERVICES = (
    r"(?:postfix|exim4?|sendmail|sm-mta|dovecot|opendkim|opendmarc|amavis|rspamd|spamd|msmtp|ssmtp|nullmailer|opensmtpd|smtpd|maddy"
    r"|stalwart|haraka|kernel|systemd|dockerd?|containerd|podman|kubelet|CRON|cron|sshd|sudo|rsyslogd|nginx|apache2|httpd|php-fpm"
    r"|haproxy|traefik|caddy|postgres|mysqld|mariadbd|redis|node|python3?|ruby|java|app|web)"
)
_HOST = re.compile(rf"[\w.-]{{1,64}}\s(?=(?:[\w./()-]{{1,60}}\[\d{{1,8}}\]|{_SERVICES}(?:[/-][\w./-]{{1,40}})?):\s)")
"""A host before `program[pid]:` or before the name of a program that we know."""
_SYSLOG_HOST = re.compile(
    r"(?![A-Z][a-z]+\s)(?=[\w.-]*[\d.-])[\w.-]{1,64}\s(?!refused|denied|failed|rejected|\w*error)(?=[a-z][\w./-]{1,60}:\s)"
)
"""After the stamp of syslog a host comes before any program; it is none that looks like a word of a sentence."""
_LEVEL = re.compile(
    rf"(?:[\[(<](?i:{_LEVELS}|{_SHORT_LEVELS})[\])>]|level=(?i:{_LEVELS})\b"
    rf"|(?:{_UPPER}|{_FOREIGN_LEVELS})\b|\[(?:{_FOREIGN_LEVELS})\])(?::?\s+|\s*[|,-]+\s*)"
)
_LOWER_LEVEL = re.compile(rf"(?:(?!log|panic|alert|notice)(?:{_LEVELS})\b:?\s+|(?:{_LEVELS})\b(?::\s+|\s*[|,-]+\s*))")
_CHANNEL = re.compile(rf"[\w-]{{1,30}}\.(?:{_UPPER}|EMERGENCY):\s")
"""Monolog, which Laravel and Symfony use: `[2026-01-02 10:00:00] production.ERROR: …`."""
_PYTHON = re.compile(rf"(?:{_UPPER}):[\w.]{{1,60}}:(?=\S)")
"""Python's logging without a format: `ERROR:root:…`."""
_PROCESS = re.compile(r"\((?:[\w@./-]{1,40}/)?\d{1,8}(?:\son\s[\w.-]{1,60})?\):\s|\d{1,8}\s+---\s+(?:\[[^\]]{0,60}\]\s+){1,2}")
"""After the level: pino's `(29):`, Spring's `29 --- [main]`."""
_THREAD = re.compile(r"(?:---\s)?\[[\w .:/@#-]{1,60}\]\s+(?=[\w\[(])")

_NAMES = (_CONTAINER, _POD)
_WITH_OTHERS = frozenset({_HOST, _SYSLOG_HOST, _LOWER_LEVEL, _CHANNEL, _PROCESS})
"""Only behind another part of a stamp: alone they are words like any other."""
_ORDER = (
    *(_CONTAINER, _POD, _SUPERVISED, _RUBY, _NEST, _REDIS, _SYSLOG, _TIME, _SYSLOG_HOST, _HOST, _CONTAINER, _THREAD),
    *(_PYTHON, _LEVEL, _CHANNEL, _TIME, _PROCESS, _LEVEL, _LOWER_LEVEL),
)


@dataclass(frozen=True, slots=True)
class Stamped:
    """A line without its stamp."""

    text: str
    fresh: bool = False
    """Whether there was a time or a level, so that a log entry begins here."""
    source: str = ""
    """The container that the line says it is of."""
    request: str = ""
    """The request that it was logged for."""


def without_stamp(text: str) -> Stamped:
    """Container, time, host, process and level taken off."""
    start = 0
    fresh = syslog = False
    source = request = ""
    for pattern in _ORDER:
        if pattern is _SUPERVISED and not source:
            continue
        if (pattern in _WITH_OTHERS and not fresh) or (pattern is _SYSLOG_HOST and not syslog):
            continue
        found = pattern.match(text, start)
        if found is None or found.end() == start:
            continue
        start = found.end()
        syslog = syslog or pattern is _SYSLOG or (pattern is _TIME and found["syslog"] is not None)
        if pattern is _RUBY:
            request = found["request"] or ""
        if pattern in _NAMES:
            source = source or _source(found)
        else:
            # A container's name stands before every line, also before the lines of one traceback.
            fresh = fresh or pattern not in (_THREAD, _SUPERVISED)
    indent = text[:start][-1:] == " " and text[start : start + 1] == " "
    return Stamped((" " if indent else "") + text[start:], fresh, source, request)


def _source(found: re.Match[str]) -> str:
    """The name before `|`, where it stands as `docker compose logs` writes it; in a person's own table it may be anything."""
    name = found["name"]
    if "gap" not in found.groupdict() or len(found["gap"]) > 1 or _REPLICA.search(name):
        return "" if _LEVEL.match(f"{name} ") else name
    return ""
