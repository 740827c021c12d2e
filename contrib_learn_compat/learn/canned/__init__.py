"""Ready-made estimators: linear models, deep ones, and both together."""
