# The targets install the tools that they need and start the servers that they use. `make help` reads the descriptions of
# targets and variables from this file: a line that begins with `##` describes the variable below it.

## the cargo command to build with
CARGO ?= cargo
## where `install` puts the program, its man pages and its completions
PREFIX ?= $(HOME)/.local
## the version of PostgreSQL that `test-postgres` tests against, from 13 to 18
VERSION ?=
## how long `fuzz` runs, in seconds
FUZZ_SECONDS ?= 600
## how many resources the catalog of `bench` has
BENCH_RESOURCES ?= 20000
## how many articles that no catalog owns are in the database of `bench`
BENCH_UNOWNED ?= 100000
## how often `bench` runs each program
BENCH_RUNS ?= 5
## how many applies `torture` kills
TORTURE_FAULTS ?= 50
## how many pairs of applies `torture` runs at once
TORTURE_PAIRS ?= 20
## how many rounds of random SQL `torture` runs
TORTURE_ROUNDS ?= 3000
## the seed of the random numbers of `torture`
TORTURE_SEED ?= 1

WARES = $(or $(CARGO_TARGET_DIR),target)/debug/wares

.DEFAULT_GOAL = help
.PHONY: help demo test test-editor test-postgres torture lint fuzz bench schemas docs rules install

help: ## Lists the targets and the variables.
	@echo 'Usage: make TARGET [VARIABLE=VALUE ...]'
	@echo
	@echo 'Targets:'
	@awk '/^[a-z-]+:.*## / { name = $$0; sub(/:.*/, "", name); sub(/.*## /, ""); printf "  %-15s  %s\n", name, $$0 }' \
	    $(MAKEFILE_LIST)
	@echo
	@echo 'Variables:'
	@awk '/^## / { text = substr($$0, 4); next } \
	    text != "" && / \?=/ { name = $$1; sub(/^[^=]*= */, ""); \
	        printf "  %-15s  %s%s\n", name, text, $$0 == "" ? "" : " [default: " $$0 "]" } { text = "" }' $(MAKEFILE_LIST)

demo: ## Shows a day with a catalog, from a first mistake to an empty plan, with a private database.
	@scripts/need.sh cargo postgres
	@test -x "$(WARES)" || echo "Building Wares. The first time, this takes a few minutes." >&2
	@$(CARGO) build --locked
	@scripts/demo.sh "$(WARES)"

test: ## Runs every test, against a private PostgreSQL server.
	@scripts/need.sh cargo postgres pgbouncer openssl
	$(CARGO) test --locked

test-editor: ## Tests the schemas and the examples in a YAML language server, as editors use it.
	@scripts/need.sh cargo node
	@$(CARGO) build --locked --quiet
	@modules="$$(scripts/editor.sh)" && node tests/editor/editor.mjs "$$modules" "$(WARES)"

test-postgres: ## Runs every test against the version of PostgreSQL that VERSION names.
	@scripts/need.sh cargo postgres pgbouncer openssl node
	@test -n "$(VERSION)" || { echo "name the version: make test-postgres VERSION=18" >&2; exit 2; }
	@programs="$$(scripts/postgres.sh "$(VERSION)")" && "$$programs/postgres" --version && \
	    PATH="$$programs:$$PATH" $(CARGO) test --locked

torture: ## Interrupts applies in many ways, and runs them in pairs and between rounds of random SQL.
	@scripts/need.sh cargo postgres
	WARES_TEST_FAULTS="$(TORTURE_FAULTS)" WARES_TEST_PAIRS="$(TORTURE_PAIRS)" \
	    WARES_TEST_ROUNDS="$(TORTURE_ROUNDS)" WARES_TEST_SEED="$(TORTURE_SEED)" \
	    $(CARGO) test --locked --test all -- torture:: outside:: turmoil:: --nocapture

lint: ## Checks formatting, lints, documentation and licenses.
	@scripts/need.sh cargo
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps --document-private-items --quiet
	@if $(CARGO) deny --version >/dev/null 2>&1; then $(CARGO) deny check licenses bans sources; \
	else echo "cargo deny is not installed, so licenses are not checked"; fi

fuzz: ## Feeds random input to the reader, to `wares check` and to the formatter.
	@scripts/need.sh cargo cargo-fuzz
	@scripts/fuzz.sh "$(FUZZ_SECONDS)"

bench: ## Measures Wares against ajv and psql, and prints a table.
	@scripts/need.sh cargo postgres node
	@$(CARGO) bench --locked --quiet --bench bench -- \
	    --resources "$(BENCH_RESOURCES)" --unowned "$(BENCH_UNOWNED)" --runs "$(BENCH_RUNS)"

schemas: ## Regenerates schemas/ from the Rust types.
	$(CARGO) run --locked --quiet -- schema --out schemas

# Regenerates a page of docs/, given its file name and the command that prints it. It is written completely or not at all.
define page
$(CARGO) run --locked --quiet -- $(2) > docs/$(1).new || { rm -f docs/$(1).new; exit 1; }
mv docs/$(1).new docs/$(1)
endef

docs: rules ## Regenerates the pages of docs/ that come from the code: rules.md, language.md, commands.md.
	$(call page,language.md,schema --format markdown)
	$(call page,commands.md,man --format markdown)

rules: ## Regenerates only docs/rules.md.
	$(call page,rules.md,explain --format markdown)

install: ## Installs the program, its man pages and its completions under PREFIX.
	@scripts/need.sh cargo
	$(CARGO) install --locked --path . --root "$(PREFIX)"
	@mkdir -p "$(PREFIX)/share/bash-completion/completions" "$(PREFIX)/share/zsh/site-functions" \
	    "$(PREFIX)/share/fish/vendor_completions.d" "$(PREFIX)/share/man/man1"
	"$(PREFIX)/bin/wares" completions bash >"$(PREFIX)/share/bash-completion/completions/wares"
	"$(PREFIX)/bin/wares" completions zsh >"$(PREFIX)/share/zsh/site-functions/_wares"
	"$(PREFIX)/bin/wares" completions fish >"$(PREFIX)/share/fish/vendor_completions.d/wares.fish"
	"$(PREFIX)/bin/wares" man --out "$(PREFIX)/share/man/man1"
