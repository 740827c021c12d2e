from tensorflow.contrib.learn import *
from tensorflow.contrib.layers import *


def build(features):
    columns = [real_valued_column("x"), sparse_column_with_keys("k", ["a", "b"])]
    return DNNClassifier(feature_columns=columns, hidden_units=[10], config=RunConfig())
