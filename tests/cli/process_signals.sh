# Ctrl-Z, Ctrl-C and kill of a run with processes: it is stopped, goes on and ends as a whole.
# shellcheck shell=bash disable=SC2317 # what await is given
[ -n "${BASH_VERSION-}" ] || exec bash "$0" "$@" # other shells have jobs at a terminal only
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"
set -m # each run is a job: it has a process group of its own, as at a terminal

# A child that computes, one that waits, a grandchild, a pool; all tell who they are. Then ticks, one by one.
cat >family.cs <<'TEXT'
queue up
event never
func waits() {
    up.put(pid())
    never.wait()
}
process busy {
    up.put(pid())
    loop { }
}
process idle = waits()
process parent {
    process child = waits()
    child.start()
    waits()
}
pool workers(2)
for p in [busy, idle, parent] { p.start() }
for i in 0..2 { workers.apply_async(waits) }
print(pid(), up.get(), up.get(), up.get(), up.get(), up.get(), up.get())
var n = 0
loop {
    n += 1
    print(n)
    sleep(1ms)
}
TEXT

# Starts it as a job; leaves $pid, the command, and $family, all of its processes.
begin() {
    rm -f told
    mkfifo told
    "$program" run -q family.cs >told 2>err &
    pid=$!
    exec 3<told
    read -r -a family <&3
    read -r count <&3
}

# The letters of the states of processes: T stopped; nothing for one that is gone.
states() {
    for one in "$@"; do
        read -r line 2>/dev/null <"/proc/$one/stat" || continue
        line=${line##*) }
        [ "${line%% *}" = Z ] || printf '%s' "${line%% *}"
    done 2>/dev/null
}

# await NAME COMMAND…: until it succeeds, for at most 20 s.
await() {
    name=$1
    shift
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        if [ $tries -gt 2000 ]; then
            not_ok "$name" "states: $(states "$pid" "${family[@]}")"
            return
        fi
        sleep 0.01
    done
    ok "$name"
}

all_stopped() { [ "$(states "$pid" "${family[@]}")" = TTTTTTTT ]; }
command_stopped() { [ "$(states "$pid")" = T ]; }
none_stopped() { case $(states "$pid" "${family[@]}") in *T*) false ;; esac }
all_gone() { [ -z "$(states "${family[@]}")" ]; }

# All that was printed comes, in its order, whatever happened meanwhile.
goes_on() {
    expected=$count
    while [ "$expected" -lt $((count + 300)) ]; do
        expected=$((expected + 1))
        read -r got <&3
        [ "$got" = "$expected" ] || break
    done
    same "$1" $((count + 300)) "$got"
    count=$got
}

# end NAME STATUS SIGNAL: the run is over, and all of its processes.
end() {
    exec 3<&-
    status=148 # it was stopped: bash tells that first
    while [ $status = 148 ]; do
        wait "$pid"
        status=$?
    done
    same "$1: status" "$2" $status
    await "$1: nobody is left" all_gone
}

begin
kill -TSTP "-$pid"
await 'Ctrl-Z stops all of its processes' all_stopped
kill -CONT "-$pid"
await 'and fg continues them' none_stopped
goes_on 'from where they were'
kill -TSTP "$pid"
await 'SIGTSTP to the command stops all' all_stopped
kill -CONT "$pid"
await 'SIGCONT continues all' none_stopped
goes_on 'and nothing is lost'
kill -INT "-$pid"
end 'Ctrl-C' 130

begin
kill -STOP "$pid"
await 'SIGSTOP stops the command' command_stopped
kill -CONT "$pid"
await 'and SIGCONT continues it' none_stopped
goes_on 'with nothing lost'
kill -STOP "${family[@]}"
kill -CONT "$pid"
await 'SIGCONT goes on to processes that others stopped' none_stopped
goes_on 'and they go on'
kill -TERM "$pid"
end 'SIGTERM' 130

begin
kill -TSTP "-$pid"
await 'stopped' all_stopped
kill -INT "-$pid"
kill -CONT "-$pid"
end 'Ctrl-C while it is stopped' 130

# One that is stopped ends all the same; and nothing of what main leaves when it is killed is silent.
cat >stopped.cs <<'TEXT'
process idle { sleep(60s) }
idle.start()
print(pid(), idle.pid)
sleep(60s)
TEXT
cat >terminated.cs <<'TEXT'
queue up
process idle { up.put(pid()); sleep(60s) }
process gate { sleep(60s) }         # goes when idle is stopped
idle.start()
gate.start()
print(up.get(), gate.pid)
gate.join()
idle.terminate()
idle.join()
print(idle.exitcode)
TEXT
rm -f told
mkfifo told
"$program" run -q terminated.cs >told 2>err &
exec 3<told
read -r idle gate <&3
kill -STOP "$idle"
kill -KILL "$gate"
read -r code <&3
same 'terminate() ends a process that is stopped' -15 "$code"
wait $!
exec 3<&-
"$program" run -q stopped.cs >told 2>err &
pid=$!
exec 3<told
read -r main idle <&3
kill -KILL "$main"
kill -KILL "$idle"
wait "$pid"
same 'main is killed: status' 1 $?
same 'and that is told' 'stopped.cs: error: main was ended by signal 9, SIGKILL' "$(cat err)"
exec 3<&-

begin
kill -KILL "$pid"
end 'kill -9 of the command' 137

begin
kill -TSTP "$pid"
await 'stopped again' all_stopped
kill -KILL "$pid"
end 'kill -9 of the command while it is stopped' 137

begin
kill -STOP "${family[@]}"
kill -INT "$pid"
end 'Ctrl-C when its processes are stopped' 130
finish
