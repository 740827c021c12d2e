"""Runs one described use of a head and tells everything that can be seen of it.

A case is plain JSON (head_cases.py). `HeadRunner(…).run(case)` builds it in a fresh graph,
runs it and returns the answer, plain JSON too. The recorder calls it with TF 1.15, the tests with
contrib_learn_compat on today's TensorFlow, so that both see the same program.

Runs under Python 3.7 and 3.10+, with `tf` being TF 1.15 or `tensorflow.compat.v1`.
"""

import contextlib
import functools
import logging

import numpy as np

import golden_json
import head_descriptions
import head_values

_SEED = 7
_EVAL_STEPS = 2
_TRAIN_STEPS = 3
_REPORTED_TRAIN_STEPS = (1, 3)


class HeadRunner:
    """Answers cases with one TensorFlow and one set of heads.

    Args:
      tf: TF 1.15, or `tensorflow.compat.v1`.
      heads: the module of the head factories and classes.
      model_fn_ops: the class ModelFnOps.
      ordered_by_hand: run each training step in pieces, in the order that contrib_learn_compat
        promises: the program's optimizer first, then the centered bias's own step. TF 1.15 leaves
        that order to chance, so its recorder asks for it.
      session_config: a `tf.ConfigProto`; by default one in which nothing is left to chance or to
        graph rewriting.
    """

    def __init__(self, tf, heads, model_fn_ops, ordered_by_hand=False, session_config=None):
        self._tf = tf
        self._heads = heads
        self._model_fn_ops = model_fn_ops
        self._ordered_by_hand = ordered_by_hand
        self._session_config = session_config or _plain_config(tf)

    def run(self, case):
        """Returns the answer to `case`; a failure is part of the answer."""
        tf = self._tf
        answer = {}
        with tf.Graph().as_default() as graph, _warnings_logged() as warnings:
            tf.set_random_seed(_SEED)
            values = head_values.Values(tf, self._heads, self._model_fn_ops)
            try:
                head = values.build(case["head"])
            except Exception as error:  # noqa: BLE001  any failure is an answer
                return {"raises": head_descriptions.failure("constructor", error)}
            answer["head"] = head_descriptions.describe_head(head)
            calls = []
            for call in case["calls"]:
                try:
                    calls.append(self._call(head, call, values))
                except Exception as error:  # noqa: BLE001
                    answer["raises"] = head_descriptions.failure("call", error)
                    break
            answer["warnings"] = list(warnings)
            if "raises" in answer:
                return answer
            answer["graph"] = head_descriptions.op_tree(graph)
            answer["collections"] = head_descriptions.collections(graph)
            answer["variables"] = head_descriptions.variables(tf)
            answer["calls"] = [head_descriptions.describe_model(model) for model in calls]
            for described, model, call in zip(answer["calls"], calls, case["calls"]):
                described["spec"] = head_descriptions.describe_spec(model, call.get("spec_key"))
            if case.get("run", True):
                self._run_calls(calls, values, answer)
        return answer

    @contextlib.contextmanager
    def training(self, case):
        """Builds a case of one call, with a global step; yields how to train it.

        Yields:
          (session, step): a session with nothing initialized, and a function that trains one step
          and returns the loss from before it.
        """
        tf = self._tf
        with tf.Graph().as_default():
            tf.set_random_seed(_SEED)
            tf.train.create_global_step()
            values = head_values.Values(tf, self._heads, self._model_fn_ops)
            (call,) = case["calls"]
            model = self._call(values.build(case["head"]), call, values)
            with tf.Session(config=self._session_config) as session:
                session.run(tf.tables_initializer())
                run = functools.partial(session.run, feed_dict=values.feeds)
                yield session, functools.partial(self._step, run, model, values)

    def _call(self, head, call, values):
        with contextlib.ExitStack() as stack:
            for context in call.get("inside", ()):
                stack.enter_context(values.context(context))
            arguments = {key: values.build(value) for key, value in call["args"].items()}
            positional = [values.build(value) for value in call.get("positional", ())]
            return head.create_model_fn_ops(*positional, **arguments)

    def _run_calls(self, calls, values, answer):
        tf = self._tf
        gradients = [_attempt(ValueError, self._gradients, model, values) for model in calls]
        initializers = [
            tf.group(tf.global_variables_initializer(), tf.local_variables_initializer()),
            tf.tables_initializer(),
        ]
        with tf.Session(config=self._session_config) as session:
            run = functools.partial(session.run, feed_dict=values.feeds)
            attempt = functools.partial(_attempt, tf.errors.OpError)
            run(initializers[0])
            answer["tables"] = attempt(run, initializers[1])
            answer["initial"] = _values_of(run, tf.trainable_variables())
            self._settle(session, values)
            answer["summaries"] = attempt(_run_summaries, tf, run)
            for described, model, wanted in zip(answer["calls"], calls, gradients):
                described["values"] = attempt(_run_model, run, model, wanted)
                if model.eval_metric_ops:
                    metrics = attempt(_run_metrics, run, model.eval_metric_ops)
                    if "raises" in metrics:  # which of many kernels fails first is left to chance
                        del metrics["raises"]["text"]
                    described["metrics"] = metrics
            for described, model in zip(answer["calls"], calls):
                if model.train_op is not None:
                    described["training"] = attempt(self._train, run, model, values)

    def _gradients(self, model, values):
        """Gradients of the loss, of which those of inputs come first, as (name, tensor or None)."""
        if model.loss is None:
            return []
        targets = values.differentiable + self._tf.trainable_variables()
        names = [f"input {i}" for i in range(len(values.differentiable))]
        names += [variable.name for variable in self._tf.trainable_variables()]
        return list(zip(names, self._tf.gradients(model.loss, targets)))

    def _settle(self, session, values):
        """Gives every trained variable numbers that do not come from a random initializer."""
        for variable in self._tf.trainable_variables():
            if not any(variable is given for given in values.variables):
                shape = variable.shape.as_list()
                numbers = np.linspace(-0.5, 0.75, int(np.prod(shape))).reshape(shape)
                variable.load(numbers.astype(variable.dtype.as_numpy_dtype), session)

    def _train(self, run, model, values):
        tf = self._tf
        steps = []
        for step in range(1, _TRAIN_STEPS + 1):
            steps.append({"loss": golden_json.array(self._step(run, model, values))})
            if step in _REPORTED_TRAIN_STEPS:
                steps[-1]["variables"] = _values_of(run, tf.global_variables())
        return steps

    def _step(self, run, model, values):
        """Returns the loss, and trains the model one step."""
        loss = run(model.loss)
        if self._ordered_by_hand:
            self._ordered_step(run, model.train_op, values)
        else:
            run(model.train_op)
        return loss

    def _ordered_step(self, run, train_op, values):
        bias_steps = [
            op
            for op in train_op.graph.get_operations()
            if op.name.endswith("/centered_bias_step") and op.type == "NoOp"
        ]
        if bias_steps and values.updates:
            run(values.updates)
            run(bias_steps)
        else:
            run(train_op)


def _plain_config(tf):
    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    return config


def _attempt(failures, function, *args):
    """What `function` gives; a failure of a kernel is an answer, without the data it quotes.

    A kernel's message ends in "[[node ...", on a line of its own; TF 2 tells of the Python code
    that made the op before what the kernel said, TF 1.15 after it.
    """
    try:
        return function(*args)
    except failures as error:
        said = getattr(error, "message", str(error)).split("\n\t [[")[0].split("\n")[-1]
        text = said.split("] [")[0]
        return {"raises": {"type": type(error).__name__, "text": text}}


@contextlib.contextmanager
def _warnings_logged():
    """Yields a list that fills with the texts TensorFlow logs, but for notes of deprecation."""
    texts = []

    class _Keep(logging.Handler):
        def emit(self, record):
            text = record.getMessage()
            if not text.startswith(("From ", "\nThe TensorFlow contrib", "\nWARNING")):
                texts.append(text)

    logger, handler = logging.getLogger("tensorflow"), _Keep(logging.WARNING)
    propagate, level, logger.propagate = logger.propagate, logger.level, False
    others, logger.handlers = logger.handlers, [handler]
    logger.setLevel(logging.WARNING)
    try:
        yield texts
    finally:
        logger.handlers, logger.propagate = others, propagate
        logger.setLevel(level)


def _values_of(run, variables):
    values = run([variable.value() for variable in variables])
    return [[v.name, golden_json.array(value)] for v, value in zip(variables, values)]


def _run_model(run, model, gradients):
    if isinstance(gradients, dict):  # they could not be built
        return gradients
    tensors = {"predictions": model.predictions or {}, "loss": model.loss}
    tensors["output_alternatives"] = [
        alternative[1] for alternative in (model.output_alternatives or {}).values()
    ]
    tensors["gradients"] = [gradient for _, gradient in gradients if gradient is not None]
    if tensors["loss"] is None:
        del tensors["loss"]
    ran = run(tensors)
    computed = iter(ran["gradients"])
    return {
        "predictions": head_descriptions.rows(ran["predictions"], golden_json.array),
        "output_alternatives": [
            head_descriptions.rows(alternative, golden_json.array)
            for alternative in ran["output_alternatives"]
        ],
        "loss": golden_json.array(ran["loss"]) if "loss" in ran else None,
        "gradients": [
            [name, None if gradient is None else golden_json.array(next(computed))]
            for name, gradient in gradients
        ],
    }


def _run_metrics(run, metrics):
    """[key, [[what the update gave, the value after it], ...]] for each metric."""
    value_ops = {key: value for key, (value, _) in metrics.items()}
    update_ops = {key: update for key, (_, update) in metrics.items()}
    steps = [(run(update_ops), run(value_ops)) for _ in range(_EVAL_STEPS)]
    return [
        [
            key,
            [
                [golden_json.array(updates[key]), golden_json.array(values[key])]
                for updates, values in steps
            ],
        ]
        for key in metrics
    ]


def _run_summaries(tf, run):
    """[op, [[tag, value], ...]] for each summary, in the order of their collection."""
    summaries = tf.get_collection(tf.GraphKeys.SUMMARIES)
    return [
        [summary.op.name, _parse_summary(tf, serialized)]
        for summary, serialized in zip(summaries, run(summaries))
    ]


def _parse_summary(tf, serialized):
    return [
        [value.tag, golden_json.array(np.float32(value.simple_value))]
        for value in tf.Summary.FromString(serialized).value
    ]
