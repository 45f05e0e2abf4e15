"""Signatures and lexicon together: how sure each cause is by what was recognised and by all the words of an entry."""

from __future__ import annotations

import math
from collections.abc import Mapping

from wizard.diagnosis.lexicon import NONE, opinion, telling
from wizard.diagnosis.signatures.reading import Reading
from wizard.diagnosis.signatures.signature import Facts

_TRUST = 3.0
"""How much a signature of weight 100 counts, in nats: e³ times as likely as the words alone say."""
_UNRECOGNISED = 0.5
"""Nats that speak for "no cause" where no signature matched."""
_RECOGNISED = 1.5
"""Nats that speak against "no cause" where a signature of weight 100 matched."""
_ANSWERED = 2.0
"""Nats that speak against "no cause" where a mail server's refusal stands in the text."""
_DOUBT = 1e-4
"""No words make a cause impossible."""
_SPREAD = 2.0
"""Nats by which a cause is less likely than the first for its weight to be e times less."""
_WORDS_LEAST, _WORDS_MOST = 30, 80
"""What the first cause weighs where only words speak for it: by how sure they are."""
_LEAST_SHARE = 0.1
"""Below it, the words alone name nothing."""
_SPEAKING = 0.5
"""How likely a cause must be beside "no cause" by the words alone, without any hint, where no signature matched."""
_LEAST = 10
"""A cause below this weight is not named."""
_IMPOSSIBLE = {"starttls": "starttls-on-implicit-tls-port", "implicit": "implicit-tls-on-starttls-port"}
"""What a port speaks → the mix-up that can't be there, whatever the words are."""


def _words_suffice(best: str, shares: Mapping[str, float], reading: Reading) -> bool:
    """Whether the words themselves speak for it: hints alone make no error of a text that tells of none."""
    bare = opinion(reading, Facts()).shares
    return reading.is_mail_reply or (shares[best] >= _LEAST_SHARE and bare[best] >= _SPEAKING * bare[NONE])


def together(weights: Mapping[str, int], reading: Reading, facts: Facts) -> tuple[dict[str, int], dict[str, str]]:
    """Weights by cause, and by what words those were recognised that no signature named. Both empty: no cause can be named."""
    met = opinion(reading, facts)
    shares = {**met.shares, _IMPOSSIBLE.get(facts.mode, NONE): 0.0, NONE: met.shares.get(NONE, 0.0)}
    likely = {
        cause: math.log(shares.get(cause, 0.0) + _DOUBT) + _TRUST * weights.get(cause, 0) / 100
        for cause in {*shares, *weights} - {NONE}
    }
    against = -_RECOGNISED * max(weights.values()) / 100 if weights else _UNRECOGNISED
    nothing = math.log(shares[NONE] + _DOUBT) + against - (_ANSWERED if reading.is_mail_reply else 0.0)
    best = max(likely, key=lambda cause: (likely[cause], cause))
    if likely[best] <= nothing or not (weights or _words_suffice(best, shares, reading)):
        return {}, {}
    top = max(weights.values()) if weights else _WORDS_LEAST + (_WORDS_MOST - _WORDS_LEAST) * shares[best]
    weighed = {cause: round(top * math.exp((value - likely[best]) / _SPREAD)) for cause, value in likely.items()}
    weighed = {cause: weight for cause, weight in weighed.items() if weight >= _LEAST}
    words = {}
    for cause in weighed:
        if cause not in weights and (known := telling(met, cause)):
            words[cause] = "words that go with it: " + ", ".join(f'"{word}"' for word in known)
    return weighed, words
