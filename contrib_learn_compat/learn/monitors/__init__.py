"""``tf.contrib.learn.monitors``: hooks from before there were hooks, and what runs them as one."""

from contrib_learn_compat.learn.monitors.base import BaseMonitor, EveryN
from contrib_learn_compat.learn.monitors.hooks import (
    RunHookAdapterForMonitors,
    replace_monitors_with_hooks,
)
from contrib_learn_compat.learn.monitors.saving import CheckpointSaver, ExportMonitor
from contrib_learn_compat.learn.monitors.stopping import (
    NanLoss,
    NanLossDuringTrainingError,
    StopAtStep,
)
from contrib_learn_compat.learn.monitors.summaries import (
    StepCounter,
    SummarySaver,
    get_default_monitors,
)
from contrib_learn_compat.learn.monitors.tensors import (
    CaptureVariable,
    GraphDump,
    LoggingTrainable,
    PrintTensor,
)
from contrib_learn_compat.learn.monitors.validation import ValidationMonitor

__all__ = [
    "BaseMonitor",
    "CaptureVariable",
    "CheckpointSaver",
    "EveryN",
    "ExportMonitor",
    "GraphDump",
    "LoggingTrainable",
    "NanLoss",
    "NanLossDuringTrainingError",
    "PrintTensor",
    "RunHookAdapterForMonitors",
    "StepCounter",
    "StopAtStep",
    "SummarySaver",
    "ValidationMonitor",
    "get_default_monitors",
    "replace_monitors_with_hooks",
]
