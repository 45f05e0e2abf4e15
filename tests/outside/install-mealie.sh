#!/usr/bin/env bash
# Mealie's readers at its own versions: pydantic-settings and python-dotenv. Its mail library is Python's smtplib.
set -euo pipefail
. "$(dirname "$0")/debian.sh"

[ -e "$outside/mealie/done" ] && exit 0
uv venv -q --clear "$outside/mealie"
uv pip install -q --python "$outside/mealie/bin/python" pydantic-settings==2.13.1 python-dotenv==1.2.2
touch "$outside/mealie/done"
