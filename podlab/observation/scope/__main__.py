"""`python -m podlab.observation.scope`: commands on standard input, entries on standard output."""

import logging
import sys

from podlab.observation.scope.supervisor import Supervisor


def main() -> None:
    """Serve until standard input ends."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    Supervisor(sys.stdin.fileno(), sys.stdout.fileno()).run()


if __name__ == "__main__":
    main()
