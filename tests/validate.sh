#!/bin/sh
# validate.sh CONC-RUN FOLDER SCRIPT SEED: runs the script on real threads, held up here and there as drawn from SEED, for a second at most, and
# asks whether every step of that was allowed. A trace that has one that was not is left in FOLDER.
set -u
program=$1 folder=$2 script=$3 seed=$4
mkdir -p "$folder"
trace=$folder/$(echo "$script" | tr / _)-$seed.jsonl

# What the script says of itself, but for what is shown of it.
options=$(sed -n 's/^# Options: //p' "$script" | head -n 1 | sed 's/--format [a-z]*//')
limit=$(echo "$options" | grep -oE -- '--limit[ =][a-z]+=[0-9A-Z]+' || true)
expected=$(sed -n 's/^# Exit status: //p' "$script" | head -n 1)

give_up() {
    echo "$1" >&2
    cat "$trace.err" >&2
    exit 1
}

# shellcheck disable=SC2086 # lists of words
"$program" run $options --for 1s --jitter "$seed" --trace-vars --trace "$trace" --format plain "$script" >"$trace.out" 2>"$trace.err"
status=$?
case $status in
"${expected:-0}" | 0 | 1) ;; # jitter may make an assertion about times fail
*) give_up "the run with jitter $seed ended with $status, not ${expected:-0}" ;;
esac

# shellcheck disable=SC2086
"$program" validate $limit "$script" "$trace" >"$trace.out" 2>"$trace.err" || give_up "$trace:"
rm -f "$trace" "$trace.out" "$trace.err"
