"""From arrays, frames, iterators and files to what a model is fed."""

# Those who import * from the package have counted on this name.
from contrib_learn_compat.learn.io import data_feeder as data_feeder
