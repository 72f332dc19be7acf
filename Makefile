# Each target is one script; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup build demo test bench lint format protos attacks evidence fuzz mutants simulate coverage model clean-state

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r target text; do printf '%-12s %s\n' "$$target" "$$text"; done

setup: ## check the toolchain, install Debian packages, fetch pinned wheels, make the model
	@scripts/setup

build: setup ## build everything with its tests (debug)
	@scripts/build debug

demo: ## play the story: four parties classify photos (PHOTOS=folder for your own)
	@scripts/demo $(if $(PHOTOS),"$(PHOTOS)")

test: ## set up, build and run every test
	@scripts/test

bench: setup ## print the performance table (FIGURES=seal, session, ledger, inference or attestation for a part)
	@scripts/bench $(if $(FIGURES),"$(FIGURES)")

lint: setup ## check formatting, generated code, scripts and the lock file
	@scripts/lint

format: ## format the Swift sources in place
	@scripts/format

protos: setup ## generate the gRPC code from protos/
	@scripts/protos

attacks: ## show for each known attack the tests that cover it and their result
	@scripts/attacks

evidence: ## run the shared evidence of real machines through the built `cloister`, and compare from outside
	@scripts/evidence-index

fuzz: setup ## try every decoder with libFuzzer, each for SECONDS=60
	@scripts/fuzz $(or $(SECONDS),60)

mutants: setup ## remove each security check in turn: some test must notice (NAMES=… for some)
	@scripts/mutants $(NAMES)

simulate: setup ## simulate ledger, witnesses and clocks with faults, SEEDS=300 (BUGS=all or NAMES: plant bugs, each must be found)
	@scripts/simulate $(if $(BUGS),--bugs $(filter-out all,$(BUGS)),$(or $(SEEDS),300))

coverage: setup ## show which regions of the verifying code no test reaches: there must be none
	@scripts/coverage

model: setup ## check the models of sessions and releases with Spin, weakened ones too
	@scripts/spin

clean-state: ## remove the demo's state, and nothing else
	@rm -rf .demo
