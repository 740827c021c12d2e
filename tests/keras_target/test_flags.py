"""Flags: absl wants them parsed before they are read, which TensorFlow 1 did by itself."""

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import ESTIMATOR, INPUT, MODEL, converted

DEFINITION = "tf.app.flags.DEFINE_integer('steps', 10, 'How many.')\n"
MAIN = "def main(_=None):\n    print(tf.app.flags.FLAGS.steps)\n\n"
CLASS = "class Main:\n    def run(self):\n        print(tf.app.flags.FLAGS.steps)\n\n"
PARSE = "flags.FLAGS(sys.argv)\n"


def program(text):
    return converted(MODEL + INPUT + ESTIMATOR + text)


@pytest.mark.parametrize(
    "text, after",
    [
        (f"{MAIN}{DEFINITION}main()\n", f"{PARSE}main()\n"),
        (f"{MAIN}{DEFINITION}if __name__ == '__main__':\n    main()\n", f"    {PARSE}    main()\n"),
        (f"{CLASS}{DEFINITION}\nMain().run()\n", f"{PARSE}Main().run()\n"),
        (
            f"{DEFINITION}n = tf.app.flags.FLAGS.steps\n\n{MAIN}tf.app.run(main)\n",
            f"{PARSE}n = flags.FLAGS.steps\n",
        ),
        (
            f"FLAGS = tf.app.flags.FLAGS\n{DEFINITION}n = FLAGS.steps.bit_length()\n",
            f"{PARSE}n = FLAGS.steps.bit_length()\n",
        ),
    ],
)
def test_they_are_parsed_before_they_are_read(text, after):
    new = program(text)
    assert after in new
    assert new.count(PARSE) == 1
    assert "import sys\n" in new


@pytest.mark.parametrize(
    "text",
    [
        f"{DEFINITION}{MAIN}if __name__ == '__main__':\n    tf.app.run()\n",
        f"{DEFINITION}{MAIN}tf.app.run(main)\n",
        f"{DEFINITION}{MAIN}",
    ],
)
def test_app_run_parses_them(text):
    assert PARSE not in program(text)


def test_what_is_read_before_all_are_defined_stays():
    with pytest.raises(Obstacles, match="FLAGS: they are read before all of them are defined"):
        program(f"{MAIN}main()\n{DEFINITION}")
