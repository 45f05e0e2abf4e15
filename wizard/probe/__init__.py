"""The only code that talks to a network. It asks and records; it never judges."""
