#!/usr/bin/env bash
# Synapse itself, from its wheel: its own configuration loader, SendEmailHandler and Twisted, and the PyYAML that it reads with.
set -euo pipefail
. "$(dirname "$0")/debian.sh"

[ -e "$outside/synapse/done" ] && exit 0
uv venv -q --clear "$outside/synapse"
uv pip install -q --python "$outside/synapse/bin/python" matrix-synapse==1.163.2
touch "$outside/synapse/done"
