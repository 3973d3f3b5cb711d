# Saved traces, shown again; traces that are none.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

cat >light.cs <<'TEXT'
scenario "Light" { stop_after: 5s }
event green
thread car(name) { green.wait(); print("[{name}] go") }
car("\33[1mMINI\33[0m").start()
sleep(1s)
green.set()
TEXT
for engine in run sim; do
    run "$engine" --trace "$engine.jsonl" light.cs
    cp out timeline
    run view "$engine.jsonl"
    check "$engine: the timeline of a trace" 0 'sees that green is set' ''
    same "$engine: is that of the run" "$(cat timeline)" "$(cat out)"
    run view --format jsonl -o again.jsonl "$engine.jsonl"
    check "$engine: a trace of a trace" 0 '' ''
    if cmp -s "$engine.jsonl" again.jsonl; then ok "$engine: is the same"; else not_ok "$engine: is the same"; fi
done
run view -q sim.jsonl
check 'only what was printed' 0 '^\[MINI\] go$' ''
"$program" sim --format jsonl light.cs | "$program" view - >out 2>err
status=$?
check 'from a pipe' 0 'sees that green is set' ''


# Every format, of a run and of its trace.
for format in $("$program" --help | sed -n '/^Formats/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    run sim --format "$format" light.cs
    cp out direct
    run view --format "$format" --script light.cs sim.jsonl
    check "$format" 0 '.' ''
    same "$format of a trace" "$(cat direct)" "$(cat out)"
done

# A counterexample, found and played again: its trace says what decides it, too.
cat >locks.cs <<'TEXT'
scenario { expect: "deadlock" }
lock a
lock b
thread t { with a { with b { } } }
thread u { with b { with a { } } }
t.start()
u.start()
TEXT
run check --save locks.schedule locks.cs
check 'a deadlock' 0 'deadlock' ''
run check --format jsonl -o direct.jsonl locks.cs
run replay --trace replay.jsonl -o replay.txt locks.cs locks.schedule
for format in html jsonl svg dot; do
    run check --format "$format" -o "direct.$format" locks.cs
    run view --format "$format" --script locks.cs -o "viewed.$format" direct.jsonl
    same "$format of its trace" "$(cat "direct.$format")" "$(cat "viewed.$format")"
done
for trace in direct replay; do
    same "$trace: four steps decide it" 4 "$(grep -c '"seq".*"decides":true' "$trace.jsonl")"
    same "$trace: why" 1 "$(grep -c '"reason":"locks.cs: deadlock at 0.000s: .*t has a since line 4' "$trace.jsonl")"
done

# On a terminal a real run ends with its summary; nowhere else.
if command -v script >/dev/null; then
    script -qec "'$program' light.cs" /dev/null >out 2>err </dev/null
    status=$?
    check 'a summary at the end, on a terminal' 0 'Critical path' ''
    script -qec "'$program' -q light.cs" /dev/null >out 2>err </dev/null
    same 'not with --quiet' 0 "$(grep -c 'Critical path' out)"
fi
run light.cs
same 'not in a file' 0 "$(grep -c 'Critical path' out)"

head -c 1500 sim.jsonl >cut.jsonl
run view cut.jsonl
check 'cut off' 2 'starts car-1' '^cut\.jsonl:[0-9]+: error: the trace is cut off in the middle of this line$'
run view light.cs
check 'no trace' 2 '' '^light\.cs:1: error: this is no trace of conc-run$'
same 'hint' 'hint: conc-run --trace FILE.jsonl SCRIPT.cs saves one' "$(tail -n 1 err)"
sed 's/"schema":1/"schema":9/' sim.jsonl >newer.jsonl
run view newer.jsonl
check 'newer' 2 '' '^newer\.jsonl:1: error: the trace has schema 9, and this conc-run knows no later one than 1$'
sed '3s/.*/{"seq":3}/' sim.jsonl >wrong.jsonl
run view wrong.jsonl
check 'a key is missing' 2 '^Light$' '^wrong\.jsonl:3: error: the key "t" is missing$'
sed '5s/"op":"[a-z.]*"/"op":"run.dream"/' sim.jsonl >strange.jsonl
run view strange.jsonl
check 'an operation that is not known' 0 'go' '^strange\.jsonl: warning: 1 event was left out, of sorts that this conc-run does not know$'
: >empty.jsonl
run view empty.jsonl
check empty 2 '' '^empty\.jsonl:1: error: it is empty$'
run view missing.jsonl
check missing 2 '' '^missing\.jsonl: error: there is no such file$'
run view .
check 'a folder' 2 '' '^\.: error: it is a directory$'
head -c 268500000 /dev/zero | tr '\0' x >long.jsonl
run view long.jsonl
check 'a line without end' 2 '' '^long\.jsonl:1: error: the line is longer than 256 MB$'
rm long.jsonl
run view
check 'no file' 2 '' '^conc-run: error: which trace\?$'
run view -o sim.jsonl sim.jsonl
check 'onto itself' 2 '' '^sim\.jsonl: error: it is what is to be read, and would be overwritten$'
run view --seed 1 sim.jsonl
check 'no option of it' 2 '' "^conc-run: error: --seed is no option of 'view'$"
if [ -w /dev/full ]; then
    "$program" view sim.jsonl >/dev/full 2>err
    status=$?
    : >out
    check 'a full disk' 1 '' '^standard output: error: it could not all be written$'
fi

# A trace tells no more than the run did.
cat >callbacks.cs <<'TEXT'
func work(i) { sleep(100ms); return i }
pool p(2)
for i in 0..3 { p.apply_async(work, [i], callback: func(r) { print(r) }) }
p.close()
p.join()
TEXT
run sim --trace callbacks.jsonl callbacks.cs
cp out ran
run view callbacks.jsonl
same 'view shows what the run has shown' "$(cat ran)" "$(cat out)"
finish
