# `make demo` and `make test` do all their set-up; they need Python 3.10 or newer as $(PYTHON).
PYTHON ?= python3
export TF_CPP_MIN_LOG_LEVEL ?= 2

PIP = -m pip --disable-pip-version-check --quiet
OLD = .venv-2.16

.PHONY: demo test test-2.16 lint upstream clean

demo: .venv/installed
	.venv/bin/python -m contrib_learn_compat examples/iris_heads.py
	.venv/bin/python -m contrib_learn_compat examples/iris_multi_head.py

test: .venv/installed-test
	.venv/bin/python -m pytest -q -n auto

# The heads' tests on the oldest TensorFlow that is supported; it has wheels up to Python 3.12.
test-2.16: $(OLD)/installed
	$(OLD)/bin/python -m pytest -q -n auto tests/heads

upstream: .venv/installed-test
	.venv/bin/python tools/upstream_tests.py
	.venv/bin/python tools/rewrite_upstream.py --compare

lint: .venv/installed-dev
	.venv/bin/python -m ruff check
	.venv/bin/python -m ruff format --check

.venv/bin/python $(OLD)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "contrib-learn-compat needs Python 3.10 or newer, and $(PYTHON) is older: try make PYTHON=python3.12 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(@D)/..

.venv/installed: .venv/bin/python setup.py
	.venv/bin/python $(PIP) install --editable .
	@touch $@

.venv/installed-test .venv/installed-dev: .venv/installed-%: .venv/installed
	.venv/bin/python $(PIP) install --editable ".[$*]"
	@touch $@

$(OLD)/installed: $(OLD)/bin/python setup.py
	$(OLD)/bin/python $(PIP) install --editable ".[test]" "tensorflow==2.16.*" "tf-keras==2.16.*"
	@touch $@

clean:
	rm -rf .venv $(OLD) build dist *.egg-info
