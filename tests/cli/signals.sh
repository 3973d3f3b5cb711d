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
finish
