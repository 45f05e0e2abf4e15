"""What stands in an app's settings file, what it means, and what is wrong with it: the part that all apps share.

An app's package says how its files are read (`read.py`), what its settings mean (`meaning.py`) and which rules are its own
(`lint.py`); everything that is true of more than one app stands here. All of it is pure: text in, values out.
"""
