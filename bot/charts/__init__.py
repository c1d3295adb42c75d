"""Pictures for chats and reports; the drawing library is loaded when the first one is drawn."""
