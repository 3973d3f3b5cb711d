# Each call by which a run asks the system for a process, a thread, memory or a descriptor fails once, and from there on always: the run works
# all the same, or tells why not. It never crashes, hangs or leaves a process.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

# A bit of everything that needs something of the system. What could not be had is told, in a line that says "limit".
cat >everything.cs <<'TEXT'
func try_to(what, f) {
    try { f() } catch limit as e { print("limit: {what}: {e.message}") } catch died { print("limit: {what}: a worker died") }
}
queue q
func child() {
    try_to("thread of a child", func() {
        let t = thread(func() { q.put(1) })
        t.start()
        t.join()
    })
    try_to("grandchild", func() {
        let p = process(func() { q.put(2) })
        p.start()
        p.join()
    })
}
for i in 0..3 {
    try_to("child", func() {
        let p = process(child)
        p.start()
        p.join()
    })
}
try_to("threads", func() {
    let ts = [thread(func() { sleep(1ms) }) for i in 0..3]
    for t in ts { t.start() }
    for t in ts { t.join() }
})
try_to("timer", func() {
    timer once after 1ms { q.put(3) }
    sleep(5ms)
})
func square(x) { return x * x }
try_to("pool of processes", func() {
    pool p(2)
    print(p.map(square, [1, 2, 3]))
})
try_to("pool of threads", func() {
    pool p(2, threads: true)
    print(p.map(square, [1, 2, 3]))
})
print("to the end")
TEXT
sed 's/func child() {/func never_called() {/; /^for i in/,/^}/d; /pool of processes/,/^})/d' everything.cs >threads.cs

cat >closed.cs <<'TEXT'
queue q
process p {
    print("from a child")
    q.put(1)
    print("later")
    q.put(2)
}
p.start()
print(q.get(), q.get())
p.join()
queue none
process waits { none.get() }
waits.start()
waits.join()
TEXT

library=$(dirname "$program")/../tests/inject.so

# injected SCRIPT PLAN: leaves $status, out and err; false: no call failed.
injected() {
    rm -f mark
    timeout -s KILL 30 env INJECT="$2" INJECT_MARK=mark LD_PRELOAD="$library" "$program" run -q "$1" >out 2>err
    status=$?
    [ -e mark ]
}

# What is wrong with it.
problem() {
    case $status in
    0) grep -q 'to the end' out || echo 'it did not come to its end' ;;
    1) grep -Eq 'limit|could not begin|no room|not enough memory' err || echo 'it does not tell why it failed' ;;
    137) echo 'it hung, or was killed' ;;
    *) echo "status $status" ;;
    esac
    [ -z "$(pgrep -f "run -q $1" | head -n 1)" ] || echo 'it left a process behind'
}

# each SCRIPT CALL: until there is no such call any more.
each() {
    for more in '' +; do
        n=1
        while [ $n -le 60 ] && injected "$1" "$2 $n$more"; do
            wrong=$(problem "$1")
            [ -z "$wrong" ] || not_ok "${1##*/}: $2 $n$more" "$wrong" "$(head -n 5 out)" "$(head -n 5 err)"
            n=$((n + 1))
        done
        if [ $n -gt 1 ]; then ok "${1##*/}: $((n - 1)) calls of $2 fail, each ${more:+and all after it}"; fi
    done
}

if [ -e "$library" ] && injected threads.cs 'pthread_create 1'; then
    for call in fork pthread_create mmap pipe eventfd epoll_create1; do each "$PWD/everything.cs" $call; done
    for call in pthread_create mmap eventfd; do each "$PWD/threads.cs" $call; done

    # Children that have closed all they had are heard all the same, and missed when they wait for ever.
    injected closed.cs 'descriptors 2+'
    check 'children without descriptors' 3 '^from a child$' '^closed.cs: deadlock '
    same 'are heard' 'from a child later 1 2' "$(tr '\n' ' ' <out | sed 's/ $//')"
else
    ok 'failures of the system (this build cannot be made to see them)'
fi
finish
