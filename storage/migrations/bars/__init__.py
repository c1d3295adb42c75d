"""Steps of the file of bars."""
