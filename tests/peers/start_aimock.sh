#!/usr/bin/env bash
# Starts npm @copilotkit/aimock 1.43.0, an OpenAI-compatible server, on the loopback.
#   start_aimock.sh [FIXTURES=./aimock] [PORT=4010]
# It fails on requests that no fixture matches; GET /__aimock/journal shows every request.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
exec node "$here/node_modules/@copilotkit/aimock/dist/cli.js" \
  --host 127.0.0.1 --port "${2:-4010}" --fixtures "${1:-$here/aimock}" \
  --strict --validate-on-load --log-level warn
