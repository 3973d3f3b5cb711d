#!/bin/sh
# broken.sh CONC-RUN BROKEN FOLDER SCRIPT: BROKEN is a conc-run with kinds that are not as they should be. Its run of the script is to be found
# out by `conc-run validate`, with the words that the script gives; a run of CONC-RUN itself is not. Where it depends on who comes first, one of
# ten runs is enough.
set -u
program=$1 broken=$2 folder=$3 script=$4
mkdir -p "$folder"
trace=$folder/broken-$(basename "$script" .cs)-$$.jsonl

give_up() {
    echo "$1" >&2
    cat "$trace.err" >&2
    exit 1
}

status=0
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ "$status" = 0 ] || break
    "$broken" run --trace "$trace" --format plain "$script" >"$trace.out" 2>"$trace.err"
    "$program" validate "$script" "$trace" >"$trace.out" 2>"$trace.err"
    status=$?
done
[ "$status" = 1 ] || give_up "the broken run was not found out: exit status $status"
caught=$(sed -n 's/^# Caught: //p' "$script")
tr '\n' '~' <"$trace.err" | grep -q "$(printf '%s' "$caught" | sed 's/\\n/~/g')" || give_up "it was found out for another reason"

"$program" run --trace "$trace" --format plain "$script" >"$trace.out" 2>"$trace.err"
"$program" validate "$script" "$trace" >"$trace.out" 2>"$trace.err" || give_up "a sound run was complained of"
rm -f "$trace" "$trace.out" "$trace.err"
