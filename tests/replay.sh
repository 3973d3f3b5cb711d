#!/bin/sh
# replay.sh PROGRAM FOLDER SCRIPT: what check finds in the script comes about on real threads and processes, by the very same steps.
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/cli/check.inc"
script=$3
name=$(basename "$script" .cs)

# Where the run is stopped at the finding, or by its stop_after, the rest is missing.
stopped=' de_barrier deadlock_aside deadlock_exit never_close never_released spin_readers_writers '
# Virtual time is stopped at the finding; on real threads those who are left then wait for what the failed one holds.
deadlock_behind=' sct_stack sct_stringbuffer '

# shellcheck disable=SC2046 # words
run check --until-found --max-schedules 1000 $(sed -n 's/^# Options: //p' "$script") --save found.schedule "$script"
found=$(sed -n '1s/.*schedule: \([a-z]*\) in.*/\1/p' found.schedule)
run replay --quiet --trace-vars --trace virtual.jsonl "$script" found.schedule
wanted=$status
cp out virtual.out
run replay --real --quiet --trace-vars --trace real.jsonl "$script" found.schedule
case $found in
deadlock) words='wait' ;;
race) words='data race' ;;
livelock) words='goes round' ;;
invariant) words='does not hold|never true|for ever' ;;
*) words="error: " ;;
esac
if [ "$wanted" = 0 ]; then not_ok "$found" 'in virtual time, there is nothing'; fi
case $deadlock_behind in *" $name "*) wanted=3 ;; esac
check "$found on real threads" "$wanted"
if fits err "$words"; then ok 'told'; else not_ok 'told' "$(cat err)"; fi
same 'prints the same' "$(cat virtual.out)" "$(cat out)"
case $stopped in *" $name "*) finish ;; esac
run diff virtual.jsonl real.jsonl
check 'every step after the same' 0 'The runs are the same'
# What decides it, as the formats are told: who does what, at which line. Who waits for ever in a deadlock begins to when it likes.
marked() { sed -n 's/.*"task":\("[^"]*"\),"op":\("[^"]*"\).*"line":\([^,]*\),.*"decides":true.*/\1 \2 \3/p' "$1" | sort; }
same 'marks the same steps' "$(marked virtual.jsonl)" "$(marked real.jsonl)"
finish
