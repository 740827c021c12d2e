import tensorflow as tf
from tensorflow.contrib import learn

def half(:
    return learn.Estimator
