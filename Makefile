# `make demo` and `make test` install what they need, on a bare Debian 12, as root or with sudo.
.PHONY: setup demo test lint types layers pytest soak bench format clean

OUT ?= demo-out

setup:
	@sh setup/install.sh

demo: setup
	@sh setup/demo.sh $(OUT)

test: setup lint types layers pytest

lint:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types:
	.venv/bin/mypy

layers:
	.venv/bin/lint-imports

pytest:
	@sh setup/test.sh

soak: setup
	QT_QPA_PLATFORM=offscreen .venv/bin/pytest -m soak --timeout 7200

bench: setup
	@sh setup/bench_peers.sh
	QT_QPA_PLATFORM=offscreen .venv/bin/python -m bench

format:
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

clean:
	rm -rf .venv build dist demo-out
