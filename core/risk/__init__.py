"""One risk rule a file; a rule only allows, trims or refuses."""
