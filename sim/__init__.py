"""A simulated Korean exchange; shares no code with core, so that it can be its oracle."""
