"""Writers of prose: a language model whose words are never trusted, and none at all."""
