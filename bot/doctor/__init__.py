"""Examines a home, this machine and the services in use (`gaemi doctor`); changes nothing."""
