# Where the system, or a limit, allows no more: a clear error or a clean end, and who can go on does.
# shellcheck shell=bash
[ -n "${BASH_VERSION-}" ] || exec bash "$0" "$@" # not every shell can limit processes
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"
unset ASAN_OPTIONS
export ASAN_OPTIONS=detect_leaks=0 # looking for leaks needs a process of its own

# --- limits of the script ---

# Every process starts others for ever. Those that may not are told so, as often as they try.
cat >bomb.cs <<'TEXT'
scenario { limits: {"processes": 20} }
atom there(0)
func bomb() {
    let n = there.add(1)
    if n > 20 { print("this one is too many") }
    loop {
        try {
            process another = bomb()
            another.start()
        } catch limit as e {
            if n == 1 and e.message == "more than 20 processes at once (limit processes)" { told() }
            sleep(1ms)
        }
    }
}
var times = 0
func told() {
    times += 1
    if times == 100 { print("told, in process {pid()}") }
}
bomb()
TEXT
mkfifo told
"$program" run -q bomb.cs >told 2>err &
pid=$!
read -r line <told
kill -TERM $pid
wait $pid
same 'a fork bomb is told its limit, and can be interrupted' 130 $?
same 'it does not pass it' 'told, in process' "${line% *}"
same 'and leaves nobody' '' "$(ps -o pid= -p "${line##* }")"

# One that may not be started is an error that nobody catches, and ends who has tried.
cat >chain.cs <<'TEXT'
scenario { limits: {"processes": 8} }
func chain(n) {
    process next = chain(n + 1)
    next.start()
    next.join()
    print(n, next.exitcode)
}
chain(1)
TEXT
for engine in run sim; do
    run $engine -q chain.cs
    check "processes one in another, $engine" 1 '^7 1$' 'error: limit: more than 8 processes at once \(limit processes\)'
    same 'all of which end' '7 1 6 0 5 0 4 0 3 0 2 0 1 0' "$(tr '\n' ' ' <out | sed 's/ $//')"
done

# --- memory ---

cat >queue.cs <<'TEXT'
print("begins")                      # the first line of a task needs room, too
queue q
process fills {
    print("fills")
    try {
        loop { q.put("x" * 100_000) }
    } catch limit as e { print(e.message) }
}
fills.start()
fills.join()
print(fills.exitcode, q.size() > 10)
while not q.empty() { q.get() }
process again { q.put("and it goes on") }
again.start()
print(q.get())
TEXT
run run -q --limit memory=50000000 queue.cs
check 'a queue fills the memory that processes share' 0 '^out of memory for a value that processes share \(limit memory\)$' ''
same 'and can be emptied' "0 true and it goes on" "$(tail -n 2 out | tr '\n' ' ' | sed 's/ $//')"

cat >processes.cs <<'TEXT'
event never
queue filler
var ps = []
print("begins")
try { loop { filler.put("x" * 100_000) } } catch limit { }
for _ in 0..15 { filler.get() } # room for some hundred, not for as many as a machine can bear
try {
    loop {
        let p = process(func() { try { never.wait() } catch limit { } }) # which takes some memory, too
        p.start()
        ps.append(p)
    }
} catch limit as e { print(e.message) }
print(len(ps) > 5)
for p in ps { p.kill() }
print("all are to go")
TEXT
run run -q --limit memory=20000000 processes.cs
check 'processes fill it' 0 '^(out of memory|there is no room) for another process|^cannot start another process: out of memory' ''
same 'and end' 'true all are to go' "$(tail -n 2 out | tr '\n' ' ' | sed 's/ $//')"

cat >results.cs <<'TEXT'
func big(x) { return "y" * 3_000_000 }
pool p(2)
let all = [p.apply_async(big, [i]) for i in 0..40]
var lost = 0
for f in all {
    try { f.get() } catch limit { lost += 1 }
}
print(0 < lost, lost < 40)
p.close()
print(p.join())
TEXT
echo 'let x = "x" * 100_000_000' >enough.cs
enough=true # some are too much; sanitizers set no limit to the memory of one process
for engine in run sim; do
    run $engine -q --limit memory=50000000 results.cs
    [ $engine = run ] || "$program" sim -q --limit memory=50000000 enough.cs 2>/dev/null && enough='(true|false)'
    check "results that are too much for it, $engine" 0 "^$enough true$" ''
    same 'and the pool ends' true "$(tail -n 1 out)"
done

cat >unseen.cs <<'TEXT'
queue q
process p { }
func fill(n) { try { loop { q.put("x" * n) } } catch limit { } }
for n in [100_000, 1000, 100, 30] { fill(n) }
print("there is no memory to tell this")
TEXT
run run -q --limit memory=30000000 unseen.cs
check 'what cannot be shown is told of' 1 '' '^unseen.cs: error: [0-9]+ events? (is|are) not shown, for there was no memory to record'
run run -q --limit memory=1000 unseen.cs
check 'too little memory for a run' 1 '' 'error: there is not enough memory \(limit memory\)$'
run run -q --limit memory=40000 unseen.cs
check 'and for its main' 1 '' 'error: the run could not begin: out of memory \(limit memory\)$'

# --- what the system allows ---

cat >forks.cs <<'TEXT'
event never
var n = 0
try {
    loop {
        process p { never.wait() }
        p.start()
        n += 1
    }
} catch limit as e { print(e.message) }
print(n > 0, len(children()) == n)
let victim = children()[0]
victim.kill()
victim.join()
process one_more { print("one more") }
one_more.start()
one_more.join()
for p in children() { p.kill() }
TEXT
cat >threads.cs <<'TEXT'
event go
var ts = []
try {
    loop {
        let t = thread(func() { go.wait() })
        t.start()
        ts.append(t)
    }
} catch limit as e { print(e.message) }
print(len(ts) > 0)
go.set()
for t in ts { t.join() }
thread one_more { print("one more") }
one_more.start()
TEXT

# allowed N SCRIPT: as a user who may have so many processes and threads; nobody else is that user, not even this test when it runs twice at once.
user=$((20000 + $$ % 40000))
allowed() {
    setpriv --reuid $user --regid $user --clear-groups bash -c "ulimit -u $1; exec \"\$0\" run -q -" "$program" <"$2" >out 2>err
    status=$?
}

if [ "$(id -u)" = 0 ] && setpriv --reuid $user --regid $user --clear-groups "$program" --version >out 2>&1; then
    allowed 40 forks.cs
    check 'no more processes' 0 '^cannot start another process: the system allows no more$' ''
    same 'and some may follow' 'true true one more' "$(tail -n 2 out | tr '\n' ' ' | sed 's/ $//')"
    allowed 40 threads.cs
    check 'no more threads' 0 '^cannot start another thread: the system allows no more$' ''
    same 'and some may follow' 'true one more' "$(tail -n 2 out | tr '\n' ' ' | sed 's/ $//')"
    allowed 1 forks.cs
    check 'not even a process for main' 1 '' '^-: error: the run could not begin: '
else
    ok 'limits of the system (only root can try them as somebody else)'
fi
finish
