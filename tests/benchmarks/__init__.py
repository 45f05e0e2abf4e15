"""What is measured, never asserted: each file is a script, `python -m tests.benchmarks.NAME`, that prints ratios."""
