"""One broker a file or folder, all behind the same port."""
