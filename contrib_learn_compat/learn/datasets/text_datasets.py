"""DBpedia: 14 classes of articles, with their titles and abstracts."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn.datasets import base

DBPEDIA_URL = "https://github.com/le-scientifique/torchDatasets/raw/master/dbpedia_csv.tar.gz"

_PARTS = ("train", "test")


def maybe_download_dbpedia(data_dir: str) -> None:
    """Sees to it that a directory has ``dbpedia_csv/train.csv`` and ``dbpedia_csv/test.csv``.

    They come from ``dbpedia_csv.tar.gz`` there, which is downloaded if it is missing.

    Raises:
      FileNotFoundError: the archive cannot be had; the text says where to put it.
    """
    if all(tf.gfile.Exists(os.path.join(data_dir, _file(part))) for part in _PARTS):
        return
    archive = base.maybe_download("dbpedia_csv.tar.gz", data_dir, DBPEDIA_URL)
    with tarfile.open(archive, "r:*") as files:
        files.extractall(data_dir, filter="data")


def load_dbpedia(size: str = "small", test_with_fake_data: bool = False) -> base.Datasets:
    """Loads DBpedia from ``dbpedia_data``, under ``$TF_EXP_BASE_DIR`` where that is set.

    Args:
      size: ``small`` for a thousandth of the articles.
      test_with_fake_data: a few articles that come along, instead.

    Returns:
      Datasets without a validation part: titles and abstracts of shape [n, 2], and int32 classes.

    Raises:
      FileNotFoundError: there are no files, and they cannot be downloaded.
    """
    if test_with_fake_data:
        here = Path(__file__).parent / "data"
        paths = [str(here / f"text_{part}.csv") for part in _PARTS]
    else:
        data_dir = os.path.join(os.environ.get("TF_EXP_BASE_DIR", ""), "dbpedia_data")
        maybe_download_dbpedia(data_dir)
        paths = [os.path.join(data_dir, _file(part)) for part in _PARTS]
        if size == "small":
            for path in paths:
                base.shrink_csv(path, 1000)
            paths = [path.replace(".csv", "_small.csv") for path in paths]
    train, test = (
        base.load_csv_without_header(
            path, target_dtype=np.int32, features_dtype=np.str_, target_column=0
        )
        for path in paths
    )
    return base.Datasets(train=train, validation=None, test=test)


def _file(part: str) -> str:
    return os.path.join("dbpedia_csv", f"{part}.csv")
