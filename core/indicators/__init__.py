"""Indicator columns: causal, as long as their input, NaN where undefined."""
