"""Steps of the file of sweeps."""
