#!/usr/bin/env python3
"""How many schedules it takes to find the bugs of SCTBench: sct.py [-s STRATEGY,…] [NAME…] writes bench/RESULTS-SCT.md (with either: only prints).

Each program is searched by each strategy, with SEEDS seeds (20) where there is chance in it, until its bug is found, or in vain for as many schedules as
its row allows. What counts is the bug, an assertion or a deadlock; that there is a data race is found before and does not count.
Environment: SEEDS, CONC, LIMIT (seconds a search, 120)."""
import datetime
import os
import re
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
CONC = os.environ.get("CONC", os.path.join(TOP, "build", "gcc-release", "cli", "conc-run"))
SEEDS = int(os.environ.get("SEEDS", "20"))
LIMIT = int(os.environ.get("LIMIT", "120"))
VAIN = 5        # when so many seeds have found nothing, the others are not tried
STRATEGIES = ["auto", "rf", "surw", "pos", "random", "pct", "lockstep", "delay", "bounded", "dpor", "states"]
CHANCE = {"auto", "rf", "surw", "pos", "random", "pct", "lockstep"}

# Name, file and what it finds in args, what is found, the best mean that was published, schedules at most.
PROGRAMS = [
    ("reorder_3", "tests/check/sct_reorder.cs", "assert", 6, 10000),
    ("reorder_5", "tests/check/sct_reorder.cs 4 1", "assert", 6, 10000),
    ("reorder_10", "tests/check/sct_reorder.cs 9 1", "assert", 6, 10000),
    ("reorder_20", "tests/check/sct_reorder.cs 10 10", "assert", 6, 10000),
    ("reorder_100", "tests/check/sct_reorder.cs 99 1", "assert", 6, 10000),
    ("twostage", "tests/check/sct_twostage.cs", "assert", 3, 10000),
    ("twostage_20", "tests/check/sct_twostage.cs 19 1", "assert", 6, 10000),
    ("twostage_100", "tests/check/sct_twostage.cs 99 1", "assert", 56, 10000),
    ("wronglock", "tests/check/sct_wronglock.cs", "assert", 1, 10000),
    ("stack", "tests/check/sct_stack.cs", "assert", 2, 10000),
    ("account", "tests/check/sct_account.cs", "assert", 1, 10000),
    ("token_ring", "tests/check/sct_token_ring.cs", "assert", 2, 10000),
    ("bluetooth_driver", "tests/check/sct_bluetooth_driver.cs", "assert", 9, 10000),
    ("carter01", "tests/check/sct_carter01.cs", "deadlock", 1, 10000),
    ("deadlock01", "tests/check/sct_deadlock01.cs", "deadlock", 1, 10000),
    ("circular_buffer", "tests/check/sct_circular_buffer.cs", "assert", 2, 10000),
    ("queue", "tests/check/sct_queue.cs", "assert", 1, 10000),
    ("lazy01", "tests/check/sct_lazy01.cs", "assert", 2, 10000),
    ("stringbuffer", "tests/check/sct_stringbuffer.cs", "assert", 8, 10000),
    ("WorkStealQueue", "bench/sct/work_steal_queue.cs", "assert", 6, 10000),
    ("qsort_mt", "bench/sct/qsort_mt.cs", "assert", 27, 10000),
    ("SafeStack", "bench/sct/safe_stack.cs", "assert", 368921, 2000000),
]


def limit(program, strategy):
    """Seconds; the states of the hardest are searched in one go."""
    return LIMIT * 10 if program[0] == "SafeStack" and strategy in ("auto", "states") else LIMIT


def search(program, strategy, seed):
    """The number of the schedule (or state) that had the bug, and which of the two; None: it was not found."""
    _, words, kind, _, most = program
    path, *arguments = words.split()
    command = [CONC, "check", "--color=never", "--until-found", f"--strategy={strategy}", f"--seed={seed}", f"--max-schedules={most}",
               f"--time-limit={limit(program, strategy)}s", "--max-steps=5000", path, "--", *arguments]
    out = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TOP).stdout
    found = re.search(rf": {kind}, in (schedule|state) ([\d,]+) ", out)
    return (int(found.group(2).replace(",", "")), found.group(1)) if found else None


def mean(program, strategy):
    """[what each seed found]"""
    found = []
    for seed in range(1, SEEDS + 1) if strategy in CHANCE else [1]:
        found.append(search(program, strategy, seed))
        if len(found) == VAIN and not any(found):
            break
    return found


def figure(found):
    hit = [f[0] for f in found if f is not None]
    if not hit:
        return "-"
    value = statistics.mean(hit)
    text = f"{value:,.0f}" if value >= 100 or len(found) == 1 else f"{value:.1f}"
    if any(f and f[1] == "state" for f in found):
        text += " states"
    return text if len(hit) == len(found) else f"{text} ({len(hit)} of {len(found)})"


def good(program, found):
    return None not in found and round(statistics.mean(f[0] for f in found)) <= program[3]


def table(programs, strategies):
    yield "| program | published | " + " | ".join(strategies) + " |"
    yield "|---|---:|" + "---:|" * len(strategies)
    for program in programs:
        found = [mean(program, s) for s in strategies]
        cells = [f"**{figure(f)}**" if good(program, f) else figure(f) for f in found]
        yield f"| {program[0]} | {program[3]:,} | " + " | ".join(cells) + " |"


def head():
    version = subprocess.run([CONC, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return ["# How many schedules it takes to find a bug", "",
            f"{version}, {datetime.date.today()}, by `./dev bench sct`: of each program of SCTBench (P. Thomson, A. Donaldson, A. Betts, Concurrency "
            f"Testing Using Controlled Schedulers, TOPC 2016), told again as a scenario, the mean number of schedules up to the first that has its bug, over "
            f"{SEEDS} seeds; `-` where the first {VAIN} found nothing in 10,000 schedules (SafeStack: 2,000,000) or {LIMIT} seconds each, and how many found it where "
            "not all. Strategies without chance have one figure. Where states were searched they are counted instead of schedules: one "
            "is a step, not an execution. "
            "*published* is the best mean that is known of PERIOD (ICSE 2022), of Greybox Fuzzing for Concurrency Testing (ASPLOS 2024) or of Selectively "
            "Uniform Concurrency Testing (ASPLOS 2025), each of which has its own grain: here starting a task is a step, and so is every access to a variable "
            "that tasks share. Bold is at or below it, to the whole number.", ""]


def main():
    words = sys.argv[1:]
    strategies = words[1].split(",") if words[:1] == ["-s"] else STRATEGIES
    names = words[2:] if words[:1] == ["-s"] else words
    programs = [p for p in PROGRAMS if not names or p[0] in names]
    if len(programs) < len(names):
        sys.exit("there are " + ", ".join(p[0] for p in PROGRAMS))
    lines = [] if words else head()
    for line in table(programs, strategies):
        print(line, flush=True)
        lines.append(line)
    if not words:
        with open(os.path.join(HERE, "RESULTS-SCT.md"), "w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
