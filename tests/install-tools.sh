#!/usr/bin/env bash
# Installs what tests talk to: nginx, node, newman, a browser, PostgreSQL and the client from the package index.
# Without the rights to install, the tests that need a missing tool say so; with TRADEPOST_REQUIRE_TOOLS=1 that is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v chromedriver >/dev/null || missing+=(chromium-driver)
command -v nginx >/dev/null || missing+=(nginx-light)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "Please install: ${missing[*]}" >&2
    [ "${TRADEPOST_REQUIRE_TOOLS:-}" != 1 ] || exit 1
  fi
fi

# Trades are kept on a PostgreSQL server too; TRADEPOST_TEST_POSTGRES names another one than this machine's.
if [ -z "${TRADEPOST_TEST_POSTGRES:-}" ] && ! (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    if ! command -v pg_ctlcluster >/dev/null; then
      apt-get update -qq
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
    fi
    pg_ctlcluster --skip-systemctl-redirect "$(ls /etc/postgresql)" main start || true
    (cd / && runuser -u postgres -- psql -qc "ALTER ROLE postgres PASSWORD 'postgres'")
  else
    echo "Please start PostgreSQL on port 5432, or set TRADEPOST_TEST_POSTGRES" >&2
    [ "${TRADEPOST_REQUIRE_TOOLS:-}" != 1 ] || exit 1
  fi
fi

if [ ! -x .venv-client/bin/freqtrade-client ]; then
  "${PYTHON:-python3}" -m venv .venv-client
  PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 .venv-client/bin/python -m pip install --quiet freqtrade-client==2026.9
fi

newman=6.2.2
if [ ! -f "node_modules/.newman-$newman" ] && command -v npm >/dev/null; then
  npm install --prefix . --no-save --no-audit --no-fund --no-package-lock --loglevel=error "newman@$newman"
  touch "node_modules/.newman-$newman"
fi
