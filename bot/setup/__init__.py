"""The first minutes: plain questions in the console, keys on a page of this machine alone."""
