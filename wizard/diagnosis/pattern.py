"""A regular expression of the providers' facts, said in words. Pure."""

from __future__ import annotations

import re


def spell(pattern: str, selector: str = "") -> str:
    """A regular expression of the facts as somebody would say it: u<digits>.wl<digits>.example.net.

    Where it has a choice of digits, that of the selector is taken.
    """
    text = pattern.strip("^$")
    text = text.removeprefix("(?:").removesuffix(")") if text.startswith("(?:") else text

    def choose(match: re.Match[str]) -> str:
        own = re.search(f"[{match[1]}]", selector)
        either = match[1] if "-" in match[1] else " or ".join(match[1])
        return own[0] if own else ("" if match[2] else f"<{either}>")

    text = re.sub(r"\((?:\?:)?[^()|]*\)\?", "", text)
    text = re.sub(r"\((?:\?:)?([^()|]*)\|[^()]*\)", r"\1", text).partition("|")[0]
    text = re.sub(r"\[0-9\]\{(\d+)\}", r"<\1 digits>", text)
    text = re.sub(r"\[a-z0-9\]\{(\d+)\}", r"<\1 letters and digits>", text)
    text = re.sub(r"\[0-9\](?:\+|\*|\{[\d,]+\})", "<digits>", text)
    text = re.sub(r"\[([\d-]+)\](\?)?", choose, text)
    text = re.sub(r"\[[^\]]*\](?:[+*?]|\{[\d,]+\})?", "<…>", text)
    return re.sub(r"\w\?", "", text).replace("\\", "")
