"""Cells with fixed weights, over a few time steps."""

from layer_cases import Family

FAMILY = Family()
_CLOSE = "sums of products and sigmoids, which round differently today"


def _add(id, build, **how):
    FAMILY.add(id, lambda kit: build(kit, kit.module("rnn")), close=_CLOSE, ops="the core's", **how)


def _steps(kit, depth=3, time=2):
    return [kit.floats(2, depth) * (step + 1) for step in range(time)]


def _static(make, depth=3):
    """Returns a case: a cell, unrolled."""
    return lambda kit, rnn: rnn.static_rnn(make(kit, rnn), _steps(kit, depth), dtype=kit.tf.float32)


def _cell(name, *variants, **how):
    """Adds a case for each of a cell's (arguments, options)."""
    depth = how.pop("depth", 3)
    for number, (args, options) in enumerate(variants):

        def make(kit, rnn, args=args, options=options):
            activation = options.get("activation")
            if activation:
                options = dict(options, activation=getattr(kit.tf.nn, activation))
            return getattr(rnn, name)(*args, **options)

        _add(f"{name}/{number}", _static(make, depth), **how)


def _dynamic(name, *args, **options):
    _add(
        f"{name}/dynamic",
        lambda kit, rnn: kit.tf.nn.dynamic_rnn(
            getattr(rnn, name)(*args, **options),
            kit.floats(2, 4, 3),
            sequence_length=[4, 2],
            dtype=kit.tf.float32,
        ),
    )


_dynamic("BasicLSTMCell", 4)
_dynamic("GRUCell", 4)
_dynamic("LayerNormBasicLSTMCell", 4)
_dynamic("UGRNNCell", 4)
_dynamic("LSTMBlockCell", 4)
_dynamic("GRUBlockCell", 4)
_cell("BasicRNNCell", ([4], {}), ([4], {"activation": "relu"}), ([4], {"name": "mine"}))
_cell("BasicLSTMCell", ([4], {}), ([4], {"forget_bias": 0.0}), ([4], {"activation": "relu"}))
_cell("GRUCell", ([4], {}), ([4], {"activation": "relu"}), ([4], {"name": "mine"}))
_cell(
    "LSTMCell",
    ([4], {}),
    ([4], {"use_peepholes": True, "cell_clip": 0.5}),
    ([4], {"num_proj": 2, "proj_clip": 0.1}),
    ([4], {"state_is_tuple": False}),
)
_cell(
    "LayerNormBasicLSTMCell",
    ([4], {}),
    ([4], {"layer_norm": False, "forget_bias": 0.0}),
    ([4], {"norm_gain": 0.5, "norm_shift": 0.25, "activation": "relu"}),
)
_add(
    "LayerNormBasicLSTMCell/initial_norm",
    _static(lambda kit, rnn: rnn.LayerNormBasicLSTMCell(4, norm_gain=0.5, norm_shift=0.25)),
    run=False,
)
_cell(
    "CoupledInputForgetGateLSTMCell",
    ([4], {}),
    ([4], {"use_peepholes": True, "num_proj": 2, "proj_clip": 0.1}),
    ([4], {"layer_norm": True, "use_peepholes": True}),
    ([4], {"state_is_tuple": False, "num_unit_shards": 3}),
    ([4], {"num_proj": 2, "num_proj_shards": 2}),
)
_cell("GLSTMCell", ([4], {}), ([4], {"number_of_groups": 2}), ([4], {"num_proj": 2}), depth=4)
_cell("NASCell", ([4], {}), ([4], {"use_bias": True}), ([4], {"num_proj": 2}))
_cell("UGRNNCell", ([4], {}), ([4], {"forget_bias": 0.0}), ([4], {"activation": "relu"}))
_cell("IntersectionRNNCell", ([3], {}), ([4], {"num_in_proj": 4}), ([3], {"forget_bias": 0.0}))
_cell("SRUCell", ([4], {}), ([4], {"activation": "relu"}), ([4], {"name": "mine"}))
_cell("IndRNNCell", ([4], {}), ([4], {"activation": "relu"}), ([4], {"name": "mine"}))
_cell("IndyGRUCell", ([4], {}), ([4], {"activation": "relu"}), ([4], {"name": "mine"}))
_cell("IndyLSTMCell", ([4], {}), ([4], {"forget_bias": 0.0}), ([4], {"activation": "relu"}))
_cell(
    "TimeFreqLSTMCell",
    ([4], {"feature_size": 3}),
    ([4], {"feature_size": 3, "use_peepholes": True, "cell_clip": 0.2}),
    ([4], {"feature_size": 3, "num_unit_shards": 2}),
)
_GRID = {"feature_size": 3, "frequency_skip": 1, "num_frequency_blocks": [2]}
_cell(
    "GridLSTMCell",
    ([4], _GRID),
    ([4], dict(_GRID, use_peepholes=True, cell_clip=0.2)),
    ([4], dict(_GRID, use_peepholes=True, share_time_frequency_weights=True)),
    ([4], dict(_GRID, use_peepholes=True, couple_input_forget_gates=True)),
    ([4], dict(_GRID, state_is_tuple=False)),
    (
        [4],
        dict(
            _GRID,
            num_frequency_blocks=[1, 2],
            start_freqindex_list=[0, 0],
            end_freqindex_list=[3, 4],
        ),
    ),
    depth=4,
)
_cell(
    "BidirectionalGridLSTMCell",
    ([4], _GRID),
    ([4], dict(_GRID, use_peepholes=True)),
    ([4], dict(_GRID, backward_slice_offset=1)),
    ([4], dict(_GRID, backward_slice_offset=-1)),
    depth=4,
)
_cell(
    "LSTMBlockCell",
    ([4], {}),
    ([4], {"use_peephole": True, "cell_clip": 0.2}),
    ([4], {"forget_bias": 0.0}),
)
_cell("GRUBlockCell", ([4], {}), ([], {"cell_size": 4}))
_cell("GRUBlockCellV2", ([4], {}), ([4], {"name": "mine"}))


def _conv(name, shape, kernel):
    def build(**options):
        def case(kit, rnn):
            cell = getattr(rnn, name)(
                input_shape=shape, output_channels=2, kernel_shape=kernel, **options
            )
            return rnn.static_rnn(cell, [kit.floats(2, *shape)] * 2, dtype=kit.tf.float32)

        return case

    _add(f"{name}/plain", build())
    _add(f"{name}/no_bias", build(use_bias=False))
    _add(f"{name}/name", build(name="mine", forget_bias=0.0))


_conv("Conv1DLSTMCell", [4, 3], [3])
_conv("Conv2DLSTMCell", [4, 4, 3], [3, 2])
_conv("Conv3DLSTMCell", [3, 3, 3, 2], [2, 2, 2])


def _one_step(make, state=None):
    def case(kit, rnn):
        cell, inputs = make(kit, rnn)
        return cell(inputs, cell.zero_state(2, kit.tf.float32))

    return case


_add(
    "ConvLSTMCell/skip_connection",
    _one_step(
        lambda kit, rnn: (
            rnn.ConvLSTMCell(1, [4, 3], 2, [3], skip_connection=True),
            kit.floats(2, 4, 3),
        )
    ),
)


def _phased(**options):
    return _one_step(
        lambda kit, rnn: (
            rnn.PhasedLSTMCell(4, **options),
            (kit.tensor([[0.25], [7.5]]), kit.floats(2, 3)),
        )
    )


_add("PhasedLSTMCell/plain", _phased(), gradients=False)
_add("PhasedLSTMCell/peepholes", _phased(use_peepholes=True, leak=0.1), gradients=False)
_add("PhasedLSTMCell/fixed_ratio", _phased(trainable_ratio_on=False), gradients=False)


def _wrapped(make, depth=3):
    return _static(lambda kit, rnn: make(kit, rnn, rnn.GRUCell(4)), depth)


_add("OutputProjectionWrapper/plain", _wrapped(lambda k, r, c: r.OutputProjectionWrapper(c, 2)))
_add(
    "OutputProjectionWrapper/activation",
    _wrapped(lambda k, r, c: r.OutputProjectionWrapper(c, 2, activation=k.tf.tanh)),
)
_add("InputProjectionWrapper/plain", _wrapped(lambda k, r, c: r.InputProjectionWrapper(c, 2)))
_add(
    "InputProjectionWrapper/activation",
    _wrapped(lambda k, r, c: r.InputProjectionWrapper(c, 2, activation=k.tf.tanh)),
)
_add("HighwayWrapper/plain", _wrapped(lambda k, r, c: r.HighwayWrapper(c), depth=4))
_add(
    "HighwayWrapper/two_gates",
    _wrapped(lambda k, r, c: r.HighwayWrapper(c, False, carry_bias_init=2.0), depth=4),
)
_add("CompiledWrapper/plain", _wrapped(lambda k, r, c: r.CompiledWrapper(c)))
_add("ResidualWrapper/plain", _wrapped(lambda k, r, c: r.ResidualWrapper(c), depth=4))
_add("DeviceWrapper/plain", _wrapped(lambda k, r, c: r.DeviceWrapper(c, "/cpu:0")))
_add("DropoutWrapper/all_kept", _wrapped(lambda k, r, c: r.DropoutWrapper(c, 1.0, 1.0, 1.0)))
_add(
    "DropoutWrapper/names",
    _wrapped(lambda k, r, c: r.DropoutWrapper(c, 0.5, 0.5, 0.5, seed=3)),
    run=False,
)
_add("AttentionCellWrapper/plain", _wrapped(lambda k, r, c: r.AttentionCellWrapper(c, 2)))
_add(
    "AttentionCellWrapper/sizes",
    _wrapped(lambda k, r, c: r.AttentionCellWrapper(c, 3, 2, 5, input_size=6)),
)
_add(
    "AttentionCellWrapper/concatenated",
    _wrapped(lambda k, r, c: r.AttentionCellWrapper(c, 2, state_is_tuple=False)),
)
_add(
    "AttentionCellWrapper/lstm",
    _static(lambda kit, rnn: rnn.AttentionCellWrapper(rnn.BasicLSTMCell(4), 2)),
)


def _embedding(kit, rnn):
    ids = [kit.tensor([0, 2], "int32"), kit.tensor([1, 1], "int32")]
    return rnn.static_rnn(rnn.EmbeddingWrapper(rnn.GRUCell(4), 3, 2), ids, dtype=kit.tf.float32)


_add("EmbeddingWrapper/plain", _embedding)
_add(
    "MultiRNNCell/of_many",
    _static(
        lambda kit, rnn: rnn.MultiRNNCell(
            [rnn.BasicLSTMCell(4), rnn.DropoutWrapper(rnn.LSTMCell(3), 1.0), rnn.GRUCell(2)]
        )
    ),
)


def _cells(rnn):
    return [rnn.BasicLSTMCell(3), rnn.GRUCell(2)], [rnn.GRUCell(2), rnn.BasicLSTMCell(3)]


_add(
    "static_rnn/sequence_length",
    lambda kit, rnn: rnn.static_rnn(
        rnn.BasicLSTMCell(4), _steps(kit), dtype=kit.tf.float32, sequence_length=[2, 1]
    ),
)
_add(
    "static_rnn/initial_state_and_scope",
    lambda kit, rnn: rnn.static_rnn(
        rnn.GRUCell(4), _steps(kit), initial_state=kit.floats(2, 4), scope="mine"
    ),
)
_add(
    "static_bidirectional_rnn/plain",
    lambda kit, rnn: rnn.static_bidirectional_rnn(
        rnn.BasicLSTMCell(4), rnn.GRUCell(3), _steps(kit), dtype=kit.tf.float32
    ),
)
_add(
    "stack_bidirectional_rnn/plain",
    lambda kit, rnn: rnn.stack_bidirectional_rnn(
        *_cells(rnn), inputs=_steps(kit), dtype=kit.tf.float32
    ),
)
_add(
    "stack_bidirectional_rnn/states",
    lambda kit, rnn: rnn.stack_bidirectional_rnn(
        [rnn.GRUCell(2)],
        [rnn.GRUCell(3)],
        _steps(kit),
        [kit.floats(2, 2)],
        [kit.floats(2, 3)],
        sequence_length=[2, 1],
        scope="mine",
    ),
)
_add(
    "stack_bidirectional_dynamic_rnn/plain",
    lambda kit, rnn: rnn.stack_bidirectional_dynamic_rnn(
        *_cells(rnn), inputs=kit.floats(2, 4, 3), dtype=kit.tf.float32
    ),
)
_add(
    "stack_bidirectional_dynamic_rnn/lengths",
    lambda kit, rnn: rnn.stack_bidirectional_dynamic_rnn(
        *_cells(rnn),
        inputs=kit.floats(4, 2, 3),
        dtype=kit.tf.float32,
        sequence_length=[4, 2],
        time_major=True,
        scope="mine",
    ),
)


def _fused(make, **call):
    def case(kit, rnn):
        inputs = kit.floats(4, 2, 3)
        if call.get("as_list"):
            inputs = kit.tf.unstack(inputs)
        return make(rnn)(inputs, dtype=kit.tf.float32, sequence_length=call.get("lengths"))

    return case


_add("FusedRNNCellAdaptor/static", _fused(lambda r: r.FusedRNNCellAdaptor(r.GRUCell(4))))
_add(
    "FusedRNNCellAdaptor/dynamic",
    _fused(lambda r: r.FusedRNNCellAdaptor(r.GRUCell(4), True), as_list=True, lengths=[4, 2]),
)
_add(
    "TimeReversedFusedRNN/plain",
    _fused(lambda r: r.TimeReversedFusedRNN(r.FusedRNNCellAdaptor(r.GRUCell(4)))),
)
_add(
    "TimeReversedFusedRNN/lengths",
    _fused(
        lambda r: r.TimeReversedFusedRNN(r.FusedRNNCellAdaptor(r.GRUCell(4), True)), lengths=[4, 2]
    ),
)
_add("LSTMBlockFusedCell/plain", _fused(lambda r: r.LSTMBlockFusedCell(4)))
_add(
    "LSTMBlockFusedCell/lengths",
    _fused(lambda r: r.LSTMBlockFusedCell(4, use_peephole=True, cell_clip=0.2), lengths=[4, 2]),
)
_add("transpose_batch_time/plain", lambda kit, rnn: rnn.transpose_batch_time(kit.floats(2, 4, 3)))
_add(
    "best_effort_input_batch_size/plain",
    lambda kit, rnn: rnn.best_effort_input_batch_size([kit.floats(4, 2, 3)]),
)

_ERRORS = [
    lambda kit, rnn: rnn.stack_bidirectional_rnn([], [rnn.GRUCell(2)], _steps(kit)),
    lambda kit, rnn: rnn.stack_bidirectional_rnn([rnn.GRUCell(2)], [], _steps(kit)),
    lambda kit, rnn: rnn.stack_bidirectional_rnn((rnn.GRUCell(2),), (rnn.GRUCell(2),), []),
    lambda kit, rnn: rnn.stack_bidirectional_rnn([rnn.GRUCell(2)] * 2, [rnn.GRUCell(2)], []),
    lambda kit, rnn: rnn.stack_bidirectional_dynamic_rnn(
        [rnn.GRUCell(2)], [rnn.GRUCell(2)], None, initial_states_fw=3
    ),
    lambda kit, rnn: rnn.OutputProjectionWrapper(rnn.GRUCell(2), 0),
    lambda kit, rnn: rnn.EmbeddingWrapper(rnn.GRUCell(2), 0, 2),
    lambda kit, rnn: rnn.AttentionCellWrapper(rnn.GRUCell(2), 0),
    lambda kit, rnn: rnn.GLSTMCell(3, number_of_groups=2),
    lambda kit, rnn: rnn.GLSTMCell(4, num_proj=3, number_of_groups=2),
    lambda kit, rnn: rnn.GridLSTMCell(3),
    lambda kit, rnn: rnn.ConvLSTMCell(2, [3, 3], 2, [2]),
    lambda kit, rnn: rnn.GRUBlockCell(),
    lambda kit, rnn: rnn.GRUBlockCell(3, 3),
    _static(lambda kit, rnn: rnn.IntersectionRNNCell(4)),
    _static(lambda kit, rnn: rnn.CoupledInputForgetGateLSTMCell(4, num_unit_shards=100)),
    _static(lambda kit, rnn: rnn.GridLSTMCell(4, **dict(_GRID, num_frequency_blocks=[3]))),
]
for number, build in enumerate(_ERRORS):
    _add(f"error_{number}", build, run=False)
