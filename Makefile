# The front door: `make demo` and `make test` set up all they need from a bare python3 with venv.
# uv is used where it is on PATH; nothing here needs root or a compiler.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.driftwarden-setup
DEMO_FOLDER ?= demo-output
LIVE_FOLDER ?= demo-live-output
# One more than there are cores: some tests wait for servers.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

.PHONY: help setup tests demo demo-live test test-fast lint types dashboards lock clean

help: ## This list.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) ## Build .venv from requirements.lock.

$(STAMP): requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh deploy/setup.sh $(VENV)
	@touch $@

demo: $(STAMP) ## Forty weeks of real flights: a minute and a half on two free cores; FULL=1 uses every row.
	@$(BIN)/driftwarden demo --folder $(DEMO_FOLDER) $(if $(FULL),--full,)

demo-live: $(STAMP) ## Six weeks up to a question: press Approve on a Slack page, watch the metrics. Ctrl-C ends it.
	@$(BIN)/driftwarden demo-live --folder $(LIVE_FOLDER)

test: lint ## Everything that must hold: style, types, one-way imports, all tests.
	@$(MAKE) --no-print-directory -j2 types tests

tests: $(STAMP)
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

test-fast: $(STAMP) ## The tests without servers and simulations.
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not slow"

lint: $(STAMP) ## ruff and the one-way rule.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

types: $(STAMP) ## mypy --strict over all rooms.
	@$(BIN)/mypy

dashboards: $(STAMP) ## Build deploy/grafana/*.json.
	@$(BIN)/python -m deploy.grafana.build

lock: ## Renew requirements.lock (needs uv).
	uv pip compile pyproject.toml --universal --python-version 3.11 --extra demo --extra dev --extra sql --extra pandera --extra dask --extra otel --extra dashboards --extra bench \
		--generate-hashes --no-emit-index-url --no-emit-find-links --output-file requirements.lock

clean: ## Remove what the targets above made.
	rm -rf $(VENV) $(DEMO_FOLDER) $(LIVE_FOLDER) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info
