# Where two runs part.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

cat >race.cs <<'TEXT'
lock m
thread w(k) { sleep(random(1, 9) * 1ms); with m { print(k) } }
w("one").start()
w("two").start()
TEXT
for seed in 1 2; do
    "$program" sim -q --seed "$seed" --trace "seed$seed.jsonl" race.cs >/dev/null
done
run diff seed1.jsonl seed1.jsonl
check 'a run and itself' 0 '^The runs are the same: [0-9]+ acts of 3 tasks' ''
run diff seed1.jsonl seed2.jsonl
check 'another seed' 1 '^  A +0\.000s +w-1 +draws [0-9] \(line 2\)$' ''
check 'and how it goes on' 1 '^  w-2 +[0-9] of 7 acts in A and 7 in B are alike; then$' ''
{ echo; cat race.cs; } >moved.cs
"$program" sim -q --seed 1 --trace moved.jsonl moved.cs >/dev/null
run diff seed1.jsonl moved.jsonl
check 'two scripts: at other lines, and the same' 0 '^The runs are the same: ' ''
cp seed2.jsonl same.jsonl
"$program" diff - seed2.jsonl <same.jsonl >out 2>err
status=$?
check 'from a pipe' 0 'the same' ''

# The same program on real threads, at other times and with other waits.
cat >calm.cs <<'TEXT'
event go
thread w(k) { go.wait(); print("{k}") }
let all = [w(1), w(2), w(3)]
for t in all { t.start() }
go.set()
for t in all { t.join() }
TEXT
"$program" sim -q --trace sim.jsonl calm.cs >/dev/null
for round in 1 2 3; do
    "$program" run -q --trace real.jsonl calm.cs >/dev/null
    run diff sim.jsonl real.jsonl
    check "simulated and real, $round" 0 'the same' ''
done

run diff seed1.jsonl
check 'one trace' 2 '' '^conc-run: error: which two traces\?$'
run diff seed1.jsonl seed2.jsonl real.jsonl
check 'three' 2 '' "^conc-run: error: 'real\.jsonl' is one word too many$"
run diff seed1.jsonl missing.jsonl
check missing 2 '' '^missing\.jsonl: error: there is no such file$'
head -c 700 seed2.jsonl >cut.jsonl
run diff seed1.jsonl cut.jsonl
check 'cut off' 2 '' '^cut\.jsonl:[0-9]+: error: the trace is cut off in the middle of this line$'
finish
