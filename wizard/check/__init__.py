"""The use case `check`: a profile and its secret in, findings out. No face, no printing, never a real message.

    profile + secret → requests → probe → Case → rules → one round of follow-ups → findings

`check` does it for one profile, `run` for many at once, `examine` is the part that the wizard's pages use too. `deliver` is the
one exception to the last promise: it sends test messages, and only the verb `send` and the wizard's last page call it.
"""

from __future__ import annotations

from wizard.check.delivery import deliver, distinct
from wizard.check.examination import Examination, check, examine, pursue
from wizard.check.inquiry import at_once
from wizard.check.knowledge import Knowledge, learn, narrow
from wizard.check.plan import EVERYTHING, Part, Plan
from wizard.check.run import Job, run

__all__ = [
    "EVERYTHING",
    "Examination",
    "Job",
    "Knowledge",
    "Part",
    "Plan",
    "at_once",
    "check",
    "deliver",
    "distinct",
    "examine",
    "learn",
    "narrow",
    "pursue",
    "run",
]
