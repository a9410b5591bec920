# Everything starts here; `make` alone lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test lint lint-web fmt bench screenshots gen up demo down test-live clean

# npm writes this file last, so it also says that an installation is whole.
MODULES := frontend/node_modules/.package-lock.json
GENERATOR := frontend/tools/openapi/node_modules/.package-lock.json
DASHBOARDS := grafana/generator/node_modules/.package-lock.json
WEB := frontend/dist/index.html
# Folders are listed too: a file that went away changes its folder's time.
WEB_SOURCES := $(shell find frontend/src frontend/public -not -name '*.test.*' 2>/dev/null) \
	$(wildcard frontend/index.html frontend/*.json frontend/*.ts frontend/scripts/*)

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14

# A debug build makes two days of the past of mock mode in ten seconds, and two weeks in a minute; a release build would
# take two and a half minutes longer after each change.
run: $(WEB) ## Build the web console and the service, and run it; ARGS="--port 9000" for flags
	@MOCK_PAST=$${MOCK_PAST:-2d} cargo run $(CARGO_FLAGS) -- $(ARGS)

test: $(WEB) ## Run every test, installing what is missing; a part: scripts/test.sh web|service|e2e
	@scripts/test.sh

lint: lint-web | frontend/dist ## Check formatting, clippy and the web console's rules
	cargo fmt --check
	cargo clippy $(CARGO_FLAGS) --all-targets -- -D warnings

lint-web: $(MODULES) $(GENERATOR)
	npm --prefix frontend run lint
	npm --prefix frontend/tools/openapi run lint
	npm --prefix frontend run lint:reporter
	npm --prefix frontend run lint:dashboards

fmt: $(MODULES) ## Format everything
	cargo fmt
	npm --prefix frontend run fmt

bench: $(WEB) ## Measure, as ratios in one run, and write docs/BENCHMARKS.md
	url=$$(scripts/timescale.sh start); TEST_DATABASE_URL=$$url cargo bench $(CARGO_FLAGS) --profile dist --bench '*' -- $(ARGS)

screenshots: $(WEB) ## Take a picture of every page (docs/screenshots); CONSOLE_URL=… of a running console
	@if [ -n "$${CONSOLE_URL:-}" ]; then npm --prefix frontend run screenshots -- $(ARGS); \
	else cargo build $(CARGO_FLAGS) && NPM_SCRIPT=screenshots scripts/e2e.sh $(ARGS); fi

gen: $(GENERATOR) $(DASHBOARDS) | frontend/dist ## Write what is generated: API types, dashboards, metrics, licences
	cargo run $(CARGO_FLAGS) --quiet -- openapi > src/api/openapi/openapi.json.new
	mv src/api/openapi/openapi.json.new src/api/openapi/openapi.json
	cargo run $(CARGO_FLAGS) --quiet -- metrics > docs/METRICS.md.new
	mv docs/METRICS.md.new docs/METRICS.md
	npm --prefix frontend run gen
	npm --prefix grafana/generator run gen
	scripts/licenses.py
	scripts/sqlite_schema.py

up: ## Start the stack for your own LiveKit (.env): console, TimescaleDB, Prometheus, Grafana
	@grep -qs '^LIVEKIT_URL=.' .env || { echo "put LIVEKIT_URL into .env (see .env.example), or: make demo" >&2; exit 1; }
	@scripts/secrets.sh
	docker compose up --build --detach

demo: ## Start the stack with synthetic data and a LiveKit in development mode
	@scripts/secrets.sh
	MOCK_MODE=true docker compose --profile demo up --build --detach

down: ## Stop the stack; its data stays (docker compose --profile demo down --volumes removes it)
	docker compose --profile demo down

test-live: ## Test against a real LiveKit: LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET
	python3 tests/live/run.py $(ARGS)

clean: ## Remove what was built and installed here, and stop the test database
	scripts/timescale.sh stop
	cargo clean
	rm -rf frontend/dist frontend/node_modules frontend/tools/openapi/node_modules tests/community/node_modules \
		grafana/generator/dist grafana/generator/node_modules \
		clients/js/dist clients/js/node_modules

$(MODULES): frontend/package.json frontend/package-lock.json
	npm --prefix frontend ci
	@touch $@

$(GENERATOR): frontend/tools/openapi/package.json frontend/tools/openapi/package-lock.json
	npm --prefix frontend/tools/openapi ci
	@touch $@

$(DASHBOARDS): grafana/generator/package.json grafana/generator/package-lock.json
	npm --prefix grafana/generator ci
	@touch $@

$(WEB): $(MODULES) $(WEB_SOURCES)
	npm --prefix frontend run build
	@touch $@

# The service embeds this folder, so it must exist for anything to compile.
frontend/dist:
	@mkdir -p $@
