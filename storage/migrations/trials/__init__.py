"""Steps of the file of trials."""
