from contrib_learn_compat.tf.contrib.learn import *
from contrib_learn_compat.tf.contrib.layers import *


def build(features):
    columns = [real_valued_column("x"), sparse_column_with_keys("k", ["a", "b"])]
    return DNNClassifier(feature_columns=columns, hidden_units=[10], config=RunConfig())
