"""A model of several heads."""

import keras


class MultiHead(keras.Model):
    """A model with an output a head, whose metrics have the keys that the heads gave them."""

    def get_metrics_result(self):
        results = super().get_metrics_result()
        for name in self.output:
            prefix, suffix = f"{name}_", f"/{name}"
            results = {
                key.removeprefix(prefix) if key.endswith(suffix) else key: value
                for key, value in results.items()
                if key != f"{name}_loss"
            }
        return results
