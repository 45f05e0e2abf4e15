#!/usr/bin/env bash
# Docker Compose of two Debian releases and the docker client, without an engine: the readers of compose files and env files.
set -euo pipefail
. "$(dirname "$0")/debian.sh"

[ -e "$outside/compose/done" ] && exit 0
from_release trixie "$outside/compose/trixie" docker-compose
from_release sid "$outside/compose/sid" docker-compose docker-cli
"$outside/compose/trixie/usr/libexec/docker/cli-plugins/docker-compose" version
"$outside/compose/sid/usr/libexec/docker/cli-plugins/docker-compose" version
"$outside/compose/sid/usr/bin/docker" --version
touch "$outside/compose/done"
