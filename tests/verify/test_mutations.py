"""verify passes what was migrated well, and catches what was not, in the right row."""

import json
from pathlib import Path

import pytest
from legacy_programs import ROOT, Programs

from contrib_learn_migrate.verify import called

CORPUS = ROOT / "tests" / "corpus" / "programs"
HERE = Path(__file__).parent
HALVES = ROOT / "contrib_learn_compat" / "keras" / "verification"
LEGACY = {form.stem: CORPUS / form.name for form in sorted((HERE / "forms").glob("*.py"))} | {
    program.stem: program for program in sorted((HERE / "programs").glob("*.py"))
}

ALWAYS_ON = """type(
        "AlwaysOn",
        (keras.layers.Dropout,),
        {"call": lambda layer, x: keras.layers.Dropout.call(layer, x, training=True)},
    )(0.4)(net)"""

# Of a form: what is written there, what a bad migration has in its place, the rows that tell.
MUTATIONS = {
    "a wrong loss reduction": (
        "multi_class_head",
        "SparseCategoricalCrossentropy(from_logits=True)",
        'SparseCategoricalCrossentropy(from_logits=True, reduction="sum")',
        {"loss in training", "loss in evaluation", "gradient logits/biases → logits/bias"},
    ),
    "a changed epsilon of Adam": (
        "multi_class_head",
        "epsilon=1e-8",
        "epsilon=1e-7",
        {"optimizer Adam"},
    ),
    "a missing bias": (
        "multi_class_head",
        'Dense(3, name="logits")',
        'Dense(3, name="logits", use_bias=False)',
        {"weights logits/biases", "logits"},
    ),
    "a missed weight column": (
        "embeddings_weights",
        "(features, labels, importance)",
        "(features, labels)",
        {"batch weights", "loss in training"},
    ),
    "a changed epsilon of a normalizer": (
        "embeddings_weights",
        "epsilon=1e-3",
        "epsilon=2e-3",
        {"logits young", "prediction logistic"},
    ),
    "an unweighted metric": (
        "embeddings_weights",
        "weighted_metrics=",
        "metrics=",
        {"metric auc/young"},
    ),
    "a dropped regularizer": (
        "regularized",
        "kernel_regularizer=keras.regularizers.L2(0.01),",
        "",
        {"loss in training", "gradient logits/weights → logits/kernel"},
    ),
    "a swapped initializer constant": (
        "regularized",
        "Constant(0.1)",
        "Constant(0.2)",
        {"initial values hidden/biases → hidden/bias"},
    ),
    "another dropout rate": ("regularized", "Dropout(0.2)", "Dropout(0.8)", {"dropout"}),
    "a random initializer of another scale": (
        "regression_head",
        'VarianceScaling(2.0, mode="fan_in", seed=4)',
        "GlorotUniform()",
        {"initial values fully_connected/weights → dense/kernel"},
    ),
    "a momentum that gathers steps": (
        "regression_head",
        "optimizer=Momentum(",
        "optimizer=keras.optimizers.SGD(",
        {"steps losses of 50 steps"},
    ),
    "a forgotten link function": (
        "regression_head",
        "keras.ops.exp(model.output)",
        "model.output",
        {"prediction scores"},
    ),
    "labels of another sign": (
        "svm_head",
        "signs = 2 *",
        "signs = -2 *",
        {"loss in training"},
    ),
    "a swapped learning rate schedule": (
        "trimmings",
        "staircase=True",
        "staircase=False",
        {"optimizer SGD", "steps losses of 50 steps"},
    ),
    "no clipping": (
        "trimmings",
        ", global_clipnorm=0.5",
        "",
        {"steps losses of 50 steps"},
    ),
    "each gradient clipped by itself": (
        "trimmings",
        "global_clipnorm=0.5",
        "clipnorm=0.5",
        {"steps losses of 50 steps"},
    ),
    "rows that are clipped one by one": (
        "trimmings",
        "word = Embedding(",
        "word = keras.layers.Embedding(",
        {"steps logits/biases → logits/bias"},
    ),
    "dropout in prediction too": (
        "trimmings",
        "keras.layers.Dropout(0.4)(net)",
        ALWAYS_ON,
        {"dropout in prediction"},
    ),
    "shifted labels": (
        "trimmings",
        '"word": words}, labels)',
        '"word": words}, (labels + 1) % 3)',
        {"batch labels"},
    ),
    "fewer buckets": ("trimmings", "Hashing(20)", "Hashing(19)", {"logits", "prediction logits"}),
    "weight decay besides regularizers": (
        "trimmings",
        "global_clipnorm=0.5",
        "global_clipnorm=0.5, weight_decay=0.05",
        {"steps hidden/weights → hidden/kernel"},
    ),
    "a regularizer of twice the weight": (
        "trimmings",
        "L2(0.025)",
        "L2(0.05)",
        {"loss in training", "gradient logits/weights → logits/kernel"},
    ),
    "averages of another momentum": (
        "trimmings",
        "momentum=0.8",
        "momentum=0.99",
        {"steps hidden/BatchNorm/moving_mean → hidden_BatchNorm/moving_mean"},
    ),
    "averages of the biased variance": (
        "trimmings",
        "FusedBatchNormalization(momentum",
        "keras.layers.BatchNormalization(epsilon=1e-3, momentum",
        {"steps hidden/BatchNorm/moving_variance → hidden_BatchNorm/moving_variance"},
    ),
    "a normalizer that always knows its batch": (
        "trimmings",
        "super().call(x, training=training",
        "super().call(x, training=True",
        {"logits", "loss in evaluation"},
    ),
    "a metric of its own that is another": (
        "several",
        "keras.metrics.MeanSquaredError()",
        "keras.metrics.MeanAbsoluteError(name='mse')",
        {"evaluation 2 metric error"},
    ),
    "a metric of its own that measures other examples": (
        "several",
        'tf.data.Dataset.from_tensors(({"x": X[30:]}, Y[30:]))',
        'tf.data.Dataset.from_tensors(({"x": X[:10]}, Y[:10]))',
        {"evaluation 1 batch feature x", "evaluation 2 batch labels"},
    ),
    "an evaluation of more batches": (
        "several",
        "Y[30:]))",
        "Y[30:])).repeat(2)",
        {"evaluation 1 batch"},
    ),
    "a second model of another loss": (
        "several",
        "keras.losses.MeanAbsoluteError()",
        "keras.losses.Huber()",
        {"model 2 loss in training", "evaluation 2 loss in evaluation"},
    ),
    "a second model of another learning rate": (
        "several",
        "SGD(0.1)",
        "SGD(0.2)",
        {"model 2 optimizer SGD"},
    ),
}


class Verified:
    """Compares forms with the recordings of the legacy programs, each of which is made once."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._programs = Programs()

    def failed(self, name: str, form: str) -> set[str]:
        """Returns the rows in which a form differs from its legacy program."""
        recording, report = self._folder / f"{name}.npz", self._folder / "report.json"
        if not recording.exists():
            self._run("legacy", recording=recording, steps=50, program=LEGACY[name])
        program = self._folder / f"{name}.py"
        program.write_text(form, encoding="utf-8")
        self._run("migrated", recording=recording, report=report, program=program)
        rows = json.loads(report.read_text(encoding="utf-8"))["rows"]
        assert len(rows) > 10
        return {called(row) for row in rows if row["verdict"] == "FAIL"}

    def close(self) -> None:
        self._programs.close()

    def _run(self, half: str, **request) -> None:
        argument = json.dumps({**request, "arguments": []}, default=str)
        outcome = self._programs.run(HALVES / f"{half}.py", argument, unmodified=False)
        assert outcome.status == 0, outcome.stderr


@pytest.fixture(scope="module")
def verified(tmp_path_factory):
    verified = Verified(tmp_path_factory.mktemp("verify"))
    yield verified
    verified.close()


def _form(name: str) -> str:
    return (HERE / "forms" / f"{name}.py").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", LEGACY)
def test_what_is_migrated_well_passes(verified, name):
    assert verified.failed(name, _form(name)) == set()


@pytest.mark.slow
def test_without_a_predictor_predictions_follow_from_the_output(verified):
    form = _form("multi_class_head").replace("def build_predictor(", "def unused(")
    assert verified.failed("multi_class_head", form) == set()
    mistaken = form.replace('Dense(3, name="logits")', 'Dense(3, name="logits", use_bias=False)')
    assert "prediction probabilities" in verified.failed("multi_class_head", mistaken)


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MUTATIONS)
def test_a_mistake_is_caught_in_its_row(verified, mistake):
    name, right, wrong, rows = MUTATIONS[mistake]
    form = _form(name)
    assert form.count(right) == 1
    assert rows <= verified.failed(name, form.replace(right, wrong))
