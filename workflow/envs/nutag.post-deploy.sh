#!/usr/bin/env bash
# Puts the package of this repository into the environment; run from the repository's folder.
set -euo pipefail
python -m pip install --no-deps .
