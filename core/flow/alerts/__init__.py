"""Alerts: conditions that people asked to be told of. They speak, and do nothing else."""
