"""The wires: HTTP, WebSocket, pacing, access tokens and what an answer to an order proves."""
