"""Every word that people read, in Korean and English."""
