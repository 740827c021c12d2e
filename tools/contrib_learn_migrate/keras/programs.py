"""What stands around the models: flags, `tf.app.run`."""

from __future__ import annotations

from contrib_learn_migrate.keras.rules import PROGRAM, Call, call_text, name_rule, rule

_FLAGS = ("DEFINE_string", "DEFINE_integer", "DEFINE_float", "DEFINE_boolean", "DEFINE_bool")


@rule("tf.app.run", takes="main argv", where=[PROGRAM])
def run(call: Call) -> str:
    call.renderer.require("from absl import app")
    return call_text(
        "app.run", call.text("main", "main"), call.has("argv") and call.text("argv") or None
    )


for _space in ("tf.app.flags", "tf.flags"):
    name_rule(f"{_space}.FLAGS", "flags.FLAGS", where=[PROGRAM])
    name_rule(_space, "flags", where=[PROGRAM])
    for _define in _FLAGS:

        @rule(f"{_space}.{_define}", takes="name default help", where=[PROGRAM])
        def define(call: Call, function=_define) -> str:
            call.renderer.require("from absl import flags")
            return call.renderer.kept(call.node, function=f"flags.{function}")
