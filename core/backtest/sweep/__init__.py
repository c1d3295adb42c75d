"""A search over parameter sets: what may be tried, who tries it, and what came of it."""
