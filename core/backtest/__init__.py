"""Backtests: the rules, the event loop that people read, and the compiled loop that equals it."""
