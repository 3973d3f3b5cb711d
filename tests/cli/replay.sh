# replay --real: what cannot be followed is told, and what is killed, ended or timed goes as in virtual time. (The findings of tests/check: tests/replay.sh.)
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

# What real time does is not what virtual time did.
cat >elsewhere.cs <<'TEXT'
lock a; lock b
thread t { if now() > 0s { a.acquire() } else { b.acquire() } }
t.start()
with a { }
TEXT
cat >early.cs <<'TEXT'
atom n(0)
thread t { if now() == 0s { n.add(1) } }
t.start()
n.add(1)
TEXT
echo '# as it comes' >any.schedule
run replay --real --quiet elsewhere.cs any.schedule
check 'another object' 2 '' '^elsewhere.cs:2: error: the run cannot follow the schedule any more, at step 5 of 6 .*it is at lock.acquire of a, line 2'
run replay --real --quiet early.cs any.schedule
check 'an end that is too early' 2 '' '^early.cs:2: error: .* at step 4 of 5 \(t, line 2: atom.add of n\): it ends'
cat >early_error.cs <<'TEXT'
var n = 0
thread t { n += 1 }
t.start()
t.join()
assert now() < 1ns, "too late"
n += 1
TEXT
run replay --real --quiet early_error.cs any.schedule
check 'an error that real time brings' 2 '' ', line 6: variable.load\): it ends with an error, assert: too late, line 5'
echo 'main 3 nothing.at_all' >wrong.schedule
run replay --real elsewhere.cs wrong.schedule
check 'a schedule that does not fit' 2 '' 'wrong.schedule: error: the schedule does not fit: line 1'
run replay --real --jitter 1 elsewhere.cs any.schedule
check 'not an option of replay' 2 '' "no option of 'replay'"
run sim --real elsewhere.cs
check 'an option of replay only' 2 '' "no option of 'sim'"

# What main gives up with.
cat >exits.cs <<'TEXT'
thread t { exit(3) }
t.start()
t.join()
TEXT
for how in '' --real; do
    run replay $how --quiet exits.cs any.schedule
    check "exit(n) of main $how" 3 '' ''
done

# What somebody awaits is found false once more when its time has passed, but not its turn has come.
cat >awaits.cs <<'TEXT'
shared var x = 0
process t { x += 1 }
t.start()
try { await x > 1 timeout 1ms } catch timeout { print("called off") }
TEXT
for i in 1 2 3; do
    run replay --real --quiet awaits.cs any.schedule
    check "a time-out waits for its turn ($i)" 0 '^called off$' ''
done

# One whose turn would come is killed from outside.
cat >killed.cs <<'TEXT'
shared var x = 0
process p { x += 1; print(pid()); sleep(1h); x += 1 }
p.start()
p.join()
TEXT
rm -f out
"$program" replay --real --quiet killed.cs any.schedule >out 2>err &
replay=$!
until [ -s out ]; do sleep 0.01; done
kill -KILL "$(cat out)"
wait "$replay"
status=$?
check 'who was killed does not come' 2 '^[0-9]+$' '^killed.cs:2: error: .*the end of its time in run.sleep\): it does not come to it'

# Ended, as by Ctrl-C, while some wait for their turns and others for their time.
cat >endless.cs <<'TEXT'
atom n(0)
thread t(i) { sleep(1h); n.add(i) }
for i in 0..3 { t(i).start() }
print("begun")
TEXT
rm -f out
"$program" replay --real --quiet endless.cs any.schedule >out 2>err &
replay=$!
until [ -s out ]; do sleep 0.01; done
kill -TERM "$replay"
wait "$replay"
status=$?
check 'interrupted' 130 '^begun$' ''

# Whoever is killed by a step is gone, and what it held is free, before the next.
cat >kills.cs <<'TEXT'
lock m
process p { m.acquire(); sleep(1h) }
p.start()
sleep(1ms)
p.kill()
print(p.is_alive())
try { m.acquire(timeout: 0s); print("free") } catch abandoned { print("abandoned") }
TEXT
run replay --real --quiet kills.cs any.schedule
check 'a kill' 0 '^false$' ''
if fits out '^abandoned$'; then ok 'what the dead held'; else not_ok 'what the dead held' "$(cat out)"; fi

# Pools, timers, pipes, time-outs, daemons, select, rendezvous: as in virtual time.
cat >much.cs <<'TEXT'
pool workers(2)
print(workers.map(func(x) => x * x, [1, 2, 3]))
workers.close()
queue meet(0)
daemon thread echo { for v in meet { meet.put(v + 1) } }
echo.start()
meet.put(1)
print(meet.get())
event late
timer bell after 200ms { late.set() }
bell.start()
print(late.wait(timeout: 1ms), late.wait())
pipe here, there
process far { there.send(there.recv() * 2) }
far.start()
here.send(21)
print(here.recv())
condition c
var full = false
thread filler { with c { full = true; c.notify() } }
with c {
    filler.start()
    while not full { c.wait(timeout: 1s) }
}
select { case v = meet.get() { print(v) } case late.wait() { print("late") } }
atomic { full = false }
TEXT
for gil in off timer; do
    sed "1i scenario { gil: \"$gil\" }" much.cs >much.$gil.cs
    run replay --quiet --trace-vars --trace virtual.jsonl "much.$gil.cs" any.schedule
    cp out virtual.out
    run replay --real --quiet --trace-vars --trace real.jsonl "much.$gil.cs" any.schedule
    check "all sorts of things, gil $gil" 0 '^late$' ''
    same 'with the same results' "$(cat virtual.out)" "$(cat out)"
    run diff virtual.jsonl real.jsonl
    check 'and every step after the same' 0 'The runs are the same'
done

# Whoever ends the run by the last step may be ended with it before it has said that the step is made: here it has much to give back first.
cat >last.cs <<'TEXT'
scenario { expect: ["race"] }
shared var hits = 0
event some
let many = [[some.is_set()] + [event() for i in 0..1000] for k in 0..20]
process other { hits = 1 }
other.start()
hits = 2
TEXT
run check --until-found --save last.schedule last.cs
run replay --real --quiet last.cs last.schedule
check 'a race is told, though the run is over at once' 4 '' '^last.cs:[57]: data race on hits'
run replay --real --trace-vars --format html -o page.html last.cs last.schedule
check 'a page of it' 4 ''
if fits page.html '"decisive":\[[0-9]+,[0-9]+\]' && fits page.html 'hold one lock around both'; then ok 'says what decides it, and why'; else not_ok 'says what decides it, and why'; fi

# What is told as the reason is that of what the schedule was saved for, also where the run comes to other things behind it.
cat >both.cs <<'TEXT'
var hits = 0
thread visitor(id) { hits += 1 }
let all = [visitor(i) for i in 0..2]
for t in all { t.start() }
for t in all { t.join() }
assert hits == 2
TEXT
cat >caught.cs <<'TEXT'
lock a
lock b
thread up { try { assert false } catch assert { }; with a { with b { } } }
thread down { with b { with a { } } }
up.start()
down.start()
TEXT
run check --save both.schedule both.cs
run replay --quiet both.cs both.schedule
check 'a race, and what comes of it' 4 '' 'hold one lock around both'
if fits err 'all goes well|at line 6 main reads'; then not_ok 'is no reason of the assertion' "$(cat err)"; else ok 'is no reason of the assertion'; fi
run check --save caught.schedule caught.cs
run replay --quiet caught.cs caught.schedule
check 'a deadlock behind an assertion that was caught' 3 '' 'up has a since line 3, and down waits for it'
if fits err 'caught.cs:3: error: assert: an assertion failed, and its error was caught'; then ok 'which is told, too'; else not_ok 'which is told, too' "$(cat err)"; fi
run replay --real --quiet caught.cs caught.schedule
check 'both on real threads' 3 '' 'these wait for each other'
if fits err 'caught.cs:3: error: assert: an assertion failed, and its error was caught'; then ok 'and both are told'; else not_ok 'and both are told' "$(cat err)"; fi
finish
