"""The cases that TF 1.15's heads answer for us, by the name of the golden file they go to."""

import head_cases_kinds
import head_cases_model_fn
import head_cases_multi
import head_cases_options
import head_cases_programs
from head_case_parts import KINDS

_OPTIONS = {
    "binary": head_cases_options.binary,
    "multi_class": head_cases_options.multi_class,
    "svm": head_cases_options.svm,
    "multi_label": head_cases_options.multi_label,
    "regression": head_cases_options.regression,
    "poisson": head_cases_options.poisson,
}


def families():
    """Returns {golden file's stem: list of cases}."""
    families = {kind.name: head_cases_kinds.cases(kind) for kind in KINDS}
    for name, options in _OPTIONS.items():
        families[name] += options()
    families["loss_only"] = head_cases_options.loss_only()
    families["multi_head"] = head_cases_multi.cases()
    families["programs"] = head_cases_programs.cases()
    families["model_fn_ops"] = head_cases_model_fn.cases()
    return families
