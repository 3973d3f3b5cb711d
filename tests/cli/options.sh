# Options, commands and how mistakes in them are told.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

echo 'print("hello", args)' >hello.cs
cat >chance.cs <<'TEXT'
print([random(1, 1000000) for i in 0..4])
TEXT
cat >wait.cs <<'TEXT'
scenario "Long" { stop_after: 1h }
thread t { loop { sleep(1s) } }
t.start()
print("started")
TEXT

run --version
check version 0 '^conc-run [0-9]+\.[0-9]+\.[0-9]+$' ''
run --help
check help 0 'Usage: conc-run' ''
run help sim
check 'help of a command' 0 'conc-run sim' ''
cp out help-sim
run sim --help
same 'COMMAND --help is help COMMAND' "$(cat help-sim)" "$(cat out)"
run help smi
check 'help of nothing' 2 '' "no help on 'smi'"
run help queue
check 'help of a kind' 0 'put\(v, \[timeout:\]\)' ''
run help select
check 'help of a word' 0 '^  select [{] case … after 2s [{] … [}] [}]  waits until one of several operations can go on'
run help invariant
check 'help of a word that is one in some places' 0 '^  invariant "text": x > 0  '
run help timeout
check 'help of an error' 0 'an error: ' ''
run help kueue
check '… or of what was meant' 2 '' "did you mean 'queue'"
run help timout
check '… be it an error' 2 '' "did you mean 'timeout'"
run help stop_aftr
check '… or a key of the header' 2 '' "did you mean 'stop_after'"
run help apend
check '… or a method of a value' 2 '' "did you mean 'append'"
run chek
check 'the command that was meant' 2 '' "did you mean"
run smi hello.cs
check 'a command that is none' 2 '' "no command 'smi'"
run
check 'no file' 2 '' '^conc-run: error: which scenario'
run sim
check 'a command without a file' 2 '' '^conc-run: error: which scenario'

run --quiet hello.cs
check 'real is the default' 0 "^hello \\[\\]$" ''
run run --quiet hello.cs
check 'run' 0 "^hello \\[\\]$" ''
run sim --quiet hello.cs -- -a --seed b
check 'arguments' 0 "^hello \\['-a', '--seed', 'b'\\]$" ''
run sim hello.cs --format plain
check 'options after the file' 0 "^hello \\[\\]$" ''
"$program" sim -q - <hello.cs >out 2>err
status=$?
check 'standard input' 0 "^hello \\[\\]$" ''
cp hello.cs sim
run sim -q ./sim
check 'a script with the name of a command' 0 "^hello \\[\\]$" ''

run --fromat plain hello.cs
check 'unknown option' 2 '' "no option '--fromat'"
check '… with a suggestion' 2 '' "did you mean '--format'"
run -x hello.cs
check 'unknown letter' 2 '' "no option '-x'"
run check --strat dpor hello.cs
check '… and no part of one is taken for it' 2 '' "did you mean '--strategy'"
run sim --timeout 5s hello.cs
check '… nor one that the command does not have' 2 '' '^hint: --for 10s ends'
run sim --html hello.cs
check 'a format as an option' 2 '' '^hint: it is a format: --format html$'
run run --check hello.cs
check 'a command as an option' 2 '' '^hint: it is a command: conc-run check FILE$'
run sim -o hello.cs
check 'the scenario was taken for the output' 2 '' "^hint: 'hello.cs' was taken for the file that -o writes$"
printf '# conc-run schedule: error in hello.cs\nmain 1 run.print\n' >hello.schedule
run replay hello.schedule hello.cs
check 'a schedule in the place of the scenario' 2 '' '^hello\.schedule: error: it is a schedule, not a scenario$'
run lint hello.schedule
check '… of lint, too' 2 '' 'it is a schedule, not a scenario$'
run sim -q --trace hello.jsonl hello.cs
run validate hello.jsonl hello.cs
check 'a trace in the place of the scenario' 2 '' '^hello\.jsonl: error: it is a trace, not a scenario$'
run help queue.put
check 'help of what can be done with a kind' 0 '^  queue\.put\(v, \[timeout:\]\)  '
run help --seed
check 'help of an option' 0 '^  --seed N  '
run help race
check 'help of what is looked for' 0 '^  race  .*conc-run check'
run help lanes
check 'help of a format' 0 '^  lanes  .*a format'
run --format timelin hello.cs
check 'unknown format' 2 '' "did you mean 'timeline'"
run --seed
check 'a value is missing' 2 '' '--seed needs N'
run --seed x hello.cs
check 'seed is a number' 2 '' "--seed takes .* not 'x'"
run --for 2 hello.cs
check 'for takes a time' 2 '' "--for takes a time"
run --limit taks=3 hello.cs
check 'unknown limit' 2 '' "did you mean 'tasks'"
run --limit tasks=0 hello.cs
check 'a limit of nothing' 2 '' 'at least 1'
run --quiet --format jsonl hello.cs
check 'quiet is a format' 2 '' 'leave one of the two out'
run --tree hello.cs
check 'an option of another command' 2 '' "no option of 'run'"
run hello.cs there
check 'one word too many' 2 '' 'behind --'
run --color blue hello.cs
check 'color' 2 '' 'auto, always or never'

run lint hello.cs
check 'lint is silent' 0 '' ''
run lint --tree hello.cs
check 'the tree' 0 'CALL' ''
echo 'prnt(1)' >bad.cs
run lint bad.cs
check 'lint finds' 2 '' '^bad\.cs:1:1: error: '
run sim bad.cs
check 'nothing runs when the file is wrong' 2 '' '^bad\.cs:1:1: error: '

run sim -q --seed 1 chance.cs
cp out seed1
run sim -q chance.cs
same 'the seed is 1' "$(cat seed1)" "$(cat out)"
run sim -q --seed 2 chance.cs
if cmp -s out seed1; then not_ok 'another seed, another draw'; else ok 'another seed, another draw'; fi

run sim --for 3s wait.cs
check 'for overrides stop_after' 0 'started' ''
run -q --for 1s wait.cs
check 'for, real' 0 '^started$' ''
run sim --limit steps=50 wait.cs
check 'a limit of steps' 1 'started' 'steps'

run sim -o told.txt hello.cs
check 'output into a file' 0 '' ''
if grep -q 'hello \[\]' told.txt; then ok 'the file has it'; else not_ok 'the file has it'; fi
run sim -q --trace run.jsonl hello.cs
check 'a trace beside' 0 '^hello' ''
if grep -q '"hello' run.jsonl; then ok 'the trace has it'; else not_ok 'the trace has it'; fi
run sim -o hello.cs hello.cs
check 'the scenario is not overwritten' 2 '' 'overwritten'
run sim -o nowhere/x hello.cs
check 'no such folder' 2 '' '^nowhere/x: error: it cannot be written: No such file'
run sim --format jsonl hello.cs
check 'jsonl' 0 '^\{.*\}$' ''

# Without any of the command line, args are those of the header.
cat >given.cs <<'TEXT'
scenario { args: ["one", "two"] }
print(len(args), args)
TEXT
for engine in run sim; do
    run "$engine" --quiet given.cs
    check "$engine: args of the header" 0 "^2 \['one', 'two'\]\$" ''
    run "$engine" --quiet given.cs -- three
    check "$engine: args of the command line instead" 0 "^1 \['three'\]\$" ''
done

printf '#!/usr/bin/env conc-run\nprint("by itself", args)\n' >itself.cs
chmod +x itself.cs
PATH=$(dirname "$program"):$PATH ./itself.cs -- x >out 2>err
status=$?
check 'a script runs by itself' 0 'by itself' ''

# What an option would do nothing for.
printf 'print(1)\n' >one.cs
run sim --jitter 3 one.cs
check 'an option of another command' 2 '' "^conc-run: error: --jitter is no option of 'sim'\$"
if fits err '^hint: it is an option of run$'; then ok 'which is told'; else not_ok 'which is told' "$(cat err)"; fi
for limit in steps moment; do
    run run --limit $limit=1000 one.cs
    check "$limit of real tasks are not counted" 2 '' "^conc-run: error: the limit $limit is one of virtual time\$"
done
run run --bound 3 one.cs
if fits err '^hint: it is an option of check, test$'; then ok 'or several'; else not_ok 'or several' "$(cat err)"; fi
run check --bound 3 one.cs
check 'bounds of no strategy' 2 '' "^conc-run: error: --bound does not go with the strategy 'auto'\$"
if fits err '^hint: --strategy bounded tries all schedules with so few preemptions'; then ok 'which has it is told'; else not_ok 'which has it is told' "$(cat err)"; fi
for strategy in bounded delay pct; do
    run check --bound 3 --strategy $strategy one.cs
    check "the bound of $strategy" 0
done
run check --exact --strategy dpor one.cs
check 'states of no strategy' 2 '' "^conc-run: error: --exact does not go with the strategy 'dpor'\$"
run test --every-state --strategy random one.cs
check 'nor here' 2 '' "^conc-run: error: --every-state does not go with the strategy 'random'\$"
run check --every-state --exact one.cs
check 'but the portfolio has states, too' 0
finish
