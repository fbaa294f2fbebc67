#!/bin/bash
# Installs what the benchmarks compare with: OCRmyPDF in a venv of its own, unpaper for its --clean.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${1:-.venv}

if ! command -v unpaper >/dev/null; then
  root=
  [[ $(id -u) == 0 ]] || root=sudo
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends unpaper >/dev/null
fi
test -x "$venv-bench/bin/ocrmypdf" || "$venv/bin/python" -m venv "$venv-bench"
"$venv-bench/bin/pip" install -q --disable-pip-version-check --require-hashes -r benchmarks/requirements.txt
