"""The face in a terminal. The only package that knows Textual."""
