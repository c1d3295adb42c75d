"""The single path: signal, risk decision, approval, order, fill. One writer, no I/O in handlers."""
