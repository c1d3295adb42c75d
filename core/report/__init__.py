"""Reports: facts from stored rows, words around them, and the check that both agree."""
