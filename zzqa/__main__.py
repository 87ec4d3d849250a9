"""``python -m zzqa``: the same as the command ``zzqa``."""

import sys

from zzqa.cli import main

if __name__ == "__main__":
    sys.exit(main())
