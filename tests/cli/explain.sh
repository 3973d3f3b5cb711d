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
check 'lines that were never reached' 0 '^never reached: line 7–11, 20$' ''
run check --max-schedules 1 --strategy random lines.cs
check 'also when only some schedules were tried' 0 '^never reached: line 7–11, 20$' ''
printf 'print(1)' >short.cs
run check short.cs
check 'all were' 0 'the only interleaving there is' ''
if fits out 'never'; then not_ok 'then nothing is said of it' "$(cat out)"; else ok 'then nothing is said of it'; fi
finish
