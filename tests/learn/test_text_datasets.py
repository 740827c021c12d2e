"""DBpedia comes from files that are there, and where there are none the error says so."""

import tarfile
import urllib.error

import pytest

from contrib_learn_compat.learn.datasets import base, text_datasets


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("TF_EXP_BASE_DIR", str(tmp_path))
    (tmp_path / "dbpedia_data").mkdir()
    return tmp_path / "dbpedia_data"


def write_parts(directory):
    directory.mkdir()
    for part, count in (("train", 2001), ("test", 1)):
        rows = "".join(f'{i % 14},"title {i}","abstract, {i}"\n' for i in range(count))
        (directory / f"{part}.csv").write_text(rows)


def test_files_that_are_there_are_read(data_dir):
    write_parts(data_dir / "dbpedia_csv")
    small = text_datasets.load_dbpedia()
    assert small.train.target.tolist() == [0, 1000 % 14, 2000 % 14]
    assert small.train.data[1].tolist() == ["title 1000", "abstract, 1000"]
    assert len(text_datasets.load_dbpedia(size="").train.data) == 2001


def test_the_archive_is_unpacked(data_dir, tmp_path):
    write_parts(tmp_path / "dbpedia_csv")
    with tarfile.open(data_dir / "dbpedia_csv.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "dbpedia_csv", "dbpedia_csv")
    assert len(text_datasets.load_dbpedia().test.data) == 1


def test_without_a_network_the_error_says_where_the_file_belongs(data_dir, monkeypatch):
    def unreachable(url, filename=None):
        raise urllib.error.URLError("no network")

    monkeypatch.setattr(base.urllib.request, "urlretrieve", unreachable)
    with pytest.raises(FileNotFoundError, match=r"dbpedia_csv\.tar\.gz is missing.*put it there"):
        text_datasets.load_dbpedia()
