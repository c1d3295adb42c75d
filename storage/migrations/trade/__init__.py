"""Steps of the trading file."""
