"""Tries keys without changing anything: may we in, and is what we need there (setup and doctor)."""
