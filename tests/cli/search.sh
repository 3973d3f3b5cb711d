# How check's search is divided, limited, interrupted and gone on with.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

cat >counts.cs <<'TEXT'
scenario { expect: "ok" }
atom a(0)
thread t(i) { a.add(1); a.add(i) }
for i in 0..4 { t(i).start() }
TEXT
cat >lost.cs <<'TEXT'
var hits = 0
thread visitor(id) {
    hits += 1
    if choose([true, false]) { hits += 1 }
}
let all = [visitor(i) for i in 0..2]
for t in all { t.start() }
for t in all { t.join() }
assert hits >= 2
print(hits)
TEXT
cat >watched.cs <<'TEXT'
var x = 0; var y = 0
lock m
invariant "small": x < 3 and y < 9
thread t(i) { with m { x += 1 }; with m { y += i } }
for i in 0..2 { t(i).start() }
TEXT
cat >endless.cs <<'TEXT'
lock m
thread t { loop { with m { } } }
t.start()
loop { with m { } }
TEXT

cat >unbounded.cs <<'TEXT'
atom a(0)
thread t { loop { a.add(1) } }
t.start()
loop { a.add(2) }
TEXT

for file in counts lost watched; do
    for strategy in dpor dfs auto; do
        [ $file$strategy != countsdfs ] || continue # too many for a test
        run check --strategy $strategy --max-schedules 100000 $file.cs
        grep -E '^(verified|complete)' out >alone
        for jobs in 2 5; do
            run check --strategy $strategy --max-schedules 100000 -j $jobs $file.cs
            same "$file: $strategy in $jobs processes tries the same" "$(cat alone)" "$(grep -E '^(verified|complete)' out)"
        done
    done
done
run check -j 3 --outcomes lost.cs
cp out first
run check -j 3 --outcomes lost.cs
same 'and tells the same each time' "$(cat first)" "$(cat out)"
run check --outcomes lost.cs
same 'outcomes are counted together' "$(sed -n '/schedules  what/,/^$/p' first)" "$(sed -n '/schedules  what/,/^$/p' out)"

run check --strategy random --seed 3 --max-schedules 60 lost.cs
grep -v '^no finding\|^searched' out >alone
run check --strategy random --seed 3 --max-schedules 60 -j 4 lost.cs
same 'the same schedules are sampled' "$(cat alone)" "$(grep -v '^no finding\|^searched' out)"
cat >unfair.cs <<'TEXT'
lock m
atom a(0)
eventually "b had its turn": a.load() == 1
thread t { loop { with m { } } }
thread u { m.acquire(); a.store(1); m.release() }
t.start()
u.start()
TEXT
run check --save alone.schedule unfair.cs
check 'what can stay undone for ever' 4 't goes round at line 4' ''
run check unfair.cs
check 'and where that is said' 4 '^unfair.cs:3:1: error: from here on it can go on for ever without' ''
run check -j 2 --save two.schedule unfair.cs
same 'comes from any process' "$(sed 1,2d alone.schedule)" "$(sed 1,2d two.schedule)"
if tail -n 1 two.schedule | grep -qx 'again 2'; then ok 'and is a round'; else not_ok 'and is a round' "$(cat two.schedule)"; fi
run check -j 0 lost.cs
check 'no process at all' 2 '' 'a whole number from 1 to 64'

rm -f point
tries=0
while [ $tries -lt 40 ]; do
    tries=$((tries + 1))
    run check --strategy dpor --max-schedules $((tries * 200)) -j $((tries % 3 + 1)) --checkpoint point counts.cs
    grep -q '^verified' out && break
done
check 'a search in parts' 0 '^verified: all 2,520 interleavings that differ' ''
if [ $tries -gt 10 ]; then ok 'was one in parts'; else not_ok 'was one in parts' "$tries"; fi
run check --strategy dpor --checkpoint point counts.cs
check 'is not begun again' 0 '^verified: all 2,520 interleavings that differ' ''
run check --checkpoint point counts.cs
check 'a checkpoint of another search' 2 '' 'point: error: it was saved with other options: --strategy dpor'
sed 's/a.add(i)/a.add(2)/' counts.cs >other.cs
run check --strategy dpor --checkpoint point other.cs
check 'of another scenario' 2 '' 'the scenario is another one, or has changed'
head -c 100 point >short
run check --strategy dpor --checkpoint short counts.cs
check 'half a checkpoint' 2 '' 'it is cut off, or was changed'
sed '3s/1/2/' point >changed
run check --strategy dpor --checkpoint changed counts.cs
check 'one that was changed' 2 '' 'it is cut off, or was changed'
cp counts.cs none
run check --checkpoint none counts.cs
check 'a file that is none' 2 '' 'it is no checkpoint, or one of another version'
same 'is left as it is' "$(cat counts.cs)" "$(cat none)"
run check --checkpoint . counts.cs
check 'a folder' 2 '' 'it is no ordinary file'
run check --checkpoint nowhere/point counts.cs
check 'one that cannot be written' 2 '' 'it cannot be written'

# interrupted SIGNAL STRATEGY ARGUMENT…: check, ended by that signal once it has written a checkpoint.
interrupted() {
    number=$1
    strategy=$2
    shift 2
    rm -f point
    "$program" check --strategy "$strategy" --max-schedules 100000000 --time-limit 5m --checkpoint point "$@" >out 2>err &
    pid=$!
    while kill -0 $pid 2>/dev/null && [ ! -s point ]; do sleep 0.1; done
    kill -s "$number" $pid
    wait $pid
    status=$?
}
interrupted INT states unbounded.cs
check 'a search by states, interrupted' 130 'until it was interrupted' ''
before=$(sed -n 's/^no finding in \([0-9,]*\) state.*/\1/p' out | tr -d ,)
run check --strategy states --time-limit 3s --checkpoint point unbounded.cs
after=$(sed -n 's/^no finding in \([0-9,]*\) state.*/\1/p' out | tr -d ,)
if [ "$after" -ge "$before" ]; then ok 'is gone on with'; else not_ok 'is gone on with' "$before" "$after"; fi
interrupted INT dpor endless.cs
check 'interrupted' 130 'until it was interrupted' ''
interrupted TERM dpor -j 2 endless.cs
check 'with several processes' 130 'until it was interrupted' ''
before=$(sed -n 's/^searched \|^no finding in \([0-9,]*\) schedule.*/\1/p' out | tr -d ,)
run check --strategy dpor --max-schedules $((before + 10)) --checkpoint point endless.cs
after=$(sed -n 's/^searched \|^no finding in \([0-9,]*\) schedule.*/\1/p' out | tr -d ,)
if [ "$after" -gt "$before" ]; then ok 'and gone on with'; else not_ok 'and gone on with' "$before" "$after"; fi

cat >many.cs <<'TEXT'
scenario { expect: "assert" }
let atoms = [atom(0) for i in 0..5]
thread t(i) { loop { atoms[i].exchange(1); if i == 4 { assert atoms[0].load() == 0 or atoms[3].load() == 1 or atoms[2].load() == 0 }; atoms[i].exchange(0) } }
for i in 0..5 { t(i).start() }
TEXT
run check --strategy states --every-state many.cs
check 'all states' 0 '^complete: all [0-9,]* states'
cp out whole
rm -f point
limit=20
while [ $limit -lt 20000 ]; do
    run check --strategy states --every-state --time-limit ${limit}ms --checkpoint point many.cs
    grep -q '^complete' out && break
    limit=$((limit * 2))
done
same 'in parts are the same' "$(cat whole)" "$(cat out)"
run check --strategy states --checkpoint point many.cs
check 'but not by another search' 2 '' 'point: error: it was saved with other options: --strategy states .* --every-state'

run check --max-memory 1M --max-schedules 100000000 endless.cs
check 'a limit of memory' 0 'until the memory was used up' ''
run check --max-memory 1M -j 3 --max-schedules 100000000 endless.cs
check 'for several processes' 0 'until the memory was used up' ''
run check --max-memory 0 endless.cs
check 'no memory at all' 2 '' 'a size such as 512M or 2G'

printf 'atom a(0)\nthread t { a.add(1); loop { } }\nt.start()\na.add(1)\n' >spins.cs
run check spins.cs
check 'a loop without a step' 0 '^t, behind line 2, computes on and on without a step' ''
if fits out '^verified'; then not_ok 'proves nothing' "$(cat out)"; else ok 'proves nothing'; fi
finish
