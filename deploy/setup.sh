#!/bin/bash
# Installs what a bare Debian 12 or Ubuntu 24.04 lacks: distribution packages, then the venv.
# Idempotent: a stamp holds the hash of what was installed, and a second run does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${1:-.venv}

packages=(
  python3-venv
  tesseract-ocr tesseract-ocr-vie
  fonts-liberation2 fonts-dejavu-core fonts-freefont-ttf
  qpdf poppler-utils
  softhsm2 opensc openssl
  postgresql
  # PDFBox Preflight, a judge of archive files, and what its jars need besides
  default-jre-headless libpdfbox2-java libactivation-java libjaxb-api-java
)

# No `grep -q` behind a pipe: it leaves early, and pipefail then takes the broken pipe for a "no".
have() { [[ $(dpkg-query -W -f='${Status}' "$1" 2>/dev/null) == *'ok installed' ]]; }
offered() { [[ $(apt-cache policy "$1") =~ Candidate:\ [0-9] ]]; }

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "setup: needs root or sudo for: $*" >&2
    exit 3
  fi
}

mkdir -p .setup
touch .setup/not-offered # packages that this distribution does not know under that name
missing=()
if command -v apt-get >/dev/null; then
  for package in "${packages[@]}"; do
    have "$package" || grep -qx "$package" .setup/not-offered || missing+=("$package")
  done
else
  echo "setup: not a Debian or Ubuntu system; install by hand: ${packages[*]}" >&2
fi

if ((${#missing[@]})); then
  echo "setup: installing ${missing[*]}"
  as_root apt-get update -qq
  wanted=()
  for package in "${missing[@]}"; do
    if offered "$package"; then
      wanted+=("$package")
    else
      echo "$package" >>.setup/not-offered
      # Ubuntu 24.04 and Debian 13 ship version 2, with Vietnamese letters, under the old name.
      [[ $package != fonts-liberation2 ]] || wanted+=(fonts-liberation)
    fi
  done
  if [[ " ${wanted[*]} " == *" postgresql "* ]]; then
    # Tests start a server of their own: the distribution need not make and run a cluster.
    as_root mkdir -p /etc/postgresql-common/createcluster.d
    echo "create_main_cluster = false" |
      as_root tee /etc/postgresql-common/createcluster.d/sohoa.conf >/dev/null
  fi
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
fi

# The distribution's Python first: a shim on PATH may point to a version that is not installed.
python=
for candidate in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
  if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [[ -z $python ]]; then
  echo "setup: needs Python 3.11 or newer with the venv module" >&2
  exit 3
fi

if ! "$venv/bin/python" -c '' 2>/dev/null; then
  echo "setup: making $venv with $("$python" -V)"
  "$python" -m venv --clear "$venv"
fi

stamp=$venv/.installed
wanted=$({ cat requirements-dev.txt; "$venv/bin/python" -V; } | sha256sum | cut -d' ' -f1)
if [[ ! -f $stamp || $(<"$stamp") != "$wanted" ]]; then
  echo "setup: installing Python packages into $venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r requirements-dev.txt
  echo "$wanted" >"$stamp"
fi
