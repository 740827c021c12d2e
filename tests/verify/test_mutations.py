"""verify passes what was migrated well, and catches what was not, in the right row."""

import json
from pathlib import Path

import pytest
from legacy_programs import ROOT, Programs

CORPUS = ROOT / "tests" / "corpus" / "programs"
HERE = Path(__file__).parent
HALVES = ROOT / "contrib_learn_compat" / "keras" / "verification"
LEGACY = {form.stem: CORPUS / form.name for form in sorted((HERE / "forms").glob("*.py"))} | {
    "regularized": HERE / "programs" / "regularized.py"
}

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
        return {f"{row['kind']} {row['name']}".strip() for row in rows if row["verdict"] == "FAIL"}

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
