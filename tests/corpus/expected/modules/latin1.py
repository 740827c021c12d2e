# -*- coding: latin-1 -*-
"""Grüße aus Zürich."""
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn

GRUSS = u"Grüße"; head = learn.regression_head(label_name=GRUSS)
