import keras
import numpy as np
import tensorflow as tf


# Declare list of features. We only have one real-valued feature.
def build_model():
    features = {"x": keras.Input([1], name="x")}
    logits = keras.layers.Dense(1, kernel_initializer="zeros", name="linear_x")(features["x"])
    model = keras.Model(features, logits)
    model.compile(optimizer=keras.optimizers.Ftrl(0.2), loss=keras.losses.MeanSquaredError())
    return model


def variables(model):
    """Returns the variables of a model by their names in TensorFlow 1."""
    return {
        "global_step": model.optimizer.iterations,
        "linear/bias_weight": model.get_layer("linear_x").bias,
        "linear/x/weight": model.get_layer("linear_x").kernel,
    }


estimator = build_model()

x_train = np.array([1., 2., 3., 4.])
y_train = np.array([0., -1., -2., -3.])
x_eval = np.array([2., 5., 8., 1.])
y_eval = np.array([-1.01, -4.1, -7, 0.])
input_fn = tf.data.Dataset.from_tensor_slices(({"x":x_train}, y_train)).repeat(1000).batch(4)
eval_input_fn = tf.data.Dataset.from_tensor_slices(({"x":x_eval}, y_eval)).batch(4)

estimator.fit(input_fn.take(500), shuffle=False, verbose=0)
print(
    "train loss: %.5f"
    % estimator.evaluate(
        tf.data.Dataset.from_tensor_slices(({"x": x_train}, y_train)).batch(4),
        return_dict=True,
        verbose=0)["loss"])
print("eval loss: %.5f"% estimator.evaluate(eval_input_fn, return_dict=True, verbose=0)["loss"])
for name in variables(estimator):
    if name.endswith(("weight", "bias_weight")):
        print(name, np.round(variables(estimator)[name].numpy(), 4).tolist())
