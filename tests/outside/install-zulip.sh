#!/usr/bin/env bash
# What carries Zulip's mail: Django's SMTP backend, and the crudini that docker-zulip writes zulip-secrets.conf with.
# Zulip itself is on no package index; django_send.py repeats the few lines that load its settings.
set -euo pipefail
. "$(dirname "$0")/debian.sh"

[ -e "$outside/zulip/done" ] && exit 0
uv venv -q --clear "$outside/zulip"
uv pip install -q --python "$outside/zulip/bin/python" "Django==5.2.*" crudini==0.9.6
touch "$outside/zulip/done"
