"""Predictions by the example."""
# ruff: noqa: B905  (programs have it short)


def rows(predictions):
    """Returns a dict of the predictions of each example."""
    return [dict(zip(predictions, row)) for row in zip(*predictions.values())]
