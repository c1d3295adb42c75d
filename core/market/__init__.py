"""What the venue publishes: trading days, prices and bars."""
