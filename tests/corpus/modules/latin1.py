# -*- coding: latin-1 -*-
"""Grüße aus Zürich."""
import tensorflow as tf
from tensorflow.contrib import learn

GRUSS = u"Grüße"; head = learn.regression_head(label_name=GRUSS)
