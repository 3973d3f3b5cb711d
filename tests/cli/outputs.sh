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

# Events may be dropped, what the script prints may not.
cat >busy.cs <<'SCRIPT'
lock m
for i in 0..200000 { m.acquire(); m.release() }
print("done")
SCRIPT
run run -q --trace-full drop --trace /dev/null busy.cs
check 'prints are kept when events are dropped' 0 '^done$'
finish
