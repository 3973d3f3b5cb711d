# check, its schedules, replay and test.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

cat >locks.cs <<'TEXT'
lock a; lock b
thread t { with a { with b { print("t") } } }
thread u { with b { with a { print("u") } } }
t.start()
u.start()
TEXT
sed 's/with b { with a/with a { with b/' locks.cs >ordered.cs
cat >race.cs <<'TEXT'
scenario { expect: "race" }
var x = 0
thread t { x = 1 }
t.start()
x = 2
TEXT
cat >endless.cs <<'TEXT'
lock m
thread t { loop { with m { } } }
t.start()
loop { with m { } }
TEXT

run check locks.cs
check 'a deadlock is found' 3 'complete: all 3 interleavings that differ' ''
if fits out 'these wait for each other'; then ok 'and explained'; else not_ok 'and explained' "$(cat out)"; fi
if fits out '● +[│┃] +line 2: takes a$'; then ok 'and shown'; else not_ok 'and shown' "$(cat out)"; fi
run check ordered.cs
check 'there is none' 0 '^verified: all 2 interleavings that differ' ''
run check race.cs
check 'a race that is expected' 0 '^as expected: race$' ''
run check --strategy dfs ordered.cs
check 'without reduction' 0 '^verified: all [1-9][0-9]+ interleavings that differ' ''
for strategy in random pos bounded auto; do
    run check --strategy "$strategy" --max-schedules 500 locks.cs
    check "$strategy" 3 'locks.cs: deadlock' ''
done
run check --strategy random --max-schedules 10 ordered.cs
check 'what was not proven is said' 0 '^no finding in 10 schedules \(not all' ''
run check --strategy dpor --max-schedules 20 --max-steps 50 endless.cs
check 'an endless scenario' 0 'were cut off after 50 steps' ''
run check --time-limit 5m --max-steps 100 --every-state endless.cs
check 'and all its states' 0 '^verified: all [0-9]+ states' ''
run check --time-limit 5m --max-steps 100 --max-memory 64M --every-state endless.cs
check 'in little memory' 0 '^verified: all [0-9]+ states' ''
run check --show 1 --max-schedules 600 --max-steps 50 endless.cs
check 'somebody listens' 0 '^no finding in 600 schedules' ''
run check --strategy states --show 1 endless.cs
check 'states show no interleaving' 2 '' '--strategy states does not go with --show'
run check --strategy states --outcomes endless.cs
check 'nor what one prints' 2 '' '--strategy states does not go with --outcomes'
run check --strategy random --time-limit 100ms --max-schedules 1000000000 endless.cs
check 'a time limit' 0 'until the time was up' ''
cat >many.cs <<'TEXT'
thread t(i) { }
for i in 0..200 { t(i).start() }
TEXT
run check many.cs
check 'too many tasks' 1 'the search could not go on: .*more than 128 tasks' ''
printf 'var x = "a"\nthread t { for i in 0..30 { x = x + x } }\nt.start()\n' >large.cs
run check large.cs
check 'too much memory' 1 'the search could not go on: a run takes more than 256 MiB of memory' ''
(echo 'scenario { limits: {"memory": 100000}, expect: "error" }' && cat large.cs) >limited.cs
for strategy in auto states 'dpor -j 2'; do
    # shellcheck disable=SC2086
    run check --strategy $strategy limited.cs
    check "more than the header allows, by $strategy" 0 '^limited.cs:3:33: error: limit: out of memory' ''
done
cat >late.cs <<'TEXT'
process p { loop { sleep(10ms) } }
p.start()
sleep(30ms)
p.terminate()
p.join()
TEXT
run check --time loose --max-schedules 2000 late.cs
check 'no estimate below what was tried' 0 '^no finding in 2,000 schedules \(not all\)' ''
run check --strategy poss ordered.cs
check 'a strategy that is none' 2 '' "did you mean 'pos'"
run check --max-schedules 0 ordered.cs
check 'no schedule at all' 2 '' 'a whole number of at least 1'
run sim --strategy pos ordered.cs
check 'no option of sim' 2 '' "no option of 'sim'"

run check --seed 5 --strategy random --max-schedules 50 locks.cs
cp out first
run check --seed 5 --strategy random --max-schedules 50 locks.cs
same 'the same seed' "$(cat first)" "$(cat out)"

cat >lost.cs <<'TEXT'
scenario { expect: ["race", "assert"] }
var n = 0
thread t { n += 1 }
thread u { n += 1 }
t.start()
u.start()
t.join()
u.join()
assert n == 2
TEXT
run check --strategy random --until-found lost.cs
check 'until all that is expected was found' 0 '^as expected: race, assert$' ''
if fits out '^searched [1-9][0-9]* schedules?'; then ok 'and no longer'; else not_ok 'and no longer' "$(cat out)"; fi

cat >words.cs <<'TEXT'
thread t { print("a") }
thread u { print("b") }
t.start()
u.start()
TEXT
run check --outcomes words.cs
check 'outcomes' 0 '^ +1  b \| a$' ''
if fits out '^ +1  a \| b$'; then ok 'each of them'; else not_ok 'each of them' "$(cat out)"; fi
cat >colors.cs <<'TEXT'
scenario { expect: ["race", "assert"] }
var n = 0
thread t { n += 1 }
thread u { n += 1; print("\33[31mred\33[0m") }
t.start()
u.start()
t.join()
u.join()
assert n == 2
TEXT
run check --save of.schedule --finding assert colors.cs
check 'of two findings one that is asked for' 0
run replay -q colors.cs of.schedule
check 'is saved' 4 'red' '^colors.cs:9:1: error: assert: n == 2$'
run check --save none.schedule --finding deadlock colors.cs
check 'or none, and then it is said' 0 '^complete' '^none.schedule: warning: it is not written: no deadlock was found$'
run check --save none.schedule words.cs
check 'as when nothing was found' 0 '^verified' '^none.schedule: warning: it is not written: there is no finding whose schedule could be saved$'
run check --finding rac colors.cs
check 'of a finding that there is not' 2 '' "did you mean 'race'"
cp of.schedule kept
run replay -o of.schedule colors.cs of.schedule
check 'a schedule is not overwritten by what it shows' 2 '' '^of.schedule: error: it is what is to be read, and would be overwritten$'
run replay --trace of.schedule colors.cs of.schedule
same 'nor by the trace' "$(cat kept)" "$(cat of.schedule)"
run check --outcomes colors.cs
check 'without colours, and as often as there are interleavings' 0 '^ +4  red$'
if fits out '^complete: all 4 interleavings'; then ok 'that were counted'; else not_ok 'that were counted' "$(cat out)"; fi
cat >many.cs <<'TEXT'
for i in 0..5 { thread(func(i) { print(i) }, [i]).start() }
TEXT
run check --outcomes many.cs
check 'too many to be shown' 0 '^ +and others: 120 outcomes in all$' ''
run check --outcomes=ways words.cs
check 'with a schedule of each' 0 '^ +main 3 4 end, u 2 end, t 1 end$' ''
cp out table
for number in 1 2; do
    run replay -q words.cs ways/$number.schedule
    cp out played
    run replay -q --real words.cs ways/$number.schedule
    same "on real threads, too" "$(cat played)" "$(cat out)"
    same "that prints it, $number" "$(sed -n 's/^ *1  \(.\) | \(.\)$/\1 \2/p' table | sed -n "${number}p")" "$(tr '\n' ' ' <played | sed 's/ $//')"
done
cp ways/1.schedule ways/3.schedule
run check --outcomes=ways words.cs
same 'and none of an earlier search is left' '1.schedule 2.schedule' "$(cd ways && echo *)"
run check --outcomes=words.cs words.cs
check 'where there can be no folder' 2 '' '^words.cs: error: it is no folder$'
run check words.cs
check 'prints alone are no choice' 0 'the only interleaving there is' ''

run check --save bug.schedule locks.cs
run replay --quiet locks.cs bug.schedule
check 'a schedule is replayed' 3 '' 'these wait for each other'
run replay locks.cs bug.schedule
check 'as a timeline' 3 'u +takes b' 'deadlock'
run replay --format lanes locks.cs bug.schedule
check 'as lanes' 3 '┋ +○  waits for a, held by t' 'deadlock'
run check --ascii locks.cs
check 'findings in ASCII' 3 '% +o  line 3: waits for a, held by t' ''
{ echo '# a comment'; cat locks.cs; } >moved.cs
run replay --quiet moved.cs bug.schedule
check 'lines may have moved' 3 '' 'deadlock'
cat >since.cs <<'TEXT'
lock m
event never
thread t {
    sleep(1s)
    m.acquire()
}
m.acquire()
t.start()
print(never.wait(timeout: 0s), never.wait(timeout: 2s))
sleep(1s)
m.acquire()
TEXT
run check --format timeline since.cs
check 'who waits does so since it came to it' 3 '  2\.000s  main +times out while it waits for never \(waited 2s\)' 't, line 5: waits for m, held by main \(since 1\.000s\)'
if fits err 'main, line 11: .*\(since 3\.000s\)'; then ok 'each of them'; else not_ok 'each of them' "$(cat err)"; fi
run replay ordered.cs bug.schedule
check 'one that does not fit' 2 'takes a' 'bug.schedule: error: the schedule does not fit: line [0-9]+: '
echo 'nonsense' >nonsense.schedule
run replay locks.cs nonsense.schedule
check 'no schedule' 2 '' 'nonsense.schedule: error: it is no schedule: line 1 is no step, TASK LINE VERB'
if fits err 'trace'; then not_ok 'nor a trace' "$(cat err)"; else ok 'nor a trace'; fi
run sim --quiet --trace run.jsonl locks.cs
run replay locks.cs run.jsonl
check 'but a trace' 2 '' 'it looks like a trace, which is for conc-run validate'
cat >long.cs <<'TEXT'
var x = 0
func work() { x += 1 }
for i in 0..2 { thread(work, name: "l ng#" + "ä" * 100).start() }
TEXT
run check --save long.schedule long.cs
if iconv -f UTF-8 -t UTF-8 long.schedule >/dev/null 2>err && grep -q '^l_ng_ä*#2 ' long.schedule; then ok 'a long name is cut between letters'; else not_ok 'a long name is cut between letters' "$(cat err long.schedule)"; fi
run replay --quiet long.cs long.schedule
check 'and found again' 4 '' 'data race on x'
run replay locks.cs missing.schedule
check 'no such file' 2 '' 'missing.schedule'
run replay locks.cs
check 'replay of nothing' 2 '' 'which schedule'

# What is open beside the order.
cat >sleeps.cs <<'TEXT'
atom done(0)
thread t { sleep(1ms); done.store(1) }
t.start()
sleep(1h)
assert done.load() == 1
TEXT
cat >waits.cs <<'TEXT'
condition c
atom full(0)
thread t { with c { full.store(1); c.notify() } }
t.start()
with c {
    if full.load() == 0 { c.wait() }
    assert full.load() == 1
}
TEXT
run check sleeps.cs
check 'time is exact' 0 '^verified: .*; sleeps and time-outs in their order$' ''
run check waits.cs
check 'and nobody wakes for nothing' 0 '^verified: ' ''
for strategy in dpor dfs random pos bounded; do
    run check --time loose --strategy "$strategy" --max-schedules 500 --save loose.schedule sleeps.cs
    check "loose time: $strategy" 4 'sleeps and time-outs in any order' ''
    run replay --quiet sleeps.cs loose.schedule
    check 'its schedule' 1 '' 'assert: done.load'
    run check --spurious --strategy "$strategy" --max-schedules 500 --save spurious.schedule waits.cs
    check "a spurious wake-up: $strategy" 4 'in their order; at most 1 spurious wake-up$' ''
    run replay --quiet waits.cs spurious.schedule
    check 'its schedule' 1 '' 'waits.cs:7:5: error: assert'
done
sed 's/if full/while full/' waits.cs >loops.cs
run check --spurious waits.cs
check 'what decides it' 4 '^why \(the steps marked' ''
run check --spurious=3 loops.cs
check 'a loop is safe' 0 '^verified: .*; at most 3 spurious wake-ups$' ''
# A livelock that only a spurious wake-up leads to: whoever replays it knows of that.
cat >woken.cs <<'TEXT'
condition c
atom busy(true)
thread t {
    var woken = false
    with c { woken = c.wait(timeout: 1ms) }
    while woken and busy.load() { }
}
t.start()
TEXT
run check --strategy states woken.cs
check 'nobody goes round' 0 '^verified' ''
run check --spurious --strategy states --save woken.schedule woken.cs
check 'a livelock behind a spurious wake-up' 4 't goes round at line 6' ''
run replay --quiet woken.cs woken.schedule
check 'its replay tells it' 4 '' 't goes round at line 6'
run replay --real --quiet woken.cs woken.schedule
check 'and on real threads' 4 '' 't goes round at line 6'

run check --time fast sleeps.cs
check 'no such time' 2 '' 'exact or loose'
run check --time loose --strategy states sleeps.cs
check 'states in loose time' 2 '' 'exact time only'
run check --spurious=none waits.cs
check 'no such number' 2 '' 'a whole number of at least 1'

mkdir -p suite
cp ordered.cs race.cs suite
printf 'print("kept")\n' >suite/kept.cs
run sim suite/kept.cs
cp out suite/kept.out
run test suite
check 'a folder' 0 '^3 passed, 0 failed$' ''
run test --tap suite/race.cs suite/ordered.cs
check 'TAP' 0 '^ok 2 - suite/ordered.cs' ''
echo changed >suite/kept.out
run test suite
check 'an output that differs' 1 '^FAILED +suite/kept.cs: not the output of suite/kept.out' ''
if fits out '^    -changed$' && fits out '^    [+].*kept$'; then ok 'and how'; else not_ok 'and how' "$(cat out)"; fi
run test --bless suite/kept.cs
check 'is what is expected, when it is blessed' 0 '^ok +suite/kept.cs: suite/kept.out is written anew' ''
if fits out '^    -changed$'; then ok 'and shown once more'; else not_ok 'and shown once more' "$(cat out)"; fi
run test suite/kept.cs
check 'from then on' 0 '^ok +suite/kept.cs: the output of suite/kept.out' ''
cp suite/kept.out kept
printf 'print(1\n' >suite/kept.cs
run test --bless suite/kept.cs
check 'nothing is blessed that cannot be run' 1 '^FAILED +suite/kept.cs: it cannot be run$' 'kept.cs:1:6: error: this .*never closed'
same 'so it is kept' "$(cat kept)" "$(cat suite/kept.out)"
printf 'print("on and on")\nloop { }\n' >suite/kept.cs
run test --bless --time-limit 1s suite/kept.cs
check 'nor what does not end' 1 '^FAILED +suite/kept.cs: the simulator did not come to an end in time' ''
same 'and it is kept' "$(cat kept)" "$(cat suite/kept.out)"
printf '# Options: --speed 3\nprint("kept")\n' >suite/kept.cs
run test suite/kept.cs
check 'options that there are not' 1 '^FAILED +suite/kept.cs: the simulator does not understand its' "no option '--speed'"
run test locks.cs
check 'a finding that nobody expects' 1 'expected nothing, found deadlock' ''
if fits out '^      u has b since line 3, and t waits for it$'; then ok 'is shown'; else not_ok 'is shown' "$(cat out)"; fi
run test --tap locks.cs
check 'and in TAP stands behind signs' 1 '^#   u has b since line 3, and t waits for it$' ''
same 'as all else' '' "$(grep -Ev '^(TAP version 13|1\.\.1|not ok 1 - locks.cs|#.*)$' out)"
printf 'var x = 0\nthread t { loop { x += 1 } }\nt.start()\nloop { x += 1 }\n' >long.cs
timeout --preserve-status --foreground -s INT 2 "$program" test --time-limit 1m long.cs race.cs race.cs race.cs >out 2>err
status=$?
check 'Ctrl-C gives the results so far' 130 'passed, .* failed' ''
cat >many.cs <<'TEXT'
scenario { args: ["2"], expect: ["race", "assert"] }
var n = 0
let all = [thread(func() { n += 1 }) for i in 0..int(args[0])]
for t in all { t.start() }
for t in all { t.join() }
assert n == len(all)
TEXT
run test many.cs
check 'a scenario that needs arguments' 0 '^ok +many.cs: found race, assert' ''
run check many.cs -- 1
check 'other arguments than those of the header' 4 '^verified' ''
cat >texts.cs <<'TEXT'
queue q
process mapper(text) { q.put(text.split()) }
for text in args { mapper(text).start() }
for text in args { q.get() }
TEXT
run check texts.cs -- 'a text that is too long to stand in a value itself' 'another one that is too long to stand in a value'
check 'texts that stand in no value' 0 '^verified: all 4 interleavings' ''
run test nowhere
check 'no scenario' 2 '' 'there is no such file or folder'
mkdir -p bare
run test bare
check 'a folder without any' 2 '' 'bare: error: there is no scenario'
run test
check 'test of nothing' 2 '' 'which scenario'
finish
