#!/bin/sh
# A user's whole wait for SPIN: MODEL "flags of spin" "flags of pan". Prints the states that were stored, and the search alone as t.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.pml "$here"/*.h "$work"
cd "$work"
# shellcheck disable=SC2086 # they are several words
{
    spin -a $2 "$1.pml" >/dev/null
    gcc -O2 -DSAFETY -o pan pan.c
    begin=$(date +%s.%N)
    ./pan $3 >out
    end=$(date +%s.%N)
}
states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' out)
echo "t=$(echo "$end $begin" | awk '{ print $1 - $2 }') states=$states"
