"""Signatures and lexicon together: how sure each cause is by what was recognised and by all the words of an entry."""

from __future__ import annotations

import math
from collections.abc import Mapping

from wizard.diagnosis.explain.lexicon import NONE, opinion, telling
from wizard.diagnosis.explain.signatures.reading import Reading
from wizard.diagnosis.explain.signatures.signature import Facts

_TRUST = 1.0
"""How much a signature of weight 100 counts, in nats: e to this power as likely as the words alone say."""
_FOREIGN = 2.0
"""Nats that speak for "no cause" where no signature matched and no word of mail stands in the text."""
_CALM = 1.5
"""Nats that speak for "no cause" where no signature matched and nothing tells of a failure."""
_RECOGNISED = 0.5
"""Nats that speak against "no cause" where a signature of weight 100 matched."""
_ANSWERED = 1.0
"""Nats that speak against "no cause" where a mail server's refusal stands in the text."""
_EXPECTED = 1.0
"""Nats that speak against "no cause" everywhere: who pastes a text has a reason to, and a guess helps more than a silence."""
_DOUBT = 1e-4
"""No words make a cause impossible."""
_SPREAD = 1.5
"""Nats by which a cause is less likely than the first for its weight to be e times less."""
_WORDS_LEAST, _WORDS_MOST = 30, 80
"""What the first cause weighs where only words speak for it, by how sure they are: no more where a signature names others."""
_SURE = 80
"""From this weight on a signature is sure: then the words must speak much more clearly for a cause that none recognised."""
_CLEARLY = 0.7
"""By how many nats."""
_HEARD = 0.5
"""What is left of a signature's weight where the words speak against it."""
_LEAST = 10
"""A cause below this weight is not named."""
_RIGHT_NAME = 0.05
"""How likely "the host's name is wrong" stays where it is the provider's own and nothing shows that it is mangled."""
_MANGLED = 80
"""From this weight on, a signature has seen what is wrong with the host's name."""
_IMPOSSIBLE = {"starttls": "starttls-on-implicit-tls-port", "implicit": "implicit-tls-on-starttls-port"}
"""What a port speaks → the mix-up that can't be there, whatever the words are."""


def together(weights: Mapping[str, int], reading: Reading, facts: Facts) -> tuple[dict[str, int], dict[str, str]]:
    """Weights by cause, and by what words those were recognised that no signature named. Both empty: no cause can be named."""
    met = opinion(reading, facts)
    shares = {**met.shares, _IMPOSSIBLE.get(facts.mode, NONE): 0.0, NONE: met.shares.get(NONE, 0.0)}
    if facts.known_host and weights.get("wrong-host", 0) < _MANGLED:
        shares["wrong-host"] = _RIGHT_NAME * shares.get("wrong-host", 0.0)
    likely = {
        cause: math.log(shares.get(cause, 0.0) + _DOUBT) + _TRUST * weights.get(cause, 0) / 100
        for cause in sorted({*shares, *weights} - {NONE})
    }
    against = _RECOGNISED * max(weights.values(), default=0) / 100 + _ANSWERED * reading.is_mail_reply + _EXPECTED
    beside = 0.0 if weights else _FOREIGN * (not reading.is_mail) + _CALM * (not reading.tells_of_failure)
    nothing = math.log(shares[NONE] + _DOUBT) + beside - against
    if max(likely.values()) <= nothing:
        return {}, {}
    best = _first(likely, weights)
    top = max(weights.values(), default=100)
    if best not in weights:
        top = min(top, round(_WORDS_LEAST + (_WORDS_MOST - _WORDS_LEAST) * shares[best]))
    weighed = {
        cause: min(top - (cause != best), round(top * math.exp((value - likely[best]) / _SPREAD)))
        for cause, value in likely.items()
    }
    for cause, weight in weights.items():
        if cause != best:
            weighed[cause] = min(top - 1, max(weighed[cause], round(_HEARD * weight)))
    # Better first where weights are the same.
    weighed = {cause: weighed[cause] for cause in sorted(weighed, key=lambda cause: -likely[cause]) if weighed[cause] >= _LEAST}
    words = {}
    for cause in weighed:
        if cause not in weights and (known := telling(met, cause)):
            words[cause] = "words that go with it: " + ", ".join(f'"{word}"' for word in known)
    return weighed, words


def _first(likely: Mapping[str, float], weights: Mapping[str, int]) -> str:
    """The likeliest cause; where a signature is sure, one that none recognised needs a clear lead."""
    lead = _CLEARLY if max(weights.values(), default=0) >= _SURE else 0.0
    return max(likely, key=lambda cause: (likely[cause] - lead * (cause not in weights), cause))
