"""Records what TF 1.15 answers to the cases of metric_cases.py, into tests/goldens/metrics/

Run under TF 1.15:  tf115 tools/oracle/record_metrics.py [FAMILY ...]
"""

import sys

import golden_recorder
import metric_cases

if __name__ == "__main__":
    golden_recorder.record_calls("metrics", metric_cases.families(), sys.argv[1:])
