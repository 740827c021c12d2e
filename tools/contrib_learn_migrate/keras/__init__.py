"""The Keras target: a file whose models can all be said in Keras 3 is rewritten as a whole.

A program either runs in TensorFlow 1's graphs or in Keras 3, so the unit is the file. Rules, one a
legacy symbol, turn expressions into Keras's; what calls for more, such as a model_fn, a head or an
estimator, has a module of its own. An :class:`~.rules.Obstacle` is what nobody is certain of: with
one, the file stays at the compat target.

`program` renders a file, with `flow`, which follows values, and with `rules` and `render`, which
turn expressions. The rest has a room each: `estimators`, `model_fns` and `canned` models, the
`heads`, `columns`, `layers` and `ops` within them, `hooks`, `state` and `saved_models`, and in
`helpers` what is written into a migrated program.
"""
