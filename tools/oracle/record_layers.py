"""Records what TF 1.15's layers answer to the cases of layer_cases.py, into tests/goldens/layers/.

Run under TF 1.15:  tf115 tools/oracle/record_layers.py [FAMILY ...]
"""

import sys

import golden_recorder
import layer_cases

if __name__ == "__main__":
    golden_recorder.record("layers", layer_cases.families(), golden_recorder.build, sys.argv[1:])
