"""The command line: the parser, and one file per verb with `declare(parser)` and `run(args) -> int`.

How this program speaks: stdout is the answer, stderr is the talk. Errors are lower case, one line, `error:`, then `hint:` lines
with the next step. A verb imports what it needs when it runs, so that `--help` stays quick and a timer never loads a screen.
"""
