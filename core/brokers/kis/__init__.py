"""Korea Investment & Securities: domestic shares over its Open API, paper and live kept apart."""
