import numpy as np
from contrib_learn_compat import tf
# Declare list of features. We only have one real-valued feature.
features = [tf.contrib.layers.real_valued_column("x", dimension=1)]
estimator = tf.contrib.learn.LinearRegressor(feature_columns=features)

x_train = np.array([1., 2., 3., 4.])
y_train = np.array([0., -1., -2., -3.])
x_eval = np.array([2., 5., 8., 1.])
y_eval = np.array([-1.01, -4.1, -7, 0.])
input_fn = tf.contrib.learn.io.numpy_input_fn({"x":x_train}, y_train, batch_size=4,
                                              num_epochs=1000, shuffle=False)
eval_input_fn = tf.contrib.learn.io.numpy_input_fn(
    {"x":x_eval}, y_eval, batch_size=4, num_epochs=1, shuffle=False)

estimator.fit(input_fn=input_fn, steps=500)
print("train loss: %.5f"% estimator.evaluate(input_fn=tf.contrib.learn.io.numpy_input_fn(
    {"x":x_train}, y_train, 4, 1, shuffle=False))["loss"])
print("eval loss: %.5f"% estimator.evaluate(input_fn=eval_input_fn)["loss"])
# MIGRATE: not moved to Keras, get_variable_names: Keras has other names for its weights
for name in estimator.get_variable_names():
    if name.endswith(("weight", "bias_weight")):
        print(name, np.round(estimator.get_variable_value(name), 4).tolist())
