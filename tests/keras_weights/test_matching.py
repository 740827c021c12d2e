"""Which variable becomes which weight, and what is said where none does."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from contrib_learn_compat.keras.weights import match


def array(*shape, of=0):
    """Returns an array that is unlike another one's."""
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape) + 100 * of


def stack(*made, inputs=(3,)):
    net = x = keras.Input(inputs)
    for layer in made:
        net = layer(net)
    return keras.Model(x, net)


def mapped(matching):
    return {pair.weight.path: pair.variables for pair in matching.mapped}


def dense(scope, inputs, units, of=0):
    return {
        f"{scope}/weights": array(inputs, units, of=of),
        f"{scope}/biases": array(units, of=of + 1),
    }


# Stacks of layers, some with names, some with numbers.


@st.composite
def stacks(draw):
    """A model, the legacy variables that belong to it, and for each of its weights its value."""
    model_layers, variables, expected = [], {}, []
    inputs, numbers = 3, {}

    def numbered(kind):
        numbers[kind] = numbers.get(kind, -1) + 1
        return f"{kind}_{numbers[kind]}" if numbers[kind] else kind

    def add(name, *shape):
        variables[name] = array(*shape, of=len(variables))
        expected.append(variables[name])

    for i, kind in enumerate(
        draw(st.lists(st.sampled_from(["named", "dense", "norm"]), min_size=1))
    ):
        if kind == "norm":
            scope = numbered("BatchNorm")
            for leaf in ("gamma", "beta", "moving_mean", "moving_variance"):
                add(f"{scope}/{leaf}", inputs)
            model_layers.append(layers.BatchNormalization())
            continue
        units, name = draw(st.integers(2, 4)), None
        scope = numbered("fully_connected")
        if kind == "named":
            scope, name = f"tower_{i}/hidden", draw(st.sampled_from([f"tower_{i}_hidden", None]))
            name = name or f"tower_{i}"
        add(f"{scope}/weights", inputs, units)
        add(f"{scope}/biases", units)
        model_layers.append(layers.Dense(units, name=name))
        inputs = units
    order = draw(st.permutations(list(variables)))
    return stack(*model_layers), {name: variables[name] for name in order}, expected


def assert_values(model, matching, expected):
    assert matching.is_whole
    values = {id(pair.weight): pair.value for pair in matching.mapped}
    for weight, value in zip(model.weights, expected, strict=True):
        np.testing.assert_array_equal(values[id(weight)], value)


@settings(max_examples=25, deadline=None)
@given(stacks())
def test_every_weight_gets_its_own(made):
    model, variables, expected = made
    assert_values(model, match(variables, model), expected)


@settings(max_examples=15, deadline=None)
@given(stacks(), st.data())
def test_parts_are_the_whole(made, data):
    model, variables, expected = made
    parts = {}
    for name, value in variables.items():
        count = data.draw(st.integers(1, len(value)))
        for i, part in enumerate(np.array_split(value, count)):
            parts[f"{name}/part_{i}"] = part
    assert_values(model, match(parts, model), expected)


@settings(max_examples=15, deadline=None)
@given(stacks(), st.data())
def test_what_is_left_over_is_told(made, data):
    model, variables, _ = made
    gone = data.draw(st.sampled_from(sorted(variables)))
    matching = match({name: variables[name] for name in variables if name != gone}, model)
    assert matching.unmapped_weights and not matching.is_whole
    assert len(matching.mapped) + len(matching.unmapped_weights) == len(model.weights)

    matching = match({**variables, "more/of/it": array(17)}, model)
    assert list(matching.unmapped_variables) == ["more/of/it"] and not matching.is_whole
    assert not matching.unmapped_weights


# One by one.


def test_numbers_go_in_their_order():
    model = stack(*(layers.Dense(3) for _ in range(12)))
    variables = {}
    for i in reversed(range(12)):
        scope = f"fully_connected_{i}" if i else "fully_connected"
        variables |= dense(scope, 3, 3, of=i)
    values = [pair.value[0, 0] for pair in match(variables, model).mapped if pair.value.ndim == 2]
    assert values == [100 * i for i in range(12)]


def test_the_logits_of_a_head_come_last():
    model = stack(layers.Dense(3), layers.Dense(3), layers.Dense(3))
    variables = (
        dense("binary_logistic_head/logits", 3, 3, of=7)
        | dense("fully_connected", 3, 3, of=1)
        | dense("fully_connected_1", 3, 3, of=2)
    )
    matching = match(variables, model)
    assert [pair.variables[0] for pair in matching.mapped[::2]] == [
        "fully_connected/weights",
        "fully_connected_1/weights",
        "binary_logistic_head/logits/weights",
    ]


def test_two_rows_of_numbers_are_no_row():
    model = stack(layers.Dense(3), layers.Dense(3))
    matching = match(dense("a/fully_connected", 3, 3) | dense("b/fully_connected", 3, 3), model)
    assert not matching.mapped and not matching.mismatched
    first, second = (layer.name for layer in model.layers[1:])
    note = f"may be any of {first}, {second}: name these layers after their scopes"
    assert set(matching.unmapped_variables.values()) == {note}
    assert len(matching.unmapped_weights) == 4


def test_a_name_that_may_be_two_is_none():
    model = stack(layers.Dense(3, name="hidden"))
    matching = match(dense("a/hidden", 3, 3) | dense("b/hidden", 3, 3), model)
    assert not matching.mapped and len(matching.unmapped_variables) == 4


def test_what_fits_nowhere_else_is_said_to_be_a_guess():
    model = stack(layers.Dense(4, name="one"), layers.Dense(2, name="two"))
    matching = match(dense("three", 3, 4) | dense("two", 4, 2), model)
    assert matching.is_whole and matching.by_shape == ["one"]


def test_another_shape():
    model = stack(layers.Dense(4, name="hidden"), layers.Dense(2, name="logits"))
    matching = match(dense("hidden", 3, 4) | dense("dnn/logits", 4, 5), model)
    assert [(m.variables, m.weight.path, m.reason) for m in matching.mismatched] == [
        (("dnn/logits/weights",), "logits/kernel", "has the shape [4, 5], not [4, 2]"),
        (("dnn/logits/biases",), "logits/bias", "has the shape [5], not [2]"),
    ]
    assert not matching.is_whole and not matching.unmapped_variables
    assert list(mapped(matching)) == ["hidden/kernel", "hidden/bias"]


def test_what_fits_in_a_layer_of_another_shape():
    model = stack(layers.Dense(4, name="hidden"))
    reasons = {m.weight.path: m.reason for m in match(dense("hidden", 5, 4), model).mismatched}
    assert reasons == {
        "hidden/kernel": "has the shape [5, 4], not [3, 4]",
        "hidden/bias": "fits, but the others of its layer do not",
    }


def test_normalization_is_not_taken_for_another():
    model = stack(layers.LayerNormalization())
    norm = {name: array(3) for name in ("beta", "moving_mean", "moving_variance")}
    matching = match({f"BatchNorm/{name}": value for name, value in norm.items()}, model)
    assert not matching.mapped and not matching.is_whole


def test_ones_in_shapes_count_for_nothing():
    model = stack(layers.Dense(1, use_bias=False), inputs=(1,))
    (pair,) = match({"slope": np.float32(2.5)}, model).mapped
    assert pair.value.shape == (1, 1) and pair.value[0, 0] == 2.5


def test_a_gru_that_resets_after():
    model = stack(layers.GRU(4), inputs=(5, 3))
    variables = {
        "rnn/gru_cell/gates/kernel": array(7, 8),
        "rnn/gru_cell/gates/bias": array(8),
        "rnn/gru_cell/candidate/kernel": array(7, 4),
        "rnn/gru_cell/candidate/bias": array(4),
    }
    matching = match(variables, model)
    assert {pair.reason for pair in matching.mismatched} == {
        "no cell of TF 1.15 computes what reset_after=True does: set it to False"
    }


def test_gates_of_a_cell():
    model = stack(layers.LSTM(2), inputs=(5, 3))
    gates = np.repeat([0.0, 1.0, 2.0, 3.0], 2)  # i, c, f, o
    kernel = np.tile(gates, [5, 1]) + 10 * np.arange(5)[:, None]
    variables = {"lstm_cell/kernel": kernel, "lstm_cell/bias": gates}
    kernel, recurrent, bias = (pair.value for pair in match(variables, model).mapped)
    ordered = np.repeat([0.0, 2.0, 1.0, 3.0], 2)  # i, f, c, o
    np.testing.assert_array_equal(kernel, ordered + [[0], [10], [20]])
    np.testing.assert_array_equal(recurrent, ordered + [[30], [40]])
    np.testing.assert_array_equal(bias, ordered + [0, 0, 1, 1, 0, 0, 0, 0])


def test_a_model_without_weights_yet():
    model = keras.Sequential([layers.Dense(3)], name="unbuilt")
    with pytest.raises(ValueError, match="'unbuilt' has no weights yet: call it on a batch"):
        match({}, model)


# Optimizers.


def compiled(optimizer, *made):
    model = stack(*made or [layers.Dense(2, name="hidden")])
    model.compile(optimizer, "mse")
    return model


def slots(*names):
    return {f"hidden/{leaf}/{n}": array(*s) for n in names for leaf, s in _HIDDEN.items()}


_HIDDEN = {"weights": (3, 2), "biases": (2,)}


def test_without_slots_and_steps_the_optimizer_is_left_alone():
    model = compiled(keras.optimizers.Adam())
    matching = match(dense("hidden", 3, 2), model)
    assert matching.is_whole and not model.optimizer.built


@pytest.mark.parametrize("name", ["Adagrad", "Adam"])
@pytest.mark.parametrize("legacy", [["Momentum"], ["Ftrl", "Ftrl_1"], ["RMSProp", "RMSProp_1"]])
def test_slots_of_another_optimizer(name, legacy):
    """They are not taken for its own, though there may be as many."""
    model = compiled(getattr(keras.optimizers, name)())
    matching = match(dense("hidden", 3, 2) | slots(*legacy), model)
    _, _, *kept = model.optimizer.variables
    assert list(map(id, matching.unmapped_weights)) == list(map(id, kept))
    assert set(matching.ignored) == slots(*legacy).keys() and not matching.unmapped_variables
    assert set(matching.ignored.values()) == {f"not kept by {name}"}


def test_slots_of_what_is_not_mapped():
    model = compiled(keras.optimizers.Adagrad(), layers.Dense(7, name="hidden"))
    matching = match(dense("hidden", 3, 2) | slots("Adagrad"), model)
    assert matching.ignored["hidden/weights/Adagrad"] == "hidden/weights is not mapped"


def test_a_slot_that_keras_has_no_need_of():
    model = compiled(keras.optimizers.RMSprop())
    matching = match(dense("hidden", 3, 2) | slots("RMSProp", "RMSProp_1"), model)
    assert matching.is_whole
    assert set(matching.ignored) == {"hidden/weights/RMSProp_1", "hidden/biases/RMSProp_1"}


def test_averages():
    model = compiled(keras.optimizers.SGD(use_ema=True))
    matching = match(dense("hidden", 3, 2) | slots("ExponentialMovingAverage"), model)
    assert matching.is_whole and not matching.ignored
    assert ("hidden/weights/ExponentialMovingAverage",) in mapped(matching).values()


def test_a_model_that_is_not_compiled():
    variables = dense("hidden", 3, 2) | slots("Adagrad") | {"global_step": np.int64(3)}
    matching = match(variables, stack(layers.Dense(2, name="hidden")))
    assert matching.is_whole
    assert set(matching.ignored.values()) == {"the model is not compiled: it has no optimizer"}


def test_an_optimizer_for_each_part():
    model = compiled(
        keras.optimizers.Adagrad(), layers.Dense(2, name="hidden"), layers.Dense(2, name="linear")
    )
    model.linear_optimizer = keras.optimizers.Ftrl()
    hidden, linear = (layer.trainable_weights for layer in model.layers[1:])
    model.optimizer.build(hidden)
    model.linear_optimizer.build(linear)
    variables = dense("hidden", 3, 2) | dense("linear", 2, 2) | slots("Adagrad")
    variables |= {
        f"linear/{leaf}/{slot}": np.zeros_like(variables[f"linear/{leaf}"])
        for leaf in _HIDDEN
        for slot in ("Ftrl", "Ftrl_1")
    }
    variables["global_step"] = np.int64(3)
    matching = match(variables, model)
    assert matching.is_whole and not matching.ignored
    matching.assign()
    assert int(model.optimizer.iterations) == int(model.linear_optimizer.iterations) == 3


def test_a_bias_that_two_optimizers_train():
    """That of a head's centered bias is made first, and has the first slot."""
    model = compiled(keras.optimizers.Adagrad())
    bias = model.layers[-1].bias
    model.bias_optimizer = keras.optimizers.Adagrad()
    model.bias_optimizer.build([bias])
    variables = dense("hidden", 3, 2) | slots("Adagrad")
    variables["hidden/biases/Adagrad_1"] = array(2, of=9)
    matching = match(variables, model)
    assert matching.is_whole
    matching.assign()
    *_, own = model.bias_optimizer.variables
    *_, other = model.optimizer.variables
    np.testing.assert_array_equal(own.numpy(), array(2))
    np.testing.assert_array_equal(other.numpy(), array(2, of=9))
