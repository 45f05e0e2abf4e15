#!/usr/bin/env bash
# Docmost's reader and mail library at its own versions: @nestjs/config (with dotenv and dotenv-expand) and nodemailer.
set -euo pipefail
. "$(dirname "$0")/debian.sh"

[ -e "$outside/docmost/done" ] && exit 0
mkdir -p "$outside/docmost"
cd "$outside/docmost"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts nodemailer@9.0.1 @nestjs/config@4.0.4 dotenv@17.4.1 dotenv-expand@12.0.3 \
  @nestjs/common@11 @nestjs/core@11 reflect-metadata@0.2 rxjs@7
touch done
