# What check tells beyond its verdict.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

cat >lines.cs <<'TEXT'
var x = 0
lock m
thread t {
    with m {
        x += 1
        if x > 5 {
            print("many")

            x = 0
        } else if x > 7 {
            print("more")
        }
    }
}
func never(n) { return n + 1 }
t.start()
t.join()
x = 3
if x != 3 {
    print("no")
}
TEXT
run check lines.cs
check 'lines that were never reached' 0 '^never reached: lines 7–11, 20$' ''
run check --max-schedules 1 --strategy random lines.cs
check 'also when only some schedules were tried' 0 '^never reached: lines 7–11, 20$' ''
printf 'print(1)' >short.cs
run check short.cs
check 'all were' 0 'the only interleaving there is' ''
if fits out 'never'; then not_ok 'then nothing is said of it' "$(cat out)"; else ok 'then nothing is said of it'; fi

cat >lost.cs <<'TEXT'
var hits = 0
thread visitor(id) {
    hits += 1
}
let all = [visitor(i) for i in 0..2]
for t in all { t.start() }
for t in all { t.join() }
assert hits == 2
TEXT
run check lost.cs
check 'a race and what comes of it' 4 '^why \(the steps marked ◆ decide it\):$' ''
sed -n '/assert, in/,$p' out >found
mv found out
check 'both reads and the writes between decide' 4 '^ +◆ +[│┊] +● +│ +line 3: reads hits: 0$'
check 'the other one, too' 4 '^ +◆ +[│┊] +│ +● +line 3: sets hits to 1$'
check 'what the assertion found' 4 '^  at line 8 main reads hits: 1,$'
check 'and who had left it so' 4 '^      because at line 3 visitor-2 sets hits to 1$'
check 'the order that is right' 4 '^  all goes well, for instance, when these two come in this order:$'
same 'is one' '    at line 3 visitor-2 sets hits to 1
    at line 3 visitor-1 reads hits: 1' "$(sed -n '/in this order/,/^$/p' out | sed -n '2,3p')"
same 'starts and joins decide nothing' 3 "$(grep -c '^ *◆' out)"

cat >locks.cs <<'TEXT'
lock a; lock b
thread t { with a { with b { print("t") } } }
thread u { with b { with a { print("u") } } }
t.start()
u.start()
TEXT
run check locks.cs
check 'a deadlock: who has what' 3 '^  u has b since line 3, and t waits for it$' ''
check 'the steps by which they got it' 3 '^ +◆ .*line 2: takes a$'
check 'and those that wait' 3 '^ +◆ .*line 2: waits for b, held by u$'
run check --ascii locks.cs
check 'in ASCII' 3 '^ +@ .*line 2: takes a$'

cat >limit.cs <<'TEXT'
scenario { expect: "invariant" }
var here = 0
invariant "room for one": here < 2
thread guest(i) { atomic { here += 1 } }
for i in 0..2 { guest(i).start() }
TEXT
run check limit.cs
check 'an invariant: what came before' 0 '^      before that, at line 4 guest-[12] sets here to 1$' ''

cat >block.cs <<'TEXT'
scenario { expect: "invariant" }
var x = 0
var y = 0
invariant "together": x == y
thread a { atomic { x = 1; y = 1 } }
thread b { atomic { x = 2 } }
a.start()
a.join()
b.start()
TEXT
run check block.cs
check 'an invariant that a block breaks: by what was set there' 0 '^      before that, at line 6 b sets x to 2$' ''
check 'that decides it' 0 '^ +◆ .*line 6: sets x to 2$'
if fits out 'a sets x'; then not_ok 'not by what it has set anew' "$(cat out)"; else ok 'not by what it has set anew'; fi

# What was taken out of a queue was put there by one of several.
cat >taken.cs <<'TEXT'
scenario { expect: "assert" }
queue q
thread a { q.put(1); q.put(2) }
a.start()
a.join()
q.close()
let first = q.get()
assert first == 2
TEXT
run check taken.cs
check 'what was taken: who has put it in' 0 '^      because at line 3 a puts 1 into q$' ''
cat >piped.cs <<'TEXT'
scenario { expect: "assert" }
pipe a, b
thread t { a.send(1); a.send(2) }
t.start()
t.join()
b.send(3)
assert b.recv() == 2
TEXT
run check piped.cs
check 'through a pipe' 0 '^      because at line 3 t sends 1 through a$' ''
cat >piece.cs <<'TEXT'
scenario { expect: "error" }
func f(x) { return 10 / x }
pool p(2)
print(p.map(f, [1, 0, 2]))
TEXT
run check piece.cs
check 'the task that failed' 0 'because p-[12] fails in map\(f, \[0\]\): zero_division: division by zero$' ''
if fits out 'main goes on'; then not_ok 'nothing by what has no words' "$(cat out)"; else ok 'nothing by what has no words'; fi

cat >closed.cs <<'TEXT'
scenario { expect: "error" }
queue q
thread t { q.put(1) }
t.start()
q.close()
TEXT
run check closed.cs
check 'an error: what led to it' 0 '^      because at line 5 main closes q$' ''

cat >again.cs <<'TEXT'
rlock r
thread t {
    r.acquire()
    r.acquire()
    r.release()
}
t.start()
t.join()
r.acquire()
TEXT
run check again.cs
check 'since when it was not given back' 3 '^  t has r since line 3, and main waits for it$' ''
cat >upgrade.cs <<'TEXT'
rwlock page
thread t {
    page.read.acquire()
    page.write.acquire()
}
t.start()
sleep(1ms)
page.read.acquire()
TEXT
run check upgrade.cs
check 'not since it waits for it' 3 '^  t has page since line 3, and waits for it, too$' ''
cat >behind.cs <<'TEXT'
rwlock page
thread reader {
    with page.read { with page.read { } }
}
thread writer { with page.write { } }
reader.start()
writer.start()
TEXT
run check behind.cs
check 'who stands behind a writer does so since he waits' 3 '^  writer waits for page since line 5, and reader stands behind it$' ''
check 'and he waits since it was taken to read' 3 '^  reader has page since line 3, and writer waits for it$' ''
cat >race.cs <<'TEXT'
var x = 0
thread t { x = 1 }
t.start()
print(x)
TEXT
run check race.cs
check 'a race: the values' 4 '^    main, line 4: reads it: [01]$' ''
check 'and what would help' 4 '^  to order them, hold one lock around both'
same 'its accesses are marked' 2 "$(grep -c '^ *◆' out)"

cat >elements.cs <<'TEXT'
var xs = [1, 2]
var m = {"a": 1}
thread t { xs[1] = 3; m["a"] = 3 }
t.start()
print(len(xs), len(m))
TEXT
run check elements.cs
check 'a race: at which index' 4 '^    t, line 3: sets it at index 1$' ''
sed -i '/^print/s/.*/print(len(m))/' elements.cs
run check elements.cs
check 'or at which key' 4 "^    t, line 3: sets it at key 'a'\$" ''

run check --format html -o page.html locks.cs
check 'a page beside the words' 3 '^why ' ''
mv page.html out
check 'has the reason' 3 '"reason":".*u has b since line 3, and t waits for it'
check 'and the steps' 3 '^\],"decisive":\[[0-9]+,[0-9]+,[0-9]+,[0-9]+\]\}'
run check --format svg locks.cs
check 'a drawing alone' 3 '^<svg ' '^why '
check 'with the steps marked' 3 'diamond: decides'
run check --format jsonl -o trace.jsonl locks.cs
run view -q trace.jsonl
check 'a trace' 0 '' ''
run check --format html -o none.html lines.cs
check 'nothing to be drawn' 0 '^verified' 'none.html: warning: it is not written'
if [ -e none.html ]; then not_ok 'so there is no file' "$(ls)"; else ok 'so there is no file'; fi
run check --format html -o nowhere/x.html locks.cs
check 'nowhere to draw' 2 '' 'it cannot be written'

cat >words.cs <<'TEXT'
thread t { print("a") }
thread u { print("b") }
lock m
thread v { with m { } }
t.start()
u.start()
v.start()
with m { }
TEXT
run check --show 5 words.cs
check 'interleavings that pass' 0 '^words.cs: interleaving 2 of 2 in which all goes well, [0-9]+ steps:$' ''
run check --show 1 words.cs
check 'no more than wanted' 0 '^words.cs: interleaving 1 of 1 ' ''
run check --outcomes --show 2 words.cs
check 'they print different things' 0 '^words.cs: interleaving 2 of 2 ' ''
same 'each once' '“a” “b”' "$(sed -n '/interleaving 1/,/interleaving 2/p' out | grep -o '“.”' | sort | tr '\n' ' ' | sed 's/ $//')"
printf 'lock m\nm.acquire()\nm.acquire()\n' >stuck.cs
run check --show 2 stuck.cs
check 'none passes' 3 '^there is nothing to show: no interleaving' ''
run check --show 0 words.cs
check 'none is wanted' 2 '' 'a whole number of at least 1'
run check -j 2 --show 5 words.cs
check 'of several processes' 0 '^words.cs: interleaving 2 of 2 in which all goes well' ''

run check --save bug.schedule locks.cs
run replay --format lanes locks.cs bug.schedule
check 'replay marks what decides' 3 '^ +◆ .*takes a$' 'u has b since line 3, and t waits for it'

# Who raises an error is not said to be the call.
cat >raises.cs <<'TEXT'
scenario { expect: "error" }
event e
queue q(1)
thread t { q.close() }
t.start()
q.put(1)
TEXT
run check raises.cs
check 'an error that is raised has its task before it' 0 '^  at line 6 main: q.put raises closed' ''

# A choice that decides it, and what would have been right.
cat >chosen.cs <<'TEXT'
scenario { expect: "assert" }
let x = choose([1, 2, 3])
let y = choose("ab")
assert x < 3 or y == "a", "3b"
TEXT
run check chosen.cs
check 'a choice that decides' 0 "^          ◆ ●  line 3: chooses 'b'$"
check 'and the one before it' 0 '◆ ●  line 2: chooses 3$'
check 'what would have been right' 0 "^  all goes well, for instance, when at line 3 main chooses 'a'$"
cat >selected.cs <<'TEXT'
scenario { expect: "deadlock" }
queue a(1)
queue b(1)
queue never
a.put(1)
b.put(2)
select {
    case x = a.get() { never.get() }
    case x = b.get() { }
}
TEXT
run check selected.cs
check 'a case of a select' 0 '^  all goes well, for instance, when at line 7 main gets 2 from b$'
finish
