"""A board in a process of its own, to be killed: `python board_process.py FOLDER` prints where."""

import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from muster.board.app import create_app
from muster.board.settings import Settings


@contextmanager
def board_process(folder):
    """A process that serves a folder, and its address; killed at the end, if not before."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    here = socket.socket()
    here.bind(("127.0.0.1", 0))
    here.listen()
    served = create_app(Settings(Path(sys.argv[1]), is_demo=True))
    sys.stdout.write(f"http://127.0.0.1:{here.getsockname()[1]}\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(served, log_level="critical")).run(sockets=[here])
