"""What the recurrent models of tf.contrib.learn are asked.

As learn_scenarios.py, to whose scenarios these are added. Runs under Python 3.7 and 3.10+.
"""

import numpy as np

from core_scenarios import model_dir, outcome, training_events
from learn_scenarios import SetVariables, arrays, config, rounded, scenario

SEQUENCES = (np.arange(24, dtype=np.float32).reshape(4, 3, 2) % 7 - 3) / 4
CONTEXTS = np.array([[0.5], [-1.0], [0.25], [2.0]], np.float32)
LENGTHS = np.array([3, 1, 2, 3], np.int32)
LABELS = np.array([[0, 1, 2], [1, 0, 0], [2, 2, 0], [1, 0, 1]])

CELLS = ("basic_rnn", "lstm", "gru")


def modules(world):
    """Returns the deep modules: of what is common, of the dynamic and of the state-saving model."""
    names = ("rnn_common", "dynamic_rnn_estimator", "state_saving_rnn_estimator")
    return [world.deep("estimators." + name) for name in names]


def columns(world):
    real = world.layers.real_valued_column
    return [real("sequence", dimension=2)], [real("context")]


def structure(state):
    """Returns the names and shapes of tensors, nested as they are."""
    if isinstance(state, (list, tuple)):
        return [type(state).__name__] + [structure(part) for part in state]
    return [state.name, state.shape.as_list()]


@scenario
def rnn_parts(world):
    tf = world.tf
    common, dynamic, saving = modules(world)
    answers = {}
    with tf.Graph().as_default(), tf.Session() as session:
        steps, lengths = tf.constant(SEQUENCES), tf.constant(LENGTHS)
        labels = tf.constant(LABELS)
        for name, given in (("padded", lengths), ("whole", None)):
            answers[f"last of {name}"] = common.select_last_activations(steps, given)
            answers[f"masked of {name}"] = common.mask_activations_and_labels(steps, labels, given)
        answers = arrays(session.run(answers))
        for cell_type in CELLS:
            for units in (3, [3, 2]):
                with tf.Graph().as_default():
                    cell = common.construct_rnn_cell(units, cell_type)
                    names = saving._get_state_names(cell)
                    zeros = dynamic.state_tuple_to_dict(cell.zero_state(4, tf.float32))
                    packed = dynamic.dict_to_state_tuple(zeros, cell)
                    answers[f"{cell_type} of {units}"] = {
                        "cell": type(cell).__name__,
                        "names": names,
                        "initial": sorted(
                            [key, value.shape.as_list()]
                            for key, value in saving._get_initial_states(cell).items()
                        ),
                        "dict": [[key, structure(zeros[key])] for key in sorted(zeros)],
                        "tuple": structure(packed),
                    }
                    del zeros[sorted(zeros)[0]]
                    answers[f"{cell_type} of {units} without a part"] = outcome(
                        lambda z=zeros, c=cell: dynamic.dict_to_state_tuple(z, c)
                    )
        cells = [common.construct_rnn_cell(3) for _ in range(2)]
        answers["dropout"] = [
            type(cell).__name__ for cell in common.apply_dropout(cells, [0.5, 0.25, 1.0])
        ]
        for name, make in {
            "too little dropout": lambda: common.apply_dropout(cells, [0.5, 0.5]),
            "no cell": lambda: common.construct_rnn_cell(3, world.learn.RunConfig),
        }.items():
            answers[name] = outcome(make)
    return answers


@scenario
def rnn_refusals(world):
    learn = world.learn
    common, dynamic, saving = modules(world)
    problem, kind = learn.ProblemType, common.PredictionType
    sequences, contexts = columns(world)
    made = {
        "prediction type": lambda: learn.DynamicRnnEstimator(problem.CLASSIFICATION, 3, sequences),
        "problem type": lambda: learn.DynamicRnnEstimator(7, kind.SINGLE_VALUE, sequences),
        "num_classes": lambda: learn.DynamicRnnEstimator(
            problem.CLASSIFICATION, kind.SINGLE_VALUE, sequences
        ),
        "probabilities": lambda: learn.DynamicRnnEstimator(
            problem.LINEAR_REGRESSION, kind.SINGLE_VALUE, sequences, predict_probabilities=True
        ),
        "output alternatives": lambda: dynamic._get_output_alternatives(3, 1, {}),
        "saving, problem type": lambda: saving.StateSavingRnnEstimator(7, 2, 2, sequences),
        "saving, num_unroll": lambda: saving.StateSavingRnnEstimator(
            problem.LINEAR_REGRESSION, 0, 2, sequences
        ),
        "saving, features": lambda: saving._prepare_features_for_sqss(
            {}, None, "infer", sequences, contexts
        ),
        "saving, context": lambda: saving._prepare_features_for_sqss(
            {"sequence": SEQUENCES}, None, "infer", sequences, contexts
        ),
    }
    return {name: outcome(make) for name, make in made.items()}


@scenario
def dynamic_rnns(world):
    tf, learn = world.tf, world.learn
    kind = modules(world)[0].PredictionType
    sequences, contexts = columns(world)
    answers = {}
    for cell, problem, prediction in (
        ("basic_rnn", "CLASSIFICATION", "SINGLE_VALUE"),
        ("lstm", "CLASSIFICATION", "MULTIPLE_VALUE"),
        ("lstm", "LINEAR_REGRESSION", "SINGLE_VALUE"),
        ("gru", "LINEAR_REGRESSION", "MULTIPLE_VALUE"),
    ):
        classifies = problem == "CLASSIFICATION"
        labels = LABELS if prediction == "MULTIPLE_VALUE" else LABELS[:, 0]
        labels = labels.astype("int64" if classifies else "float32")

        def input_fn(labels=labels):
            features = {
                "sequence": tf.constant(SEQUENCES),
                "context": tf.constant(CONTEXTS),
                "sequence_length": tf.constant(LENGTHS),
            }
            return features, tf.constant(labels)

        with model_dir() as path:
            estimator = learn.DynamicRnnEstimator(
                getattr(learn.ProblemType, problem),
                getattr(kind, prediction),
                sequences,
                contexts,
                num_classes=3 if classifies else None,
                num_units=[3, 2] if cell == "lstm" else 3,
                cell_type=cell,
                predict_probabilities=classifies,
                optimizer="Momentum" if classifies else "SGD",
                momentum=0.5,
                model_dir=path,
                config=config(world),
            )
            answers[f"{cell} {problem} {prediction}"] = trained(tf, estimator, input_fn, path)
    return answers


@scenario
def state_saving_rnns(world):
    """One sequence at a time, so that no queue's order shows."""
    tf, learn = world.tf, world.learn
    saving = modules(world)[2]
    sequences, contexts = columns(world)

    def input_fn():
        features = {
            "sequence": tf.constant(SEQUENCES.reshape(12, 2)),
            "context": tf.constant(CONTEXTS[0]),
        }
        return features, tf.constant(LABELS.reshape(12))

    answers = {}
    for cell in CELLS[::2]:  # states of which one is another's like; an LSTM's go into one tensor
        with model_dir() as path:
            estimator = saving.StateSavingRnnEstimator(
                learn.ProblemType.CLASSIFICATION,
                num_unroll=4,
                batch_size=1,
                sequence_feature_columns=sequences,
                context_feature_columns=contexts,
                num_classes=3,
                num_units=3,
                cell_type=cell,
                num_threads=1,
                queue_capacity=1,
                model_dir=path,
                config=config(world),
            )
            answers[cell] = trained(tf, estimator, input_fn, path, steps=6, predicts=False)
    return answers


def trained(tf, estimator, input_fn, path, steps=3, predicts=True):
    """Trains a model from known values; tells of it what can be seen."""
    estimator.fit(input_fn=input_fn, steps=steps, monitors=[SetVariables(tf)])
    names = estimator.get_variable_names()
    answer = {
        "variables": rounded({name: estimator.get_variable_value(name) for name in names}),
        "evaluation": rounded(estimator.evaluate(input_fn=input_fn, steps=3)),
        "events": training_events(tf, path),
    }
    if predicts:
        answer["predictions"] = rounded(list(estimator.predict(input_fn=input_fn)))
    return answer
