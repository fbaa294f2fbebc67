# Every command of this project. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=
SOAK_ROUNDS ?= 50
PIN := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url
# One thread for each OCR engine: processes are our unit of parallel work.
export OMP_THREAD_LIMIT := 1
export PYTHONDONTWRITEBYTECODE ?=

.PHONY: help setup demo test check format up doctor bench bench-reading bench-signing fuzz soak pins clean

help: ## List what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what is missing: distribution packages, the venv; nothing when nothing is missing
	@./deploy/setup.sh $(VENV)

demo: setup ## Take the sample dossier from a scanned stack to signed, verified, reused records
	@$(BIN)/python -m sohoa demo

test: setup ## Run the whole test suite on real services
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(PYTEST_ARGS)

check: setup ## Formatting, lint, types, import contracts, declared dependencies
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .

format: setup ## Format the code and mend what the linter can mend
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

up: setup ## Start the embedded stack, the workers and the API, until Ctrl-C
	@$(BIN)/python -m sohoa up

doctor: setup ## Check every outside thing and say how to mend it
	@$(BIN)/python -m sohoa doctor

bench: setup ## Measure against the peers, which get a venv of their own; a table and var/bench-*.json
	@./deploy/peers.sh $(VENV)
	@$(BIN)/python -m benchmarks

bench-reading: setup ## Speed and truth of reading against OCRmyPDF, tesseract and a pytesseract loop
	@./deploy/peers.sh $(VENV)
	@$(BIN)/python -m benchmarks.reading

bench-signing: setup ## Speed and memory of signing and judging against endesive and pyHanko alone
	@$(BIN)/python -m benchmarks.signing

pins: setup ## Pin the dependencies of pyproject.toml anew, with hashes
	@$(BIN)/uv pip compile pyproject.toml $(PIN) -o requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --extra dev $(PIN) -o requirements-dev.txt
	@$(BIN)/uv pip compile benchmarks/requirements.in $(PIN) -o benchmarks/requirements.txt

fuzz: setup ## Open 100,000 spoilt files, take 1,000 the whole way, fuzz guided by coverage
	@$(BIN)/python -m tests.fuzz

soak: setup ## Kill parts of a running office at random, round after round, and strike every call
	@SOAK_STRIDE=1 $(BIN)/python -m pytest tests/integration/test_every_point.py
	@SOAK_ROUNDS=$(SOAK_ROUNDS) $(BIN)/python -m pytest -s -m 'soak or not soak' tests/journeys/test_kills.py tests/journeys/test_soak.py

clean: ## Remove what was built; data folders and the venv stay
	@rm -rf build dist .setup .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
