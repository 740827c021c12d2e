"""Models of a linear and a deep part that end in a centered bias."""

from contrib_learn_migrate.keras.helpers.centered_bias import CenteredModel
from contrib_learn_migrate.keras.helpers.wide_and_deep import WideAndDeep


class CenteredWideAndDeep(CenteredModel, WideAndDeep):
    """Trains its two parts with an optimizer each, and then its centered bias."""
