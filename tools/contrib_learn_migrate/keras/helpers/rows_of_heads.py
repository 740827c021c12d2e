"""Predictions of several heads by the example."""
# ruff: noqa: B905  (programs have it short)


def rows_of_heads(predictions):
    """Yields a dict of the predictions of each example, by pairs of head and prediction."""
    keys = [tuple(key.split("/")) for key in predictions]
    for row in zip(*predictions.values()):
        yield dict(zip(keys, row))
