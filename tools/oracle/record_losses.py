"""Records what TF 1.15 answers to the cases of loss_cases.py, into tests/goldens/losses/.

Run under TF 1.15:  tf115 tools/oracle/record_losses.py [FAMILY ...]
"""

import sys

import golden_recorder
import loss_cases

if __name__ == "__main__":
    golden_recorder.record_calls("losses", loss_cases.families(), sys.argv[1:])
