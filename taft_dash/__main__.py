"""The front door of the command line: `python -m taft_dash check|measures|serve`."""

import sys

from taft_dash.cli import main

if __name__ == "__main__":
    sys.exit(main())
