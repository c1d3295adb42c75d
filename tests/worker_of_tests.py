"""A process for tests of the workshop: doubles numbers, sleeps, or ends as it is told."""

from __future__ import annotations

import os
import sys
import time
from multiprocessing.connection import Connection


def main() -> None:
    """Answer until the other end is gone."""
    pipe: Connection = Connection(int(sys.argv[1]))
    try:
        while True:
            word, number = pipe.recv()
            if word == "end":
                print("its last words", file=sys.stderr)
                os._exit(number)
            if word == "sleep":
                time.sleep(number)
            pipe.send(os.getpid() if word == "who" else number * 2)
    except EOFError:
        return


if __name__ == "__main__":
    main()
