# Ctrl-C and its like.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

cat >long.cs <<'TEXT'
thread t { loop { sleep(1h) } }
t.start()
print("started")
t.join()
TEXT
cat >busy.cs <<'TEXT'
thread t { loop { } }
t.start()
print("started")
loop { }
TEXT
cat >working.cs <<'TEXT'
print("started")
work(1h)
TEXT

# Sends a signal once the script says that it has started; gives conc-run's status.
interrupt() {
    mkfifo told
    env --default-signal=INT "$program" "$2" -q "$3" >told 2>err &
    pid=$!
    read -r line <told
    kill "-$1" "$pid"
    wait "$pid"
    status=$?
    echo "$line" >out
    rm -f told
}

for script in long.cs busy.cs working.cs; do
    interrupt INT run "$script"
    check "SIGINT: $script" 130 '^started$' ''
done
interrupt TERM run long.cs
check 'SIGTERM' 130 '^started$' ''
cat >endless.cs <<'TEXT'
print("started")
loop { sleep(1h) ; print("on") }
TEXT
interrupt INT sim endless.cs
check 'SIGINT, simulated' 130 '^started$' ''

# What was printed is seen while it computes and writes nothing more.
interrupt INT sim busy.cs
check 'SIGINT, simulated, busy' 130 '^started$' ''

# What is tested ends with conc-run test, whatever that is ended by.
cat >quick.cs <<'TEXT'
print("done")
TEXT
cat >large.cs <<'TEXT'
atom n(0)
for i in 0..12 { thread(func() { for k in 0..12 { n.add(k) } }).start() }
TEXT
mkfifo told
"$program" test --time-limit 1h --max-schedules 1_000_000_000 quick.cs large.cs large.cs >told 2>err &
pid=$!
exec 3<told
read -r line <&3
children=$(pgrep -P "$pid")
kill -KILL "$pid"
wait "$pid" 2>/dev/null
gone() {
    read -r state 2>/dev/null <"/proc/$1/stat" || return 0
    case $state in *') Z '*) return 0 ;; esac
    return 1
}
left=
for child in $children; do
    tries=0
    until gone "$child" || [ "$tries" = 200 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
    gone "$child" || left="$left $child"
done
exec 3<&-
rm -f told
same 'conc-run test is killed, and what it tests with it' '' "$left"
# shellcheck disable=SC2086
[ -z "$left" ] || kill $left
finish
