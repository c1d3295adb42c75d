"""Orders in doubt: what is evidence, what it decides, who is asked, what is watched after."""
