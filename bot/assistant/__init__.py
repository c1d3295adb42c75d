"""Answers questions from stored rows with a language model that can do nothing but read."""
