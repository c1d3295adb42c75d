"""A backtest as one HTML file that needs nothing else: no address, no script, no picture file."""
