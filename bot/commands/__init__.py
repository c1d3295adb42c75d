"""What can be said to gaemi: one command a file, found by scanning this folder."""
