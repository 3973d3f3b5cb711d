#!/bin/sh
# soak.sh SOURCE SOAK PROGRAM [MINUTES [SEED]]: torments the program with each script here in turn, until the time is up or one fails. Tells the
# seed of each and what was done, and the sums. What there is of a run that fails (soak.c says what) is kept in build/soak/SEED.
set -u
source=$1 soak=$2 program=$3 minutes=${4:-5} seed=${5:-$(date +%s)}
end=$(($(date +%s) + minutes * 60))
runs=0 killed=0 terminated=0 stopped=0
while [ "$(date +%s)" -lt "$end" ]; do
    for script in "$source"/tests/soak/*.cs; do
        traced=
        [ $((runs % 4)) -ne 3 ] || traced=traced
        work=$source/build/soak/$seed
        mkdir -p "$work" && cd "$work" || exit 1
        printf 'seed %s%s: ' "$seed" "${traced:+, traced}"
        # shellcheck disable=SC2086 # nothing, or a word
        if ! "$soak" "$program" "$script" 300 "$seed" $traced >told 2>&1; then
            cat told
            echo "failed: $soak $program $script 300 $seed $traced"
            echo "kept in $work: $(echo *)"
            exit 1
        fi
        cat told
        # soak: A killed, B terminated, C stopped and continued
        read -r _ a _ b _ c _ <told
        cd "$source" && rm -rf "$work"
        runs=$((runs + 1)) killed=$((killed + a)) terminated=$((terminated + b)) stopped=$((stopped + c)) seed=$((seed + 1))
    done
done
echo "$runs runs: $killed processes killed, $terminated told to end, $stopped stopped and continued; nothing was lost, left or hung"
