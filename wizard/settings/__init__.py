"""Settings that already stand in an app's own files: find mistakes in them, take them over, change them in place.

A use case: it puts apps, providers and the rules together and touches files; it prints nothing.
"""
