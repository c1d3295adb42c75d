"""One strategy a file; each says what to do, never how."""
