#!/usr/bin/env bash
# Coolify's mail library: PHP of this Debian, and Symfony Mailer 7 of Debian sid, unpacked side by side.
set -euo pipefail
. "$(dirname "$0")/debian.sh"

[ -e "$outside/coolify/done" ] && exit 0
home="$outside/coolify"
from_this_release "$home" php-cli php-mbstring
from_release sid "$home" php-symfony-mailer php-symfony-mime php-email-validator php-doctrine-lexer php-psr-event-dispatcher php-psr-log \
  php-psr-container php-symfony-event-dispatcher php-symfony-event-dispatcher-contracts php-symfony-service-contracts \
  php-symfony-deprecation-contracts

# Where PHP is installed already, only what it lacks was unpacked.
php="$(ls "$home"/usr/bin/php8* 2> /dev/null | head -n 1 || true)"
options=(-d error_reporting=E_ALL -d display_errors=stderr)
if [ -n "$php" ]; then options+=(-n); fi
for name in ctype iconv mbstring tokenizer; do
  for module in "$home"/usr/lib/php/2*/"$name.so"; do
    if [ -e "$module" ]; then options+=(-d "extension=$module"); fi
  done
done
{
  echo '#!/bin/sh'
  echo "export LD_LIBRARY_PATH='$home/usr/lib/$(uname -m)-linux-gnu:$home/lib/$(uname -m)-linux-gnu'"
  echo "exec '${php:-$(command -v php)}' $(printf "'%s' " "${options[@]}") \"\$@\""
} > "$home/php"
chmod +x "$home/php"
"$home/php" --version
touch "$home/done"
