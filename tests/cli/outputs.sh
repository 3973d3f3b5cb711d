# Standard output that is closed, full, or goes away; colours; very many errors.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

cat >endless.cs <<'TEXT'
loop { print("a line that somebody may read"); sleep(1us) }
TEXT
cat >colors.cs <<'TEXT'
print("\33[42;1mgreen\33[0m")
TEXT
echo 'prnt(1)' >bad.cs
escape=$(printf '\033')

for engine in run sim; do
    { "$program" "$engine" endless.cs 2>err; echo $? >status; } | head -n 1 >out
    status=$(cat status)
    check "$engine: the reader goes away" 130 '.' ''
    if [ -w /dev/full ]; then
        "$program" "$engine" endless.cs >/dev/full 2>err
        status=$?
        : >out
        check "$engine: a full disk" 1 '' '^standard output: error: it could not all be written$'
    fi
    "$program" "$engine" endless.cs >&- 2>err
    status=$?
    : >out
    check "$engine: closed" 1 '' '^standard output: error: it could not all be written$'
    { "$program" "$engine" --trace full.jsonl -q endless.cs 2>err; echo $? >status; } | head -n 1 >out
    status=$(cat status)
    check "$engine: the reader goes away, with a trace" 130 '.' ''
done

# Whatever cannot be written is told, and makes the status.
echo 'var n = 0
thread t { n += 1 }
t.start()
n += 1
t.join()' >race.cs
cp race.cs kept.cs
run sim -q --trace small.jsonl colors.cs
full='^standard output: error: it could not all be written$'
if [ -w /dev/full ]; then
    for words in '--help' 'help queue' '--version' 'lint --tree colors.cs' 'lint --code colors.cs' 'test colors.cs' 'test --tap colors.cs' \
        'check colors.cs' 'check --show 1 colors.cs' 'view small.jsonl' 'diff small.jsonl small.jsonl' 'validate colors.cs small.jsonl'; do
        # shellcheck disable=SC2086
        "$program" $words >/dev/full 2>err
        status=$?
        : >out
        check "$words: a full disk" 1 '' "$full"
        same "$words: it is said once" 1 "$(wc -l <err)"
    done
    for engine in run sim; do
        run "$engine" -q --trace /dev/full -o story colors.cs
        check "$engine: a full disk for the trace" 1 '' '^/dev/full: error: it could not all be written$'
    done
    run check --save /dev/full race.cs
    check 'a full disk for the schedule' 1 'data race' '^/dev/full: error: it could not all be written$'
fi
for engine in run sim; do
    (
        ulimit -f 8
        "$program" "$engine" --for 5s -o limited endless.cs 2>&1
        echo "status $?"
    ) | cat >out
    status=0
    check "$engine: a file that may not grow any more" 0 '^status 1$'
    same "$engine: it is said" 1 "$(grep -c '^limited: error: it could not all be written$' out)"
done
mkfifo gone
exec 3<>gone
exec 4>gone
exec 3<&-
"$program" test colors.cs race.cs >&4 2>err
status=$?
exec 4>&-
: >out
check 'test: the reader is gone' 130 '' ''

# What is read is not overwritten, nor one output by another; and what cannot be written is told before the search.
for option in --save -o --checkpoint; do
    run check "$option" race.cs race.cs
    check "check $option: the scenario itself" 2 '' '^race\.cs: error: it is (what is to be read|no checkpoint)'
    same "check $option: it is kept" "$(cat kept.cs)" "$(cat race.cs)"
done
for option in --save -o; do
    run check "$option" nowhere/bug race.cs
    check "check $option: no such folder" 2 '' '^nowhere/bug: error: it cannot be written: No such file or directory$'
    run check "$option" new colors.cs
    if [ -e new ]; then not_ok "check $option: nothing is left where there is nothing to write"; else ok "check $option: nothing is left"; fi
done
run sim -o both --trace both colors.cs
check 'two outputs into one file' 2 '' 'two things cannot be written into both'
run check --save both --checkpoint both race.cs
check 'a schedule and a checkpoint' 2 '' 'two things cannot be written into both'
run sim -o /dev/null --trace /dev/null colors.cs
check 'but into nothing' 0 '' ''
run sim -q -o - colors.cs
check '-o - is standard output' 0 '^green$' ''
run sim -o story --trace - colors.cs
check '--trace - too' 0 '"op":"run.print"' ''
run sim --trace - colors.cs
check 'but not both' 2 '' 'two things cannot be written into standard output'

run sim -q colors.cs
check 'colours are stripped in a file' 0 '^green$'
run sim -q --color always colors.cs
check 'unless they are wanted' 0 "^$escape\\[42;1mgreen$escape\\[0m$"
CLICOLOR_FORCE=1 "$program" sim -q colors.cs >out 2>err
check 'or forced' 0 "^$escape\\[42;1mgreen"
NO_COLOR=1 CLICOLOR_FORCE=1 "$program" sim -q colors.cs >out 2>err
check 'NO_COLOR' 0 '^green$'
run sim --color always colors.cs
check 'the timeline has colours' 0 "$escape\\["
run sim colors.cs
if grep -q "$escape" out; then not_ok 'or none'; else ok 'or none'; fi
run lint --color always bad.cs
check 'messages have colours' 2 '' "$escape\\[1;31m"
run lint bad.cs
if grep -q "$escape" err; then not_ok 'messages without'; else ok 'messages without'; fi

echo 'for i in 0..150 { thread(func() { raise "no" }).start() }' >many.cs
for engine in run sim; do
    run "$engine" -q many.cs
    check "$engine: many errors" 1 '' 'further errors of tasks are not shown'
    same "$engine: a hundred are shown" 100 "$(grep -c 'uncaught in' err)"
done

# What a trace calls the variables and calls of a script, and what is awaited.
cat >names.cs <<'SCRIPT'
shared var total = 0
var own = [0]
func counted() {
    var inner = 0
    let t = thread(func() { inner += 1 })
    t.start()
    t.join()
    return inner
}
func task(a, f = nil) { return a }
thread waiter {
    await total == 1 and    # a comment
        own != ["#"]
}
waiter.start()
sleep(1s)
total += 1
own.append(counted())
waiter.join()
with pool(1, threads: true) as p { p.apply(task, ["x", counted]) }
SCRIPT
told() { same "$1" 1 "$(grep -cF "$2" out)"; }
run sim --format jsonl --trace-vars names.cs
told 'a shared variable' '"op":"variable.store","object":"total","detail":1,'
told 'one of the top level' '"op":"variable.call","object":"own","detail":"[0, 1]",'
told 'one of a function' '"op":"variable.store","object":"inner","detail":1,'
told 'what is awaited' '"op":"run.await","object":null,"detail":"total == 1 and own != [\"#\"]","blocked":0,"cause":null,"line":12,"status":"waiting"'
told 'a task of a pool' '"op":"pool.finish","object":"pool-1","detail":"task('\''x'\'', counted)",'
run sim --format jsonl names.cs
told 'a change that is awaited, without being asked for' '"op":"variable.store","object":"total"'
cause=$(sed -n 's/^{"seq":\([0-9]*\),.*"op":"variable.store","object":"total".*/\1/p' out)
same 'is the cause' 1 "$(grep -c '"op":"run.await".*"cause":'"$cause," out)"

# A task of a pool that fails is told, also when nobody asks for its result.
cat >fails.cs <<'SCRIPT'
func divide(x) { return 10 / x }
pool p(1)
p.apply_async(divide, [0])
p.close()
p.join()
SCRIPT
for engine in sim run; do
    run $engine fails.cs
    check "$engine: a task that fails" 0 '  p-1         fails in divide\(0\): zero_division: division by zero$' ''
    run $engine --format jsonl fails.cs
    check 'its event' 0 '"op":"pool.finish","object":"p","detail":"divide\(0\): zero_division: division by zero",.*"error":"zero_division","number":1,'
done
run sim --format lanes fails.cs
check 'in lanes' 0 '×  fails in divide\(0\)' ''

# What was chosen.
cat >chosen.cs <<'SCRIPT'
lock m
choose([m])
choose([[1, "x"]])
choose("a")
choose(7..8)
shuffle(["a"])
SCRIPT
run sim --format jsonl chosen.cs
told 'an object' '"op":"run.choose","object":null,"detail":"m","blocked":0,"cause":null,"line":2,'
told 'a list' '"op":"run.choose","object":null,"detail":"[1, '\'x\'']","blocked":0,"cause":null,"line":3,'
told 'a character' '"op":"run.choose","object":null,"detail":"'\''a'\''","blocked":0,"cause":null,"line":4,'
told 'a number of a range' '"op":"run.choose","object":null,"detail":7,"blocked":0,"cause":null,"line":5,'
told 'a place of those that are shuffled' '"op":"run.choose","object":null,"detail":0,"blocked":0,"cause":null,"line":6,'

# Whom a task sees around it.
cat >around.cs <<'SCRIPT'
event go
process child { go.wait() }
thread helper { go.wait() }
children()
let all = [child, helper]
for t in all { t.start() }
children()
threads()
go.set()
for t in all { t.join() }
SCRIPT
run sim --format jsonl around.cs
told 'children() without any' '"op":"run.children","object":null,"detail":null,"blocked":0,"cause":null,"line":4,"ids"'
told 'children()' '"op":"run.children","object":null,"detail":"child","blocked":0,"cause":null,"line":7,"number":1,'
told 'threads()' '"op":"run.threads","object":null,"detail":"main, helper","blocked":0,"cause":null,"line":8,"number":2,'

# In one place all stands in its order.
cat >order.cs <<'SCRIPT'
print("before")
thread t { raise "a mistake" }
t.start()
t.join()
print("behind")
SCRIPT
for words in 'sim -q' sim; do
    # shellcheck disable=SC2086
    "$program" $words order.cs >both 2>&1
    same "$words: prints and messages in their order" 'before mistake behind ' \
        "$(sed -nE 's/.*(before|a mistake|behind)$/\1/p' both | grep -v '!' | uniq | sed 's/a m/m/' | tr '\n' ' ')"
done

# Pictures in the signs of the terminal.
cat >picture.cs <<'SCRIPT'
event go
thread waiter { go.wait() }
waiter.start()
go.set()
SCRIPT
run sim --format lanes picture.cs
check 'lanes' 0 '●────▶╷  starts waiter' ''
run sim --format lanes --ascii picture.cs
check 'lanes in ASCII' 0 '[*]---->[.]  starts waiter' ''
LC_ALL=C "$program" sim --format lanes picture.cs >out 2>err
check 'or where the locale is not UTF-8' 0 '[*]---->[.]  starts waiter' ''
LC_ALL='' LC_CTYPE=de_DE.utf8 LANG=C "$program" sim --format lanes picture.cs >out 2>err
check 'the first that is set counts' 0 '●────▶╷  starts waiter' ''
run sim --trace picture.jsonl --format lanes picture.cs
cp out direct
run view --format lanes picture.jsonl
same 'of a trace' "$(cat direct)" "$(cat out)"
run view --script nowhere.cs picture.jsonl
check 'a script that is not there' 2 '' 'nowhere.cs'
run sim --script picture.cs picture.cs
check 'of a run it is known' 2 '' "no option of 'sim'"

# At full speed nothing is lost.
cat >busy.cs <<'SCRIPT'
func work(m) { for i in 0..30000 { m.acquire(); m.release() } }
lock a
lock b
let all = [thread(work, [a]), thread(work, [b])]
for t in all { t.start() }
for t in all { t.join() }
print("done")
SCRIPT
events() { sed 1d "$1" | sed 's/^{"seq":\([0-9]*\),.*/\1/' | sort -n | awk '$1 != NR { print "event", NR, "is number", $1; exit } END { print NR }'; }
run run -q --trace all.jsonl busy.cs
check 'two at full speed' 0 '^done$' ''
same 'nothing is lost' 120000 "$(grep -Ec '"op":"lock.(acquire|release)"' all.jsonl)"
same 'numbers without a gap' "$(sed 1d all.jsonl | wc -l)" "$(events all.jsonl)"

# A trace that nobody reads before the script has come to its end: what does not fit meanwhile is dropped.
cat >unread.cs <<'SCRIPT'
lock m
for i in 0..60000 { m.acquire(); m.release() }
raise "the end"
SCRIPT
run run -q --trace all.jsonl unread.cs
mkfifo slow
"$program" run -q --trace-full drop --trace slow unread.cs >out 2>err &
exec 3<slow
while ! grep -q 'the end' err && kill -0 $!; do :; done
cat <&3 >some.jsonl
wait $!
status=$?
check 'a trace that is not read does not hold up the script' 1 '' 'the end'
lost=$(sed -n 's/.*"op":null,.*"number":\([0-9]*\),.*/\1/p' some.jsonl | awk '{ n += $1 } END { print n + 0 }')
notes=$(grep -c '"op":null' some.jsonl)
if [ "$lost" -gt 0 ]; then ok 'something is lost'; else not_ok 'something is lost'; fi
same 'and it is told how much' "$(sed 1d all.jsonl | wc -l)" "$(($(sed 1d some.jsonl | wc -l) - notes + lost))"
same 'numbers without a gap again' "$(sed 1d some.jsonl | wc -l)" "$(events some.jsonl)"

# What the script prints is not dropped.
run run -q --trace-full drop --trace /dev/null busy.cs
check 'prints are kept when events are dropped' 0 '^done$' ''

# Texts that are longer than any buffer.
cat >long.cs <<'SCRIPT'
let x = "0123456789abcdef" * 200000
func work(n) { for i in 0..n { print("{i}:{x}") } }
let t = thread(work, [5])
t.start()
work(5)
t.join()
SCRIPT
run run -q --trace long.jsonl long.cs
same 'long texts are printed' 10 "$(awk 'length($0) == 3200002 && substr($0, 3, 16) == "0123456789abcdef"' out | wc -l)"
same 'and traced' 10 "$(awk '/"op":"run.print"/ && length($0) > 3200000' long.jsonl | wc -l)"
finish
