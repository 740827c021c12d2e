"""Records what TF 1.15 answers to the cases of contrib_cases.py, into tests/goldens/contrib/.

Run under TF 1.15:  tf115 tools/oracle/record_contrib.py [FAMILY ...]
"""

import sys

import contrib_cases
import golden_recorder


def ask(case):
    answer = golden_recorder.build(case)
    if case.ops:  # they are not compared
        answer.pop("ops", None)
    if "error" in answer:
        answer["error"][1] = _message(*answer["error"])
    return answer


def _message(kind, text):
    """Returns an error's own text, without what AutoGraph puts around that of a layer."""
    return text.split(kind + ": ")[-1].strip() if text.startswith("in converted code") else text


if __name__ == "__main__":
    golden_recorder.record("contrib", contrib_cases.families(), ask, sys.argv[1:])
