"""The estimators of ``tf.contrib.learn`` and what is around them: faces over ``core``."""
