"""Checks that stand beside every backtest's result: is the profit real, or is it self-deception."""
