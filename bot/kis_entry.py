"""What the command line starts of KIS: an account's run, and the local server that plays KIS."""

from bot.assemble_kis import run
from bot.assemble_kis_sim import machine_options, serve_kis

__all__ = ["machine_options", "run", "serve_kis"]
