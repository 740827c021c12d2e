"""Heads as programs derive them from contrib's, by the names that cases have for them."""

import functools


class HeadClasses:
    """Methods that each make the class, or a partial call of it, that is named as they are."""

    def __init__(self, tf, heads, model_fn_ops, functions):
        self._tf = tf
        self._heads = heads
        self._model_fn_ops = model_fn_ops
        self._functions = functions

    def PairLossHead(self):
        """A regression head with its own pair of losses and its own metrics."""
        tf, base = self._tf, self._heads._RegressionHead

        class PairLossHead(base):
            def __init__(self, **args):
                def pair(labels, logits, weights):
                    loss = tf.abs(tf.cast(labels, tf.float32) - logits)
                    if weights is not None:
                        loss *= weights
                    return tf.reduce_mean(loss), tf.reduce_sum(loss)

                super().__init__(loss_fn=pair, link_fn=tf.identity, **args)

            def _metrics(self, eval_loss, predictions, labels, weights):
                return {"worst": tf.metrics.mean(tf.reduce_max(tf.abs(labels)))}

            def _transform_labels(self, mode, labels):
                if mode == "infer" or labels is None:
                    return None
                return tf.cast(labels, tf.float32) * 2.0

        return PairLossHead

    def SelfLabelledHead(self):
        """A regression head that needs no labels of the caller."""
        tf, base = self._tf, self._heads._RegressionHead

        class SelfLabelledHead(base):
            def _transform_labels(self, mode, labels):
                return None if mode == "infer" else tf.constant([[1.0], [2.0], [3.0], [4.0]])

        return functools.partial(
            SelfLabelledHead,
            loss_fn=self._functions.pair_of_hinges,
            link_fn=tf.identity,
            label_dimension=1,
        )

    def FlippedHead(self):
        """A binary head that predicts the other class too."""
        tf, base = self._tf, self._heads._BinaryLogisticHead

        class FlippedHead(base):
            def _logits_to_predictions(self, logits):
                predictions = super()._logits_to_predictions(logits)
                predictions["flipped"] = tf.subtract(1.0, predictions["logistic"], name="flipped")
                return predictions

        return FlippedHead

    def RenamedOutputHead(self):
        """A regression head that exports under another name."""
        base = self._heads._RegressionHead

        class RenamedOutputHead(base):
            def _create_output_alternatives(self, predictions):
                return {"renamed": (0, predictions)}

        return functools.partial(
            RenamedOutputHead,
            loss_fn=self._functions.pair_of_hinges,
            link_fn=self._functions.exp,
            label_dimension=1,
        )

    def OwnHead(self):
        """A head written from nothing on the abstract one, as multi_head takes it."""
        tf, base, make = self._tf, self._heads.Head, self._model_fn_ops

        class OwnHead(base):
            head_name = "own"

            @property
            def logits_dimension(self):
                return 2

            def create_model_fn_ops(
                self, features, mode, labels=None, train_op_fn=None, logits=None, scope=None
            ):
                with tf.variable_scope(scope, default_name=self.head_name):
                    predictions = {"scores": tf.multiply(logits, 2.0, name="scores")}
                    loss = tf.reduce_sum(logits, name="loss")
                    return make(
                        mode=mode,
                        predictions=predictions,
                        loss=loss,
                        train_op=train_op_fn(loss) if mode == "train" else None,
                        eval_metric_ops={"own/mean": tf.metrics.mean(logits)},
                        output_alternatives={self.head_name: (0, predictions)},
                    )

        return OwnHead

    def FixedOps(self):
        """Gives a ModelFnOps of whatever it is called with."""
        base, make = self._heads.Head, self._model_fn_ops

        class FixedOps(base):
            logits_dimension = 1

            def create_model_fn_ops(self, features, mode, **parts):
                return make(mode, **parts)

        return FixedOps

    def AbstractHead(self):
        class AbstractHead(self._heads.Head):
            @property
            def logits_dimension(self):
                return 1

        return AbstractHead
