#!/bin/bash
# Asks the server in this container for PATH and succeeds when it answers 200: chatelier-healthy /readyz
# Needs nothing but bash, so that the image carries no tool that talks to other machines.
exec 3<>"/dev/tcp/127.0.0.1/${CHATELIER_PORT:-8080}" || exit 1
# HTTP/1.0, because it needs no Host: the server answers to its public name only.
printf 'GET %s HTTP/1.0\r\n\r\n' "${1:-/healthz}" >&3
read -r _ status _ <&3
[ "$status" = 200 ]
