#!/usr/bin/env bash
# Writes src/features/auth/common_passwords.txt from two lists that Debian ships (packages john-data, python3-zxcvbn).
# Needed only to renew the list; the result is committed. Only entries of 8 or more characters are kept, because shorter
# passwords are refused for their length.
set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "$0")/../.." && pwd)
john=${JOHN_LIST:-/usr/share/john/password.lst}
zxcvbn=${ZXCVBN_MODULE:-/usr/lib/python3/dist-packages/zxcvbn/frequency_lists.py}
list=$root/src/features/auth/common_passwords.txt

entries() {
  grep -v '^#!' "$john"
  sed -n 's/^ *"passwords": "\(.*\)"\.split(",").*$/\1/p' "$zxcvbn" | tr ',' '\n'
}

{
  echo '#! Common passwords of 8 and more characters, lower case, in byte order. Made by tools/passwords/build_list.sh from'
  echo '#! - password.lst of John the Ripper 1.9.0, compiled by Solar Designer, public domain (Debian: john-data);'
  echo '#! - the list "passwords" of zxcvbn 4.4.28, MIT License, Copyright 2012-2013 Dropbox, Inc., 2016 Daniel Wolf'
  echo '#!   (Debian: python3-zxcvbn), ranked from passwords that were published by others.'
  entries | tr '[:upper:]' '[:lower:]' | grep -E '^[ -~]{8,128}$' | sort -u
} > "$list"
echo "$list: $(grep -vc '^#!' "$list") passwords"
