#!/usr/bin/env bash
# All the checks, in one command: format, lints, docs, every test, examples of README and docs, licences of dependencies.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

step "format"
cargo fmt --check

step "lints"
cargo clippy --locked --all-targets -- -D warnings

step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --lib

step "tests: units, properties, commands, documents"
cargo test --locked --all-targets

step "tests: examples in the documentation of the code"
cargo test --locked --doc

step "dependencies: licences, sources, bans"
if ! cargo deny --version >/dev/null 2>&1; then
    cargo install --locked --quiet cargo-deny
fi
cargo deny --locked check bans licenses sources

step "all checks passed"
