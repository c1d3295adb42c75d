"""Secrets at rest: sealed values in one file, and the ways to keep the key that opens it (K11)."""
