"""The end of a model_fn that a head makes."""

from __future__ import annotations

from contrib_learn_migrate.keras import heads
from contrib_learn_migrate.keras.dead import free_names
from contrib_learn_migrate.keras.model_fns import ends, training
from contrib_learn_migrate.keras.model_fns.paths import Path, read_names
from contrib_learn_migrate.keras.model_fns.results import Result
from contrib_learn_migrate.keras.rules import Obstacle, dict_text

_NO_OP = "tf.contrib.learn.no_op_train_fn"


class HeadModel:
    """A model that a head ends.

    Attributes:
      needs: the variables of the model_fn that its optimizer and its head read.
      gives: those that its logits read.
      head: the head.
      counts: what each step of training adds to the global step.
    """

    def __init__(self, result: Result, path: Path, renderer) -> None:
        self.head, self._call, self._renderer = result.head, result.created, renderer
        self.counts = 1
        self._optimizer = self._trained(result, path)
        parts = self.head.parts or (self.head,)
        texts = [self._optimizer, *(text for head in parts for text in _texts(head))]
        self.needs = {name for text in texts for name in free_names(text)}
        given = [self._call.args[n] for n in ("logits", "logits_input") if self._call.has(n)]
        self.gives = {name for node in given for name in read_names(node)}

    def lines(self) -> list[str]:
        """Returns the statements that make, compile and return the model."""
        inputs = self._renderer.inputs
        return ends.model_of_head(self.head, self._call, inputs, self._optimizer)

    def predictor(self) -> str:
        """Returns the text of the function that makes the model of the predictions."""
        return ends.predictor_of_head(self.head, self._renderer.step)

    def prepared(self) -> str | None:
        """Returns the text of the function that datasets are mapped through."""
        return heads.prepared(self.head, self._renderer.step)

    def _trained(self, result: Result, path: Path) -> str:
        if not self._call.has("train_op_fn"):
            raise self._call.obstacle("it has no train_op_fn")
        node = self._call.args["train_op_fn"]
        reference = self._renderer.references.get(id(node))
        if reference and self._renderer.canonical(reference) == _NO_OP:
            if "train_op" not in result.values or self.head.parts or self.head.has_centered_bias:
                raise Obstacle(node, _NO_OP, "it is not known what trains the model")
            train_op = result.values["train_op"].node
            parts, self.counts = training.optimizers_of_parts(train_op, path, self._renderer)
            self._renderer.helpers.add("model_of_parts")
            return dict_text(parts)
        if "train_op" in result.values:
            raise Obstacle(result.node, "train_op", "it takes the place of the head's own")
        return training.optimizer_of_function(node, self._renderer)


def _texts(head: heads.Head) -> list[str]:
    return [text for text in (head.size, head.loss, head.metrics, head.added_loss) if text]
