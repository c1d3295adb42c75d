"""A server on loopback that speaks KIS's REST and WebSocket protocol over the exchange."""
