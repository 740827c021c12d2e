"""``python -m contrib_learn_migrate``: the command, without its script."""

import sys

from contrib_learn_migrate.cli import main

if __name__ == "__main__":
    sys.exit(main())
