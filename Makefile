# The targets install what they need and start what they use.

CARGO ?= cargo
WARES  = $(or $(CARGO_TARGET_DIR),target)/debug/wares
PREFIX ?= $(HOME)/.local
FUZZ_SECONDS ?= 600
BENCH_RESOURCES ?= 20000
BENCH_UNOWNED ?= 100000
BENCH_RUNS ?= 5
TORTURE_FAULTS ?= 50
TORTURE_PAIRS ?= 20
TORTURE_ROUNDS ?= 3000
TORTURE_SEED ?= 1

.PHONY: demo test test-postgres torture lint fuzz bench install schemas rules

demo: ## A real catalog is checked, planned and applied; an edit is planned and applied; then nothing is left to do.
	@scripts/need.sh cargo postgres
	@$(CARGO) build --locked --quiet
	@scripts/demo.sh "$(WARES)"

test: ## Every test, against a real private server.
	@scripts/need.sh cargo postgres pgbouncer openssl
	$(CARGO) test --locked

test-postgres: ## Every test against another version of PostgreSQL: VERSION=13 to VERSION=18.
	@scripts/need.sh cargo postgres pgbouncer openssl node
	@test -n "$(VERSION)" || { echo "name the version: make test-postgres VERSION=18" >&2; exit 2; }
	@programs="$$(scripts/postgres.sh "$(VERSION)")" && "$$programs/postgres" --version && \
	    PATH="$$programs:$$PATH" $(CARGO) test --locked

torture: ## TORTURE_FAULTS kills, stops and cuts of an apply, TORTURE_PAIRS pairs at once, TORTURE_ROUNDS rounds of random SQL.
	@scripts/need.sh cargo postgres
	WARES_TEST_FAULTS="$(TORTURE_FAULTS)" WARES_TEST_PAIRS="$(TORTURE_PAIRS)" \
	    WARES_TEST_ROUNDS="$(TORTURE_ROUNDS)" WARES_TEST_SEED="$(TORTURE_SEED)" \
	    $(CARGO) test --locked --test all -- torture:: outside:: turmoil:: --nocapture

lint: ## Formatting, lints, documentation, licences.
	@scripts/need.sh cargo
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps --quiet
	@if $(CARGO) deny --version >/dev/null 2>&1; then $(CARGO) deny check licenses bans sources; \
	else echo "cargo deny is not installed: licences are not checked"; fi

fuzz: ## Odd input for FUZZ_SECONDS: to the reader, to all of check, to the formatter.
	@scripts/need.sh cargo cargo-fuzz
	@scripts/fuzz.sh "$(FUZZ_SECONDS)"

bench: ## Wares beside ajv, psql and the least that reading costs: BENCH_RUNS runs of each in turn, as one table.
	@scripts/need.sh cargo postgres node
	@$(CARGO) bench --locked --quiet --bench bench -- \
	    --resources "$(BENCH_RESOURCES)" --unowned "$(BENCH_UNOWNED)" --runs "$(BENCH_RUNS)"

schemas: ## Writes schemas/ anew from the Rust types.
	$(CARGO) run --locked --quiet -- schema --out schemas

rules: ## Writes docs/rules.md anew from the explanations of all codes.
	$(CARGO) run --locked --quiet -- explain --format markdown > docs/rules.md.new
	mv docs/rules.md.new docs/rules.md

install: ## Installs the program, its completions and its man pages under $(PREFIX).
	@scripts/need.sh cargo
	$(CARGO) install --locked --path . --root "$(PREFIX)"
	@mkdir -p "$(PREFIX)/share/bash-completion/completions" "$(PREFIX)/share/zsh/site-functions" \
	    "$(PREFIX)/share/fish/vendor_completions.d" "$(PREFIX)/share/man/man1"
	"$(PREFIX)/bin/wares" completions bash >"$(PREFIX)/share/bash-completion/completions/wares"
	"$(PREFIX)/bin/wares" completions zsh >"$(PREFIX)/share/zsh/site-functions/_wares"
	"$(PREFIX)/bin/wares" completions fish >"$(PREFIX)/share/fish/vendor_completions.d/wares.fish"
	"$(PREFIX)/bin/wares" man --out "$(PREFIX)/share/man/man1"
