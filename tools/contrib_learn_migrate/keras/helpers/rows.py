"""Predictions by the example."""


def rows(predictions):
    """Returns a dict of the predictions of each example."""
    return [dict(zip(predictions, row, strict=True)) for row in zip(*predictions.values())]
