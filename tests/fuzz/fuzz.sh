#!/bin/sh
# fuzz.sh SOURCE BUILD [SECONDS]: runs each fuzzer for a while, from all scripts and traces there are; what breaks it is left in BUILD/found.
set -u
source=$1
build=$2
seconds=${3:-60}
mkdir -p "$build/fuzz_run" "$build/fuzz_trace" "$build/found"
find "$source/scenarios" "$source/tests" -name '*.cs' -size -16k | while read -r script; do
    cp "$script" "$build/fuzz_run/$(printf '%s' "$script" | cksum | cut -d' ' -f1).cs"
done
find "$source/tests/golden" -name '*.out' | while read -r output; do
    name=$build/fuzz_trace/$(basename "$output" .out)
    grep -q '^{"conc":"trace"' "$output" && head -n 40 "$output" >"$name.jsonl"
done
status=0
for fuzzer in "$build"/tests/fuzz_*; do
    [ -x "$fuzzer" ] || continue
    "$fuzzer" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -max_len=16384 -print_final_stats=0 -verbosity=0 \
        -artifact_prefix="$build/found/" "$build/$(basename "$fuzzer")" || status=1
done
[ "$status" = 0 ] || echo "what broke it: $build/found"
exit "$status"
