"""What programs do with the classes of heads: isinstance, and heads of their own.

What derived heads compute is compared with TF 1.15 in test_goldens, cases "programs/…Head".
"""

import pytest
import tensorflow as tf

from contrib_learn_compat import heads
from contrib_learn_compat.model_fn import ModelFnOps

tf1 = tf.compat.v1

FACTORIES = {
    "binary": (lambda: heads.multi_class_head(2), heads._BinaryLogisticHead),
    "multi_class": (lambda: heads.multi_class_head(3), heads._MultiClassHead),
    "svm": (heads.binary_svm_head, heads._BinarySvmHead),
    "multi_label": (lambda: heads.multi_label_head(2), heads._MultiLabelHead),
    "regression": (heads.regression_head, heads._RegressionHead),
    "poisson": (heads.poisson_regression_head, heads._RegressionHead),
    "loss_only": (lambda: heads.loss_only_head(list), heads._LossOnlyHead),
    "multi_head": (lambda: heads.multi_head([]), heads._MultiHead),
}
SINGLE = {heads._LossOnlyHead: False, heads._MultiHead: False}


@pytest.mark.parametrize("name", FACTORIES)
def test_factories_give_the_classes(name):
    factory, kind = FACTORIES[name]
    head = factory()
    others = {other for _, other in FACTORIES.values()} - {kind}
    assert isinstance(head, kind) and isinstance(head, heads.Head)
    assert not isinstance(head, tuple(others))
    assert isinstance(head, heads._SingleHead) is SINGLE.get(kind, True)


class MeanHead(heads.Head):
    """A head on nothing but the abstract class, with the least that multi_head asks for."""

    def __init__(self, head_name):
        self.head_name = head_name

    @property
    def logits_dimension(self):
        return 1

    def create_model_fn_ops(self, features, mode, labels, train_op_fn, logits, scope):
        loss = tf.reduce_mean(logits)
        return ModelFnOps(
            mode=mode,
            predictions={"mean": loss},
            loss=loss,
            train_op=train_op_fn(loss),
            output_alternatives={self.head_name: (0, {"mean": loss})},
        )


def test_multi_head_trains_a_head_of_the_users():
    head = heads.multi_head([MeanHead("a"), MeanHead("b")], loss_weights=[1.0, 10.0])
    with tf.Graph().as_default(), tf1.Session() as session:
        logits = tf1.Variable([[1.0, 2.0], [3.0, 4.0]], use_resource=True)
        ops = head.create_model_fn_ops(
            features={},
            mode="train",
            train_op_fn=lambda loss: tf1.train.GradientDescentOptimizer(2.0).minimize(loss),
            logits=logits,
        )
        session.run(logits.initializer)
        assert session.run(ops.loss) == 2.0 + 10.0 * 3.0
        session.run(ops.train_op)
        assert session.run(logits).tolist() == [[0.0, -8.0], [2.0, -6.0]]


def test_a_derived_head_can_take_over_each_step():
    seen = []

    class Curious(heads._RegressionHead):
        def _transform_labels(self, mode, labels):
            seen.append("labels")
            return super()._transform_labels(mode, labels)

        def _logits_to_predictions(self, logits):
            seen.append("predictions")
            return super()._logits_to_predictions(logits)

        def _metrics(self, eval_loss, predictions, labels, weights):
            seen.append("metrics")
            return super()._metrics(eval_loss, predictions, labels, weights)

        def _create_output_alternatives(self, predictions):
            seen.append("outputs")
            return super()._create_output_alternatives(predictions)

    def loss_fn(labels, logits, weights):
        seen.append("loss")
        loss = tf.reduce_sum(logits - labels)
        return loss, loss

    with tf.Graph().as_default():
        head = Curious(label_dimension=1, loss_fn=loss_fn, link_fn=tf.identity)
        head.create_model_fn_ops({}, "eval", labels=[[1.0]], logits=[[1.0]])
    assert seen == ["labels", "predictions", "loss", "metrics", "outputs"]
