"""Reports: the page, JSON and SARIF, of the same run."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from contrib_learn_migrate import diffs, report
from contrib_learn_migrate.findings import Change, Notice
from contrib_learn_migrate.outcomes import Failure, Outcome, Part, Totals

TOOLS = Path(__file__).parents[2] / "tools"
SCHEMA = Path(__file__).parent / "data" / "sarif-2.1.0.schema.json"
CHANGE = Change("imports", 1, 1, "moved")
NOTICE = Notice("gone-names", 2, 5, "tf.contrib.crf", "gone <b> & away", "a <CRF>", "contrib.md")
OUTCOMES = [
    Outcome("untouched.py"),
    Outcome("a b<i>.py", (Part("x = '<'\ny\n", "x = '>'\n# z\ny\n", (CHANGE,)),), changed=True),
    Outcome("person.py", (Part("tf.contrib.crf", "tf.contrib.crf", (), (NOTICE,)),)),
    Outcome(
        "book.ipynb",
        (Part("a", "b", (CHANGE,), (NOTICE,), cell=3), Part("same", "same", cell=5)),
        (Failure("does not parse: <what>", 4, 2, cell=7),),
        changed=True,
        written=True,
    ),
    Outcome("/gone.py", failures=(Failure("cannot be read: no such file"),)),
]


@pytest.fixture
def render(tmp_path):
    """Returns the text of a report of the outcomes above."""

    def render(suffix, outcomes=OUTCOMES):
        report.write(tmp_path / f"report{suffix}", outcomes)
        return (tmp_path / f"report{suffix}").read_text(encoding="utf-8")

    return render


class Page(HTMLParser):
    """Reads a page; fails where its tags do not match, and keeps what a test asks for."""

    VOID = {"meta", "col", "br"}

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.text = [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


def test_the_page_says_it_all(render):
    text = " ".join(" ".join(Page(render(".html")).text).split())
    for words in (
        "50 % of what has to move is moved",
        "2 moved for you",
        "2 left to a person",
        "a b<i>.py",
        "gone <b> & away",
        "cell 3, 2:5",
        "cell 7, 4:2 does not parse: <what>",
        "cannot be read: no such file",
        "Cell 3",
    ):
        assert words in text
    assert "untouched.py" not in text and "Cell 5" not in text


def test_the_page_needs_nothing_but_itself(render):
    text = render(".html")
    page = Page(text)
    attributes = [name for _, attributes in page.tags for name in attributes]
    assert not {"src", "href", "srcset", "action"} & set(attributes)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
    assert "url(" not in text and "@import" not in text
    assert "default-src 'none'" in text


def test_the_page_can_be_read_aloud(render):
    tags = Page(render(".html")).tags
    assert ("html", {"lang": "en"}) in tags
    (bar,) = [attributes for _, attributes in tags if attributes.get("role") == "img"]
    assert bar["aria-label"] == (
        "2 moved for you, 2 left to a person, 2 of the files could not be done"
    )
    names = [tag for tag, _ in tags]
    assert names.count("caption") == names.count("colgroup") == 2
    assert names.index("h1") < names.index("h2")
    headers = [attributes for tag, attributes in tags if tag == "th" and attributes]
    assert headers and all(attributes["scope"] == "col" for attributes in headers)


def test_a_run_that_found_nothing_has_a_page_too(render):
    text = " ".join(Page(render(".html", [Outcome("a.py")])).text)
    assert "100 % of what has to move is moved" in text
    Page(render(".html", []))


def luminance(color):
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_can_be_told_apart():
    """WCAG: 4.5 to 1 for text, 3 to 1 for the bar, in light and in dark."""
    style = (Path(report.__file__).parent / "page.css").read_text()
    light, dark = (
        dict(
            pair.strip().removeprefix("--").split(": ") for pair in block.split(";") if "#" in pair
        )
        for block in (part.split("}")[0] for part in style.split(":root {")[1:3])
    )
    for colors in (light, {**light, **dark}):
        contrast = lambda a, b, c=colors: (  # noqa: E731
            (max(luminance(c[a]), luminance(c[b])) + 0.05)
            / (min(luminance(c[a]), luminance(c[b])) + 0.05)
        )
        for back in ("page", "card", "old", "new", "old-word", "new-word"):
            assert contrast("text", back) >= 4.5, back
        for back in ("page", "card", "old", "new"):
            assert contrast("quiet", back) >= 4.5, back
        for name in ("moved", "person", "failed"):
            assert contrast(name, "page") >= 3, name


@pytest.fixture
def browse(tmp_path):
    """Opens a page in a browser; returns what is then in it."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no Chromium is installed: the page is not looked at")

    def browse(page):
        command = [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
            *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
            *("--disable-sync", f"--user-data-dir={tmp_path / 'profile'}"),
            *("--enable-logging=stderr", f"--screenshot={tmp_path / 'page.png'}", "--dump-dom"),
            *("--window-size=1300,1200", page.as_uri()),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert "CONSOLE" not in done.stderr
        picture = (tmp_path / "page.png").read_bytes()
        assert picture.startswith(b"\x89PNG") and len(picture) > 20_000
        return Page(done.stdout)

    return browse


@pytest.mark.slow
def test_a_browser_shows_the_page_without_complaint(render, browse, tmp_path):
    text = render(".html")
    shown = browse(tmp_path / "report.html")
    assert [tag for tag, _ in shown.tags] == [tag for tag, _ in Page(text).tags]


@pytest.mark.slow
def test_a_run_over_a_thousand_files(browse, tmp_path):
    """Half of them irrelevant; with a bar, as standard error is a terminal."""
    pty = pytest.importorskip("pty")
    program = "import tensorflow as tf\n\nhead = tf.contrib.learn.multi_class_head({n})\n"
    for n in range(500):
        (tmp_path / f"legacy_{n}.py").write_text(program.format(n=n))
        (tmp_path / f"other_{n}.py").write_text(f"import os\n\nx = {n}\n")
    reader, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "contrib_learn_migrate", "--report", "run.html", "."],
        env={**os.environ, "PYTHONPATH": str(TOOLS), "TERM": "xterm"},
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    )
    os.close(terminal)
    said = b""
    with contextlib.suppress(OSError):  # Which is how a terminal ends.
        while part := os.read(reader, 10_000):
            said += part
    os.close(reader)
    assert process.wait(60) == 0
    assert b"/1000" in said and b"500 files would change, 1000 files looked at." in said
    shown = browse(tmp_path / "run.html")
    assert [tag for tag, _ in shown.tags].count("details") == 500


def test_json_has_every_finding(render):
    read = json.loads(render(".json"))
    assert read["version"] == 1
    assert read["totals"] == {
        "files": 5, "relevant": 4, "changed": 2, "written": 1,
        "changes": 2, "notices": 2, "need_person": 2, "failed": 2,
    }  # fmt: skip
    assert [file["path"] for file in read["files"]] == [o.path for o in OUTCOMES[1:]]
    book = read["files"][2]
    assert book["changes"] == [
        {"cell": 3, "fixer": "imports", "line": 1, "column": 1, "message": "moved"}
    ]
    assert book["notices"][0]["successor"] == "a <CRF>"
    assert book["failures"] == [
        {"cell": 7, "message": "does not parse: <what>", "line": 4, "column": 2}
    ]
    assert "cell" not in read["files"][1]["notices"][0]


def test_sarif_is_what_its_schema_says(render):
    jsonschema = pytest.importorskip("jsonschema")
    log = json.loads(render(".sarif"))
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(log)
    (run,) = log["runs"]
    assert [result["level"] for result in run["results"]] == [
        "note", "warning", "error", "warning", "note", "error",
    ]  # fmt: skip
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} <= rules
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert places[0]["artifactLocation"]["uri"] == "a%20b%3Ci%3E.py"
    assert places[1]["region"] == {"startLine": 2, "startColumn": 5}
    assert places[5]["artifactLocation"]["uri"] == "file:///gone.py" and "region" not in places[5]
    assert run["results"][2]["message"]["text"].startswith("cell 7, line 4: ")


def test_names_that_are_no_text_do_no_harm(render):
    name = b"caf\xe9.py".decode("utf-8", "surrogateescape")
    outcomes = [Outcome(name, failures=(Failure("what"),))]
    assert "caf\\udce9.py" in render(".html", outcomes)
    assert json.loads(render(".json", outcomes))["files"][0]["path"] == name


def test_totals_add_up():
    totals = Totals.of(OUTCOMES)
    assert totals.changes == sum(len(o.changes) for o in OUTCOMES) == 2
    assert totals.notices == sum(len(o.notices) for o in OUTCOMES) == 2


def test_sides_of_a_diff():
    part = Part("a\nb\nc = 1\n" + "x\n" * 20, "a\nc = 2\n" + "x\n" * 20 + "new\n")
    first, second = diffs.side_by_side(part)
    assert [(left.number, right.number) for left, right in first][:3] == [(1, 1), (2, 2), (3, 0)]
    assert second[-1][0].number == 0 and second[-1][1].pieces == [("new", False)]
    (row,) = next(diffs.side_by_side(Part("c = 1", "c = 2")))
    assert row[0].pieces == [("c = ", False), ("1", True)]
    assert list(diffs.side_by_side(Part("a", "a"))) == []
