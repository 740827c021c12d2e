"""The ready-made models of tf.estimator, the v1 classes: TF 1.15's plain names mean those."""
