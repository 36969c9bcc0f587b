# Each line is a command anyone could type.
.PHONY: run test lint bench clean setup-run setup-dev
.NOTPARALLEL:
bin := .venv/bin

run: setup-run
	@$(bin)/kai-counter run

test: setup-dev lint-only
	@QT_QPA_PLATFORM=offscreen $(bin)/python -m pytest -n 3 --dist worksteal

lint: setup-dev lint-only

.PHONY: lint-only
lint-only:
	@$(bin)/ruff check .
	@$(bin)/mypy
	@$(bin)/lint-imports

bench: setup-dev
	@$(bin)/kai-counter bench --json bench.json

# What was made here; never the counter's data (kai-counter doctor says where that is).
clean:
	rm -rf .venv .venv-lock build dist *.egg-info demo-output bench.json
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run:
	@bash installer/setup.sh run

setup-dev:
	@bash installer/setup.sh dev
