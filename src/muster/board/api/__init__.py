"""The HTTP API of the board, one module a subject; its pages' buttons call it, too."""

from muster.board.api.routes import api_router

__all__ = ["api_router"]
