import tensorflow as tf
from tensorflow.contrib import learn
x = 1
y = learn.SKCompat
