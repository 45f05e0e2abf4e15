"""How much of a text is held at once."""

LONGEST = 2000
"""Characters of one line, or of one piece of a longer line."""
