"""`tuntas` and `python -m tuntas`."""

import sys

from tuntas.ops.cli import main

if __name__ == "__main__":
    sys.exit(main())
