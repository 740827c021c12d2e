"""Training up to a step."""


def train_to(model, dataset, max_steps, **options):
    """Trains a model until its optimizer has taken so many steps."""
    steps = max_steps - int(model.optimizer.iterations)
    if steps > 0:
        model.fit(dataset.take(steps), shuffle=False, verbose=0, **options)
