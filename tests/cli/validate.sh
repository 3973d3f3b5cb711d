# validate: traces that say what the script does, traces that do not, and those that cannot be told.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

cat >turns.cs <<'TEXT'
queue q
lock l
var n = 0
thread adds(me) {
    for i in 0..20 { with l { n += 1; q.put([me, i]) } }
}
let all = [adds(k) for k in 0..3]
for t in all { t.start() }
for i in 0..60 { q.get() }
sleep(1ms)
print("{n} {random(1, 1000)}")
TEXT
for engine in run sim; do
    run "$engine" --trace-vars --trace "$engine.jsonl" --format plain turns.cs
    run validate turns.cs "$engine.jsonl"
    check "$engine: what was done is allowed" 0 "^$engine.jsonl: all [0-9]* steps are allowed\$" ''
done
run run --jitter 7 --trace-vars --trace jitter.jsonl --format plain turns.cs
run validate turns.cs jitter.jsonl
check 'held up here and there: allowed' 0 'are allowed$' ''
run validate turns.cs - <run.jsonl
check 'from standard input' 0 'are allowed$' ''

sed 's/"detail":"60 /"detail":"61 /' run.jsonl >changed.jsonl
run validate turns.cs changed.jsonl
check 'another print' 1 '' '^turns.cs:11: error: step [0-9]* of the trace is none that the semantics allow$'
check 'what the trace says' 1 '' '^    the trace: main, run.print: 61 '
check 'what is allowed' 1 '' '^    the semantics: main, run.print: 60 '

sed 's/"op":"run.sleep","object":null,"detail":{"ns":1000000},"blocked":[1-9][0-9]*/"op":"run.sleep","object":null,"detail":{"ns":1000000},"blocked":10/' run.jsonl >early.jsonl
run validate turns.cs early.jsonl
check 'a sleep that is too short' 1 '' 'main waits in run.sleep of line 10, and its time has not come by then'

grep -v '"op":"thread.end","object":"adds-2"' run.jsonl >lacks.jsonl
run validate turns.cs lacks.jsonl
check 'an end that is missing' 1 '' 'turns.cs: error: the trace ends, but|a step that the semantics demand is missing'

head -n 20 run.jsonl >cut.jsonl
run validate turns.cs cut.jsonl
check 'a trace that was cut' 1 '' 'turns.cs: error: '

run run --trace blind.jsonl --format plain turns.cs
run validate turns.cs blind.jsonl
check 'what could be done' 2 '' '^hint: conc-run --trace-vars'
check 'without --trace-vars' 2 '' '^turns.cs:[0-9]*: error: a variable that tasks share is used here, and the trace does not tell what is read'

cat >other.cs <<'TEXT'
queue q
q.put(1)
TEXT
run validate other.cs run.jsonl
check 'of another script' 1 '' 'other.cs:[0-9]*: error: step 4 of the trace is none that the semantics allow'

# An operation may have several events, and whoever is stopped may be between two of them: here of those that tell of a pipe's two ends.
cat >stopped.cs <<'TEXT'
thread maker { loop { pipe(); sleep(1ms) } }
maker.start()
TEXT
cat >killed.cs <<'TEXT'
process maker { loop { pipe(); sleep(1ms) } }
maker.start()
sleep(2500us)
maker.kill()
maker.join()
TEXT
run sim --for 2500us --trace stopped.jsonl --format plain stopped.cs
run sim --trace killed.jsonl --format plain killed.cs

# without NAME N: NAME.jsonl without the N-th end of a pipe; of the last one, without what its task does behind it either.
without() { awk -v n="$2" '/"status":"made","kind":"pipe"/ && ++ends == n { gone = n == 6; next } !gone || !/"task":"maker","op":"run.sleep"/' "$1.jsonl"; }
for how in stopped killed; do
    without "$how" 6 >middle.jsonl
    run validate "$how.cs" middle.jsonl
    check "$how in the middle of an operation" 0 'are allowed$' ''
    without "$how" 4 >middle.jsonl
    run validate "$how.cs" middle.jsonl
    check "$how, but goes on after it" 1 '' 'the semantics: maker, run.make of .*, which is made: pipe-4, pipe-3, line 1'
done
without stopped 6 | grep -v run.stop >middle.jsonl
run validate stopped.cs middle.jsonl
check 'in the middle of an operation, and not stopped' 1 '' 'error: a step that the semantics demand is missing from the trace$'

run validate turns.cs
check 'no trace' 2 '' 'error: which trace'
run validate turns.cs turns.cs
check 'no trace of ours' 2 '' 'this is no trace of conc-run'
run validate turns.cs missing.jsonl
check 'a trace that is not there' 2 '' 'missing.jsonl'
run validate --jitter 1 turns.cs run.jsonl
check 'an option of another command' 2 '' '--jitter is no option of'
run run --jitter x turns.cs
check 'a seed that is none' 2 '' '--jitter takes a whole number'
# A wait for any of several is ended by one who tells of it a moment later. Whoever comes meanwhile to another of them finds nobody there.
cat >meets.cs <<'TEXT'
queue a(0)
queue b(0)
thread taker {
    select { case v = a.get() { } case v = b.get() { } }
    a.get()
}
thread right { print("on the way"); b.put(2) }
thread left { a.put(1) }
for t in [taker, right, left] { t.start() }
TEXT
run sim --trace-vars --trace meets.jsonl --format plain meets.cs

# number TASK OP [STATUS [FILE]]: of that step in meets.jsonl, or another trace.
number() { grep "\"task\":\"$1\",\"op\":\"$2\"" "${4:-meets.jsonl}" | grep -m 1 "${3:+\"status\":\"$3\"}" | sed 's/^{"seq":\([0-9]*\),.*/\1/'; }

# moved FROM TO [FILE]: meets.jsonl, or another trace, with one step before an earlier one.
moved() {
    awk -v from="$1" -v to="$2" 'function place(n) { return n == from ? to : n >= to && n < from ? n + 1 : n }
        function renumbered(key) { if (match($0, "\"" key "\":[0-9]+")) { n = substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3) + 0
            $0 = substr($0, 1, RSTART + length(key) + 2) place(n) substr($0, RSTART + RLENGTH) } return n }
        NR == 1 { print 0, $0; next }
        { n = 0; own = renumbered("seq"); renumbered("cause"); print place(own), $0 }' "${3:-meets.jsonl}" | sort -n | sed 's/^[0-9]* //'
}
moved "$(number left queue.put waiting)" "$(number right queue.put)" >meanwhile.jsonl
run validate meets.cs meanwhile.jsonl
check 'found to be let go by another' 0 'are allowed$' ''
moved "$(number left queue.put waiting)" "$(number right run.print)" >before.jsonl
run validate meets.cs before.jsonl
check 'but not before that one comes' 1 '' 'the trace: left, queue.put of a, has to wait'
# A run that was stopped says so: the rest of it is not missed.
cat >stopped.cs <<'TEXT'
var n = 0
invariant "small": n < 3
thread t { sleep(1s) }
t.start()
for i in 0..5 { n += 1 }
TEXT
run sim --trace-vars --trace stopped.jsonl stopped.cs
check 'stopped by an invariant' 4 '^   0\.000s +stopped, for an invariant does not hold$' 'the invariant does not hold: small'
run validate stopped.cs stopped.jsonl
check 'and valid' 0 'all [0-9]+ steps are allowed' ''
for limit in steps=4 moment=6; do
    run sim --quiet --limit "$limit" --trace-vars --trace stopped.jsonl stopped.cs
    check "stopped by the limit $limit" 1 '' 'error: limit: '
    run validate stopped.cs stopped.jsonl
    check 'and valid' 0 'all [0-9]+ steps are allowed' ''
done
run check --save stopped.schedule stopped.cs
run replay --real --quiet --trace-vars --trace stopped.jsonl stopped.cs stopped.schedule
check 'stopped at the end of its schedule' 4 '' 'the invariant does not hold: small'
run validate stopped.cs stopped.jsonl
check 'and valid' 0 'all [0-9]+ steps are allowed' ''
run replay --quiet --trace stopped.jsonl stopped.cs stopped.schedule
if grep -q '"engine":"check"' stopped.jsonl; then ok 'an order of check'; else not_ok 'an order of check' "$(head -n 1 stopped.jsonl)"; fi
# Whoever has evaluated its await to false gives the hidden lock back before it is in the deadlock that the trace ends with.
cat >awaits.cs <<'TEXT'
var n = 1
thread a { await n == 2 }
a.start()
sleep(10ms)
n = 3
TEXT
for engine in run sim; do
    run "$engine" --quiet --trace-vars --trace awaits.jsonl awaits.cs
    check "$engine: an await that never comes true" 3 '' 'deadlock'
    run validate awaits.cs awaits.jsonl
    check 'and valid' 0 'all [0-9]+ steps are allowed' ''
done
# An end that nobody is told of makes nobody look again.
cat >alone.cs <<'TEXT'
atom n(0)
process p { await n.load() == 2 }
p.start()
TEXT
for engine in run sim; do
    run "$engine" --quiet --trace alone.jsonl alone.cs
    check "$engine: an await that nobody is left to end" 3 '' 'deadlock'
    run validate alone.cs alone.jsonl
    check 'and valid' 0 'all [0-9]+ steps are allowed' ''
done
# What a process had that has ended is seen in what is said of it.
cat >ended.cs <<'TEXT'
lock m
process p { m.acquire() }
p.start()
sleep(1ms)
try { m.release() } catch state as err { print(err.message) }
TEXT
run sim --quiet --trace ended.jsonl ended.cs
check 'a lock that an ended process had' 0 '^m is held by nobody, so it cannot be released$' ''
run validate ended.cs ended.jsonl
check 'and valid' 0 'all [0-9]+ steps are allowed' ''
# Of two tasks of a process that end at once the last may be told of first.
cat >ends.cs <<'TEXT'
process p {
    thread inner { }
    inner.start()
}
p.start()
TEXT
run sim --quiet --trace ends.jsonl ends.cs
moved "$(number inner thread.end '' ends.jsonl)" "$(number p thread.end '' ends.jsonl)" ends.jsonl >other.jsonl
run validate ends.cs other.jsonl
check 'ends in another order' 0 'all [0-9]+ steps are allowed' ''
# No event tells of a limit that a task has passed with itself alone.
cat >limit.cs <<'TEXT'
scenario { limits: {"memory": 2000000} }
try { var x = "a" * 100000000 } catch limit as err { print(err.message) }
TEXT
run sim --quiet --trace limit.jsonl limit.cs
if [ -s out ]; then # else it is built with a sanitizer, and nothing limits its memory
    check 'a limit' 0 '^out of memory$' ''
    run validate limit.cs limit.jsonl
    check 'and valid' 0 'all [0-9]+ steps are allowed' ''
fi
# What the last operation of a task was about may be gone when nobody can go on.
cat >given_back.cs <<'TEXT'
func round() {
    condition c
    thread x { c.acquire() }
    x.start()
    x.join()
}
round()
event never
never.wait()
TEXT
run sim --quiet --trace given_back.jsonl given_back.cs
check 'a condition that is given back' 3 '' 'deadlock'
run validate given_back.cs given_back.jsonl
check 'and valid' 0 'all [0-9]+ steps are allowed' ''
finish
