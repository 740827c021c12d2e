"""``python -m contrib_learn_compat PROGRAM.py ARGS…`` runs a TF 1.x program as it is."""

import sys

from contrib_learn_compat.runner import main

if __name__ == "__main__":
    main(sys.argv[1:])
