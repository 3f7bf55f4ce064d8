"""The pages of the board, one module each."""

from muster.board.pages.routes import pages_router

__all__ = ["pages_router"]
