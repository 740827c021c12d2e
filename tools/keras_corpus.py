"""Converts the corpus's programs to Keras 3, runs what came out, and proves it with `verify`.

  python tools/keras_corpus.py                      all of tests/corpus/programs
  python tools/keras_corpus.py iris_dnn svm_head    some of them, by name or by file
  python tools/keras_corpus.py --keep DIR           the converted programs and reports stay there

Prints a table by program and one by construct. A converted program is proved if it runs without
a warning, prints what TensorFlow 1.15 printed but for numbers, and passes ``verify``. The
exit status is 1 if a converted program is not.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from contrib_learn_migrate.file import File
from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.names import legacy
from contrib_learn_migrate.run import transform
from contrib_learn_migrate.transform import Options
from contrib_learn_migrate.verify import called

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tools")]),
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # Its kernels round in other ways.
}
LONGEST_RUN_SECS = 900

# What programs are verified with that have a model for each of several arguments.
ARGUMENTS = {
    "text_classification": ("", "--bow_model"),
    "wide_deep": ("", "--model_type=wide", "--model_type=deep"),
}
# Not the first words of TensorFlow, which are about the machine.
COMPLAINT = re.compile(r"^(?!WARNING: All log messages before|[IWE]\d{4} ).*(warn|error)", re.I)
# What is in the directory of a SavedModel, as a program lists it: TensorFlow 2 makes `assets` even
# if there are none, and writes a fingerprint.
SAVED_MODEL = "['assets', 'fingerprint.pb', 'saved_model.pb', 'variables']"
SAVED_MODEL_OF_TF1 = "['saved_model.pb', 'variables']"
# The columns of differences, and the kinds of rows of `verify` that are in each.
COLUMNS = {
    "outputs": ("logits", "prediction"),
    "loss": ("loss",),
    "gradients": ("gradient",),
    "steps": ("steps",),
}
# The first that matches is a construct's kind.
KINDS = {
    "heads": r"\.\w+_head$",
    "canned estimators": r"\.(learn|estimator)\..*(Classifier|Regressor|\wEstimator|Clustering)$"
    r"|\.SVM$|\.linear_regression$",
    "model functions": r"\.(Estimator|ModelFnOps|EstimatorSpec|SKCompat|no_op_train_fn)$",
    "columns": r"_columns?(_from_input|_with_\w+)?$|_from_feature_columns$"
    r"|feature_spec_for_parsing$",
    "input functions": r"input_fn$|\.read_batch_features$|\.datasets\.\w+|VocabularyProcessor$",
    "training": r"Experiment$|learn_runner\.run$|train_and_evaluate$|(Train|Eval|Metric)Spec$"
    r"|\.monitors\.|Hook$|HParams$|export_strategy$|serving_input_fn$",
    "optimizers": r"Optimizer$|\.optimize_loss$|_decay$|adaptive_clipping_fn$",
    "losses and metrics": r"\.losses\.\w+$|\.metrics\.\w+$",
    "layers": r"^tf\.(contrib\.(layers|slim|rnn)|layers)\.[\w.]*\b[a-z]\w+$|\.rnn\.\w+$",
}


@dataclass
class Proof:
    """What became of a program.

    Attributes:
      name: of the program.
      constructs: (kind, name) of what it uses.
      data: the converted program, or what there is instead; nothing where the converter failed.
      why_not: why it is not converted, in a word of the converter's.
      trouble: what went wrong with the conversion, or with what came out.
      rows: those of ``verify``.
      prints_what_it_did: whether stdout has what TensorFlow 1.15 printed, but for numbers; None
        where there is nothing to compare.
    """

    name: str
    constructs: frozenset[tuple[str, str]]
    data: bytes
    why_not: list[str]
    trouble: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    prints_what_it_did: bool | None = None

    @property
    def converted(self) -> bool:
        return bool(self.data) and not self.why_not

    @property
    def proved(self) -> bool:
        return self.converted and not self.trouble

    def difference(self, kinds: Sequence[str]) -> float | None:
        """Returns the largest difference that was compared in rows of some kinds."""
        return max(
            (
                row["relative"]
                for row in self.rows
                if row["kind"] in kinds
                and row["relative"] is not None
                and row["verdict"] != "not compared"
            ),
            default=None,
        )

    def not_compared(self) -> list[str]:
        """Returns what `verify` could not compare, and why."""
        return list(
            dict.fromkeys(
                f"{called(row)}: {row['note']}"
                for row in self.rows
                if row["verdict"] == "not compared"
            )
        )


def converted(program: Path) -> Proof:
    """Returns a program's Keras form, which nobody has run, or why it has none."""
    outcome, data = transform(program, program.read_bytes(), _options("keras"))
    why_not = [f"line {notice.line}: {notice.message}" for _, notice in outcome.notices]
    faults = [failure.message for failure in outcome.failures]
    return Proof(program.stem, _constructs(program), b"" if faults else data, why_not, faults)


def verified(
    program: Path, file: Path, report: Path, arguments: str
) -> tuple[list[dict[str, Any]], str]:
    """Runs ``contrib-learn-migrate verify`` on a program and the file of its Keras form.

    Args:
      program: the legacy program.
      file: its Keras form.
      report: a file to write.
      arguments: those of both.

    Returns:
      Its rows, and why it could not be run.
    """
    command = ["-m", "contrib_learn_migrate", "verify", str(program), str(file)]
    given = [f"--legacy-args={arguments}", f"--migrated-args={arguments}"]
    report.unlink(missing_ok=True)
    done = _run([*command, *given, "--report", str(report)], report.parent)
    if report.exists():
        return json.loads(report.read_text(encoding="utf-8"))["rows"], ""
    return [], "; ".join(complaints(done.stderr)) or f"exit status {done.returncode}"


def failures(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Returns what `verify` found wrong."""
    return [f"{called(row)}: {row['note']}" for row in rows if row["verdict"] == "FAIL"]


def complaints(stderr: str) -> list[str]:
    """Returns the warnings and errors, but for what TensorFlow says of the machine."""
    return [line for line in stderr.splitlines() if COMPLAINT.search(line)]


def between_numbers(text: str) -> list[str]:
    """Returns the lines of an output without numbers, which depend on random initial weights.

    A SavedModel that is listed is listed as TensorFlow 1.15 wrote it.
    """
    text = text.replace(SAVED_MODEL, SAVED_MODEL_OF_TF1)
    number = re.compile(r"-?\d+(\.\d*)?(e[-+]\d+)?")
    return [re.sub(r"\s+", " ", number.sub("#", line)).strip() for line in text.splitlines()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("programs", nargs="*", metavar="PROGRAM", help="default: the whole corpus")
    parser.add_argument("--jobs", type=int, default=2, choices=(1, 2), help="at once (default: 2)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where to leave what it makes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        programs = _programs(options.programs)
        proofs = [converted(program) for program in programs]
        with ThreadPoolExecutor(options.jobs) as threads:
            list(threads.map(partial(_prove, folder), programs, proofs))
    print("\n".join([*_by_program(proofs), "", *_by_construct(proofs)]))
    return int(any(proof.trouble for proof in proofs))


def _programs(names: Sequence[str]) -> list[Path]:
    known = {path.stem: path for path in sorted((CORPUS / "programs").glob("*.py"))}
    if not names:
        return list(known.values())
    files = [known.get(name, Path(name)) for name in names]
    missing = [str(file) for file in files if not file.exists()]
    if missing:
        raise SystemExit(f"there is no {', '.join(missing)}")
    return files


def _prove(folder: Path, program: Path, proof: Proof) -> None:
    """Runs and verifies a program, if it is converted; what comes of that is in `proof`."""
    if proof.converted:
        file = folder / program.name
        file.write_bytes(proof.data)
        with tempfile.TemporaryDirectory() as directory:
            done = _run([str(file)], Path(directory))
        if done.returncode or complaints(done.stderr):
            said = [*complaints(done.stderr), f"exit status {done.returncode}"]
            proof.trouble.append(f"runs badly: {said[0]}")
        told = CORPUS / "tf115_output" / f"{program.stem}.txt"
        if told.exists():
            old = told.read_text(encoding="utf-8")
            proof.prints_what_it_did = between_numbers(done.stdout) == between_numbers(old)
            if not proof.prints_what_it_did:
                proof.trouble.append("does not print what it did")
        for number, arguments in enumerate(ARGUMENTS.get(program.stem, [""])):
            report = folder / f"{program.stem}_{number}.json"
            rows, trouble = verified(program, file, report, arguments)
            proof.rows += rows
            found = [trouble] if trouble else failures(rows)
            proof.trouble += [f"verify {arguments}".rstrip() + f": {one}" for one in found]
    print("\n".join([f"{program.stem}: {_verdict(proof)}", *proof.trouble]), file=sys.stderr)


def _run(arguments: Sequence[str], directory: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=directory,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=LONGEST_RUN_SECS,
        check=False,
    )


def _options(name: str) -> Options:
    return Options(tuple(fixer.name for fixer in target(name)), python2=True)


def _constructs(program: Path) -> frozenset[tuple[str, str]]:
    outcome, _ = transform(program, program.read_bytes(), _options("compat"))
    file = File(outcome.parts[0].new, program=True)
    paths = {legacy(path) for reference in file.references for path in file.paths(reference)}
    return frozenset(_of_kind(path for path in paths if path.startswith("tf.")))


def _of_kind(paths: Iterator[str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for kind, pattern in KINDS.items():
            if re.search(pattern, path):
                yield kind, path.rpartition(".")[2]
                break


def _verdict(proof: Proof) -> str:
    if proof.trouble:
        return "FAILED"
    return "proved" if proof.converted else "not converted"


def _by_program(proofs: Sequence[Proof]) -> Iterator[str]:
    yield f"{'program':22}{'':15}{'prints':8}" + "".join(f"{title:>10}" for title in COLUMNS)
    for proof in proofs:
        prints = {True: "same", False: "OTHER", None: ""}[proof.prints_what_it_did]
        numbers = map(proof.difference, COLUMNS.values())
        shown = "".join(f"{'' if number is None else f'{number:.1e}':>10}" for number in numbers)
        yield f"{proof.name:22}{_verdict(proof):15}{prints:8}{shown}".rstrip()
        yield from (f"    {reason}" for reason in proof.why_not)
        for trouble in proof.trouble:
            yield f"    FAILED {trouble}"
        for reason in proof.not_compared():
            yield f"    not compared: {reason}"
    converted, proved = (sum(getattr(p, name) for p in proofs) for name in ("converted", "proved"))
    yield f"{len(proofs)} programs: {converted} converted, {proved} of them proved."


def _by_construct(proofs: Sequence[Proof]) -> Iterator[str]:
    users = defaultdict(list)
    for proof in proofs:
        for construct in proof.constructs:
            users[construct].append(proof)
    yield f"{'construct':55}{'programs':>10}{'converted':>11}{'proved':>8}"
    for kind in KINDS:
        yield kind
        for construct in sorted(one for one in users if one[0] == kind):
            using = users[construct]
            proved, converted = (sum(p.proved for p in using), sum(p.converted for p in using))
            yield f"  {construct[1]:53}{len(using):10}{converted:11}{proved:8}"


if __name__ == "__main__":
    sys.exit(main())
