"""Reads what a person writes without a model: pure functions from a sentence to what is meant."""
