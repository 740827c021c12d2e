"""Predictions by the example."""
# ruff: noqa: B905  (programs have it short)


def rows(predictions):
    """Yields a dict of the predictions of each example."""
    for row in zip(*predictions.values()):
        yield dict(zip(predictions, row))
