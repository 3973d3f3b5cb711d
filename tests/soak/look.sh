#!/bin/sh
# look.sh COMMAND: tells what a run that hangs is doing: where each thread of each of its processes waits, and, where there is gdb, the calls it is in.
set -u
of() {
    echo "$1"
    for child in $(ps -o pid= --ppid "$1"); do
        of "$child"
    done
}
processes=$(of "$1")
for process in $processes; do
    ps -L -o pid,ppid,lwp,stat,wchan:32,time,comm --no-headers -p "$process"
done
command -v gdb >/dev/null || exit 0
for process in $processes; do
    echo "--- $process"
    gdb -p "$process" -batch -ex 'thread apply all backtrace' 2>/dev/null </dev/null
done
exit 0
