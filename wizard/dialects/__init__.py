"""How one value is written so that one reader reads it back exactly: a module for each reader.

Every module offers `write(value) -> str`, which raises Unrepresentable with what can hold the value instead, and
`read(text) -> str`, which follows that reader's own rules. All are pure: text in, text out. There is no spelling that every
reader of a `.env` file takes alike, so a file always belongs to one reader, and its first lines say which.
"""
