# oin's commands. Each installs what a fresh Debian or Ubuntu machine lacks when it may, and says
# what to install otherwise.

.DEFAULT_GOAL := help
.PHONY: help run test check bench drills

help: ## Show this list
	@sed -n 's/^\([a-z]*\): ## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: ## Build and run oin here; it prints its address. ARGS="--listen 0.0.0.0:8080" for more
	@scripts/run $(ARGS)

test: ## Run all tests. ARGS=word runs only the Rust tests with that word in their name
	@scripts/test $(ARGS)

check: ## Check format, lints, documentation, dependencies, front end, containers and schema
	@scripts/check

bench: ## Measure speed and memory against the targets
	@scripts/bench $(ARGS)

drills: ## Run the slow fault drills and timings
	@scripts/drills $(ARGS)
