# Who waits for what, and for how long, is told of an order that check has found as it is of a run in virtual time.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

echo '# as it comes' >any.schedule
waits() { grep -E 'waits|waited|times out' "$1" | sort; }

# All sorts of objects, each at a moment of its own.
cat >waits.cs <<'TEXT'
# Exit status: 1
lock m
semaphore s(0)
rwlock rw
queue q(1)
queue few
queue never
pipe inlet, outlet
pool p(1)
func slow(x) { sleep(500ms); return x }
thread holder {
    with m { sleep(1s) }
    with rw.read { sleep(1s) }
    s.release()
    sleep(1s)
    few.put("few")
    sleep(1s)
    q.get()
    sleep(1s)
    inlet.send(7)
    sleep(1s)
}
thread late { sleep(500ms); print(m.acquire(timeout: 200ms)) }
thread chooser { sleep(600ms); select { case v = few.get() { print(v) } case v = never.get() { } } }
thread victim { sleep(700ms); try { few.get() } catch cancelled { print("cancelled") } }
holder.start(); late.start(); chooser.start(); victim.start()
sleep(100ms)
with m { }
with rw.write { sleep(10ms) }
sleep(1ms)
victim.cancel()
q.put(1)
try { q.put(2, timeout: 500ms) } catch timeout { print("full") }
q.put(3)
print(outlet.recv())
let one = p.apply_async(slow, [1])
sleep(1ms)
print(one.get())
holder.join()
print(s.acquire())
raise "the end"
TEXT
run sim waits.cs
check 'in virtual time' 1 'waits'
cp out sim.out
run replay waits.cs any.schedule
check 'in another order' 1 'waits'
same 'the same waits' "$(waits sim.out)" "$(waits out)"
for what in 'waits for m, held by holder' 'times out while it waits for m \(waited 200ms\)' 'takes rw to write \(waited' \
    'is cancelled by main while it waits for something from few \(waited' 'puts 3 into q \(waited' 'waits for one of few, never' \
    'receives 7 from outlet \(waited' 'gets 1 from future-1 \(waited' 'has joined holder \(waited'; do
    if fits out "$what"; then ok "$what"; else not_ok "$what" "$(cat out)"; fi
done

# A deadlock shows since when each of them waits, and figures count it.
cat >locks.cs <<'TEXT'
scenario { expect: "deadlock" }
lock a
lock b
thread t { with a { sleep(1s); with b { } } }
thread u { with b { sleep(5s); with a { } } }
t.start()
u.start()
TEXT
run check --format timeline locks.cs
check 'a deadlock in lines: sleeps' 0 '^   0.000s  t           sleeps 1s$'
check 'its waits, when they began' 0 '^   1.000s  t           waits for b, held by u$'
run check --format summary locks.cs
check 'in figures' 0 '^       4s  t waits for b, held by u, from 1.000s'
run check locks.cs
check 'both decide it' 0 '^   1.000s ◆ .*line 4: waits for b, held by u$'

# Only the wait that never ends decides.
cat >twice.cs <<'TEXT'
scenario { expect: "deadlock" }
lock a
lock b
thread t { sleep(1s); with b { }; with a { sleep(1s); with b { } } }
thread u { with b { sleep(2s) }; sleep(500ms); with b { sleep(1s); with a { } } }
t.start()
u.start()
TEXT
run check twice.cs
check 'the first wait decides nothing' 0 '^   1.000s   .*line 4: waits for b, held by u$'
check 'the second does' 0 '^   3.000s ◆ .*line 4: waits for b, held by u$'

# Whoever comes first may have been told to wait last: the steps are allowed.
cat >first.cs <<'TEXT'
scenario { expect: "assert" }
queue q
queue r
pipe a, b
lock m
var n = 0
thread t1 { select { case v = q.get() { assert v == 2 } }; assert r.get() == 2; assert a.recv() == 2; with m { n += 1; assert n == 1 } }
thread t2 { sleep(1ms); q.get(); r.get(); a.recv(); with m { n += 1 } }
m.acquire()
t1.start(); t2.start()
for i in 1..3 { sleep(1s); q.put(i) }
for i in 1..3 { sleep(1s); r.put(i) }
for i in 1..3 { sleep(1s); b.send(i) }
sleep(1s)
m.release()
TEXT
run check --until-found --save first.schedule first.cs
check 'another comes first' 0 'assert'
run replay --quiet --trace-vars --trace first.jsonl first.cs first.schedule
run validate first.cs first.jsonl
check 'its steps are allowed' 0 'steps are allowed$' ''
run replay --quiet --trace waits.jsonl waits.cs any.schedule
run validate waits.cs waits.jsonl
check 'so are all sorts of waits' 0 'steps are allowed$' ''
run replay --quiet --trace locks.jsonl locks.cs any.schedule
run validate locks.cs locks.jsonl
check 'and a deadlock' 0 'steps are allowed$' ''

# Where time is loose, too, no wait ends before it began.
cat >loose.cs <<'TEXT'
scenario { expect: "error" }
queue q
thread t { sleep(2s); q.put(1) }
t.start()
print(q.get())
raise "the end"
TEXT
run check --time loose loose.cs
check 'in loose time' 0 'line 5: gets 1 from q \(waited 2s, t put it in\)$'
finish
