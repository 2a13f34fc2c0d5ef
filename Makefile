# The only entry to every habit. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

TARGET := $(or $(CARGO_TARGET_DIR),target)
RELNOTES := $(TARGET)/release/relnotes
NEXTEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo yes)
ifeq ($(NEXTEST),yes)
RUN_TESTS := cargo nextest run --workspace --locked --status-level fail --show-progress none
else
RUN_TESTS := cargo test --workspace --locked --quiet --lib --bins --tests
endif

.PHONY: help build test lint doc update demo dogfood bench fuzz deny ci
help: ## list what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## /\1|/' \
		| while IFS='|' read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

build: ## the release binary, in target/release/relnotes
	@cargo build --release --locked -p relnotes --quiet

test: ## all tests, with cargo-nextest where it is installed, and the examples of the documentation
	@$(RUN_TESTS)
	@cargo test --doc --workspace --locked --quiet

lint: ## format and clippy, warnings are errors
	@find crates tests -name '*.rs' -not -path '*/target/*' -exec rustfmt --edition 2024 --check {} +  # cargo fmt sees no module that a macro names
	@cargo clippy --workspace --all-targets --locked --quiet -- -D warnings

doc: ## the documentation of the crates' public items, warnings are errors
	@RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps --locked --quiet

update: ## rewrite goldens, generated docs and schemas; read the diff as you would read code
	@UPDATE=1 SNAPSHOTS=overwrite $(RUN_TESTS)
	@git status --short

DEMO := $(TARGET)/demo
$(DEMO).stamp: fixtures/repos/gitflow.history $(wildcard crates/relnotes-testkit/src/*.rs)
	@rm -rf $(DEMO)
	@cargo run --locked --quiet -p relnotes-testkit --bin fixture -- build gitflow $(DEMO) >&2
	@touch $@

demo: build $(DEMO).stamp ## the notes of a release of an example repository
	@echo '$$ relnotes -C $(DEMO) v1.3.0' >&2
	@$(RELNOTES) -C $(DEMO) v1.3.0
	@printf '%s\n' '' 'It is a repository like any other. Go on with' \
		'  $(RELNOTES) -C $(DEMO) why v1.3.0      how the base was found' \
		'  $(RELNOTES) -C $(DEMO) tags            its tags in the order of the model' \
		'  $(RELNOTES) -C $(DEMO) --help          everything else' \
		'  git -C $(DEMO) log --graph --oneline --all' >&2

dogfood: build ## this repository by its own policy
	@$(RELNOTES) lint

bench: ## measure beside git log, git-cliff, convco: REPOS="dir dir:range", BENCH_COMMITS=1000000, BENCH_FLAGS=…
	@python3 bench/run.py $(BENCH_FLAGS) $(REPOS)

FUZZ_RUNS ?= 10000000
FUZZ_TARGET ?= structure
fuzz: ## random texts for the parser and the merge of documents (needs cargo-fuzz): FUZZ_TARGET=merge, FUZZ_RUNS=…
	@cd crates/relnotes-merge && RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none $(FUZZ_TARGET) -- \
		-runs=$(FUZZ_RUNS) -max_len=1024 -dict=fuzz/marks.dict

deny: ## licences, bans and sources of the dependencies (needs cargo-deny)
	@cargo deny --locked check --hide-inclusion-graph bans licenses sources

ci: lint doc test demo ## what continuous integration runs
