"""Features that a model takes."""


def taken_by(model, dataset):
    """Returns a dataset with those features only that a model takes."""
    names = list(model.input)
    return dataset.map(lambda features, *rest: ({n: features[n] for n in names}, *rest))
