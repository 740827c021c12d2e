"""Models of a linear and a deep part that end in a centered bias."""

from contrib_learn_migrate.keras.helpers.centered_bias import CenteredModel
from contrib_learn_migrate.keras.helpers.wide_and_deep import WideAndDeep


class CenteredWideAndDeep(CenteredModel, WideAndDeep):
    """Trains two parts with an optimizer each, and the centered bias by itself."""

    def parts(self):
        deep, linear = super().parts()
        return [w for w in deep if w is not self.layers[-1].bias], linear
