"""Features that a model takes."""


def only(*names):
    """Returns a function to map a dataset through that leaves out all other features."""
    return lambda features, *rest: ({name: features[name] for name in names}, *rest)
