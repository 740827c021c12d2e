"""The results of an evaluation, as an estimator gave them."""


def evaluate(model, dataset, steps=None):
    """Returns the loss and the metrics of a model, and how many steps it was trained."""
    results = model.evaluate(dataset, steps=steps, return_dict=True, verbose=0)
    return {**results, "global_step": int(model.optimizer.iterations)}
