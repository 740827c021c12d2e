"""What input functions of every kind become: pairs of text."""

import textwrap

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import ESTIMATOR, INPUT, of_model


def check(old, new, estimator=ESTIMATOR):
    assert of_model(textwrap.dedent(old) + "\n\n" + estimator).startswith(textwrap.dedent(new))


def test_tensors_are_one_batch_for_ever():
    check(
        INPUT,
        """\
        def input_fn():
            return tf.data.Dataset.from_tensors(
                ({"x": tf.constant([[1.0], [2.0]])}, tf.constant([0, 2]))
            ).repeat()


        estimator = build_model(inputs_of(input_fn()))
        estimator.fit(input_fn(), steps_per_epoch=10, shuffle=False, verbose=0)
        """,
    )


def test_names_are_returned_as_they_are():
    check(
        """\
        def input_fn():
            x = np.eye(4)
            features = dict(x=tf.constant(x))
            labels = tf.constant([0, 1, 2, 0])
            return features, labels
        """,
        """\
        def input_fn():
            x = np.eye(4)
            features = dict(x=tf.constant(x))
            labels = tf.constant([0, 1, 2, 0])
            return tf.data.Dataset.from_tensors((features, labels)).repeat()
        """,
    )


@pytest.mark.parametrize(
    "iterator",
    [
        "dataset.batch(2).repeat().make_one_shot_iterator()",
        "tf.data.make_one_shot_iterator(dataset.batch(2).repeat())",
    ],
)
def test_an_iterator_is_its_dataset(iterator):
    check(
        f"""\
        def input_fn():
            dataset = tf.data.Dataset.from_tensor_slices(({{"x": np.eye(4)}}, np.arange(4)))
            iterator = {iterator}
            features, labels = iterator.get_next()
            return features, labels
        """,
        """\
        def input_fn():
            dataset = tf.data.Dataset.from_tensor_slices(({"x": np.eye(4)}, np.arange(4)))
            return dataset.batch(2).repeat()


        estimator = build_model(inputs_of(input_fn()))
        estimator.fit(input_fn(), steps_per_epoch=10, shuffle=False, verbose=0)
        """,
    )


def test_data_that_may_end_are_taken_as_far_as_the_steps():
    check(
        """\
        def input_fn():
            dataset = tf.data.Dataset.from_tensor_slices(({"x": np.eye(4)}, np.arange(4)))
            return dataset.batch(2).make_one_shot_iterator().get_next()
        """,
        """\
        def input_fn():
            dataset = tf.data.Dataset.from_tensor_slices(({"x": np.eye(4)}, np.arange(4)))
            return dataset.batch(2)


        estimator = build_model(inputs_of(input_fn()))
        estimator.fit(input_fn().take(10), shuffle=False, verbose=0)
        """,
    )


def test_a_closure_is_called():
    check(
        """\
        def make_input_fn(seed):
            def input_fn():
                x = np.random.RandomState(seed).rand(4, 2)
                return {"x": x}, np.arange(4)
            return input_fn
        """,
        """\
        def make_input_fn(seed):
            def input_fn():
                x = np.random.RandomState(seed).rand(4, 2)
                return tf.data.Dataset.from_tensors(({"x": x}, np.arange(4))).repeat()
            return input_fn


        estimator = build_model(inputs_of(make_input_fn(0)()))
        estimator.fit(make_input_fn(0)(), steps_per_epoch=10, shuffle=False, verbose=0)
        """,
        ESTIMATOR.replace("input_fn=input_fn", "input_fn=make_input_fn(0)"),
    )


def test_a_lambda_passes_arguments_on():
    check(
        """\
        def input_fn(n):
            return {"x": np.eye(n)}, np.arange(n)
        """,
        """\
        def input_fn(n):
            return tf.data.Dataset.from_tensors(({"x": np.eye(n)}, np.arange(n))).repeat()


        estimator = build_model(inputs_of(input_fn(3)))
        estimator.fit(input_fn(3), steps_per_epoch=10, shuffle=False, verbose=0)
        """,
        ESTIMATOR.replace("input_fn=input_fn", "input_fn=lambda: input_fn(3)"),
    )


def test_a_partial_is_called_with_what_it_was_given():
    check(
        """\
        def input_fn(n, seed):
            return {"x": np.eye(n)}, np.arange(n) + seed
        """,
        """\
        def input_fn(n, seed):
            return tf.data.Dataset.from_tensors(
                ({"x": np.eye(n)}, np.arange(n) + seed)
            ).repeat()


        estimator = build_model(inputs_of(input_fn(3, seed=1)))
        estimator.fit(input_fn(3, seed=1), steps_per_epoch=10, shuffle=False, verbose=0)
        """,
        ESTIMATOR.replace("input_fn=input_fn", "input_fn=functools.partial(input_fn, 3, seed=1)"),
    )


def test_tensors_of_a_lambda_have_a_name():
    check(
        "x, y = np.eye(4), np.arange(4)",
        """\
        x, y = np.eye(4), np.arange(4)

        dataset = tf.data.Dataset.from_tensors(({"x": x}, y)).repeat()
        estimator = build_model(inputs_of(dataset))
        estimator.fit(dataset, steps_per_epoch=10, shuffle=False, verbose=0)
        """,
        ESTIMATOR.replace("input_fn=input_fn", 'input_fn=lambda: ({"x": x}, y)'),
    )


def test_whether_arrays_are_shuffled_may_be_known_when_it_runs():
    check(
        """\
        def batches(is_shuffled):
            return learn.io.numpy_input_fn(
                {"x": np.eye(4)}, np.arange(4), num_epochs=None, shuffle=is_shuffled)
        """,
        """\
        def batches(is_shuffled):
            return (
                tf.data.Dataset.from_tensor_slices(({"x": np.eye(4)}, np.arange(4)))
                .shuffle(1000 if is_shuffled else 1)
                .repeat()
                .batch(128)
            )
        """,
        ESTIMATOR.replace("=input_fn", "=batches(True)"),
    )


def test_arrays_repeat_before_they_are_batched():
    check(
        """\
        input_fn = learn.io.numpy_input_fn(
            {"x": np.eye(4)}, np.arange(4), batch_size=3, num_epochs=None)
        """,
        """\
        input_fn = (
            tf.data.Dataset.from_tensor_slices(({"x": np.eye(4)}, np.arange(4)))
            .shuffle(1000)
            .repeat()
            .batch(3)
        )


        estimator = build_model(inputs_of(input_fn))
        estimator.fit(input_fn, steps_per_epoch=10, shuffle=False, verbose=0)
        """,
    )


@pytest.mark.parametrize(
    "sparse, dense",
    [
        (
            "tf.SparseTensor(indices=[[i, 0] for i in range(4)], values=w, dense_shape=[4, 1])",
            "tf.reshape(w, [4, 1])",
        ),
        (
            "tf.SparseTensor([[0, 0], [1, 0]], ['a', 'b'], [2, 1])",
            "tf.reshape(['a', 'b'], [2, 1])",
        ),
        (
            "tf.SparseTensor(i, ['a'], [2, 2])",
            "tf.sparse.to_dense(tf.SparseTensor(i, ['a'], [2, 2]))",
        ),
        ("tf.SparseTensor(i, w, [2, 2])", "dense(tf.SparseTensor(i, w, [2, 2]))"),
    ],
)
def test_sparse_features_are_dense(sparse, dense):
    old = f"""\
        i, w = [[0, 0]], ['a', 'b', 'c', 'd']


        def input_fn():
            w_feature = {sparse}
            return {{"x": np.eye(4), "w": w_feature}}, np.arange(4)
        """
    assert f"    w_feature = {dense}\n" in of_model(textwrap.dedent(old) + "\n\n" + ESTIMATOR)


@pytest.mark.parametrize(
    "body, reason",
    [
        ("return {'x': np.eye(3)}, np.arange(3), 1", "it returns other than features and labels"),
        (
            "return tf.data.Dataset.range(3).make_initializable_iterator().get_next()",
            "it is no one-shot iterator",
        ),
    ],
)
def test_what_is_not_known_stays(body, reason):
    with pytest.raises(Obstacles, match=reason):
        of_model(f"def input_fn():\n    {body}\n\n\n{ESTIMATOR}")


def test_a_dataset_may_be_made_in_several_steps():
    check(
        """\
        def input_fn(training=True):
            dataset = tf.data.Dataset.from_tensor_slices(({"x": np.eye(4)}, np.arange(4)))
            if training:
                dataset = dataset.repeat()
            return dataset.batch(2)
        """,
        """\
        def input_fn(training=True):
            dataset = tf.data.Dataset.from_tensor_slices(({"x": np.eye(4)}, np.arange(4)))
            if training:
                dataset = dataset.repeat()
            return dataset.batch(2)


        estimator = build_model(inputs_of(input_fn()))
        estimator.fit(input_fn().take(10), shuffle=False, verbose=0)
        """,
    )


@pytest.mark.parametrize(
    "text, reason",
    [
        (f"{INPUT}{ESTIMATOR}features, labels = input_fn()\n", "its tensors are used here"),
        (f"def input_fn(data=np.load('a')):\n    return data\n\n{ESTIMATOR}", "it is not known"),
    ],
)
def test_batches_are_no_guess(text, reason):
    with pytest.raises(Obstacles, match=reason):
        of_model(text)


def test_a_parameter_may_be_any_function():
    with pytest.raises(Obstacles, match="it is not known what it returns"):
        of_model(
            "def run(input_fn):\n    estimator = learn.Estimator(model_fn)\n"
            "    estimator.fit(input_fn=input_fn, steps=10)\n"
        )
