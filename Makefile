# Two commands do everything on a fresh machine with Python >= 3.11:
#   make demo    set up .venv and run crawl -> clean -> dedup -> build-vocab on the embedded demo site
#   make test    set up .venv and run the linters, the type checker and the tests
# The README gives each as one plain shell line for people without make.

PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready-$(shell cat pyproject.toml constraints.txt | cksum | cut -d' ' -f1)

.PHONY: demo test clean

demo: $(READY)
	$(VENV)/bin/lmkor-data demo

test: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("lmkor-data needs Python 3.11 or newer, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install -q -c constraints.txt -e '.[test]'
	rm -f $(VENV)/.ready-*
	touch $@

clean:
	rm -rf $(VENV) demo-corpus
