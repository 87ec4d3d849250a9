# make ask Q="…"   answers from the documents in seeds/ (without Q: the prompt)
# make test        style, types and tests
# make eval        the labelled questions against the gate
# make clean       removes what the others made, but for the virtual environment
#
# Needs python3 (3.11 or later) with venv, and make. PYTHON=… names another interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INDEX := index

# The question reaches the shell through the environment, as typed: no quoting to get wrong.
override Q := $(value Q)
export Q
unexport PYTHONHOME PYTHONPATH

.PHONY: ask install index test eval clean distclean
.DEFAULT_GOAL := ask

ask: index
	@if [ -n "$$Q" ]; then $(BIN)/zzqa ask --index $(INDEX) -- "$$Q"; \
	else $(BIN)/zzqa ask --index $(INDEX); fi

index: $(VENV)/.installed
	@$(BIN)/zzqa index seeds --index $(INDEX) --if-stale >&2

install: $(VENV)/.installed

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

eval: $(VENV)/.installed-dev index
	$(BIN)/zzqa eval eval/questions.jsonl --index $(INDEX) --gate eval/gate.toml

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	find $(INDEX) -mindepth 1 -not -name README.md -delete

distclean: clean
	rm -rf $(VENV)

# The stamps: installing is done again only when pyproject.toml or constraints.txt changes.
$(VENV)/.installed: pyproject.toml
	@$(call require_python)
	@echo "installing zzqa into $(VENV) (once)" >&2
	@$(PYTHON) -m venv $(VENV) >&2 || { \
	  echo "error: $(PYTHON) cannot make a virtual environment; install its venv module (Debian and Ubuntu: apt install python3-venv) and run make again" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . >&2
	@touch $@

# torch is pinned, and as a constraint: with a CPU build at hand (CONTRIBUTING.md) pip takes that.
$(VENV)/.installed-dev: $(VENV)/.installed constraints.txt
	@echo "installing what the tests need, torch among it (once)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt --editable '.[eval,models,dev]' >&2
	@touch $@

define require_python
command -v $(PYTHON) >/dev/null || { \
  echo "error: no $(PYTHON) was found; Python 3.11 or later is needed; install it or name one: make PYTHON=/path/to/python3" >&2; exit 1; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
  echo "error: $(PYTHON) is $$($(PYTHON) -V 2>&1); Python 3.11 or later is needed; name one: make PYTHON=python3.11" >&2; exit 1; }
endef
