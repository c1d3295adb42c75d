"""How the files came to their present form, step by step."""
