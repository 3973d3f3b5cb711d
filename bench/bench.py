#!/usr/bin/env python3
"""Measures conc-run beside its peers: bench.py [NAME…] writes bench/RESULTS.md (with names: only prints).

The workloads stand in workloads.conf. Each is run in rounds; a round runs every row once, in order, so that a slow spell of the
machine hits all of them alike, and ratios are taken round by round. One round warms up and is not counted. Medians are given.
Environment: RUNS (rounds, 5), LIMIT (seconds a run, 120), CONC, LUA, LJ, PY."""
import datetime
import os
import platform
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
BUILD = os.path.join(TOP, "build", "bench")
RUNS = int(os.environ.get("RUNS", "5"))
LIMIT = float(os.environ.get("LIMIT", "120"))
NAMES = {"B": BUILD, "P": os.path.join(HERE, "peers"), "C": os.path.join(HERE, "conc"),
         "CONC": os.environ.get("CONC", os.path.join(TOP, "build", "gcc-release", "cli", "conc-run")),
         "LUA": os.environ.get("LUA", "lua5.4"), "LJ": os.environ.get("LJ", "luajit"),
         "PY": os.environ.get("PY", "/usr/bin/python3")}
UNITS = {"t": "s", "wall": "whole, s", "cpu": "CPU s", "rss": "memory, MB", "ns_op": "ns each", "us_op": "us each",
         "rss_b": "bytes each", "p50_us": "median, us", "p99_us": "99th %, us", "max_us": "most, us", "speedup": "speed-up", "states": "states"}


def build_peers():
    """The compiled peers, where they are newer than what was built."""
    os.makedirs(BUILD, exist_ok=True)
    peers = os.path.join(HERE, "peers")
    for name in sorted(os.listdir(os.path.join(peers, "c"))):
        if name.endswith(".c"):
            compile_if_old(os.path.join(peers, "c", name), "c_" + name[:-2], ["gcc", "-O2", "-o", "{out}", "{src}", "-lpthread"])
    if shutil.which("go"):
        compile_if_old(os.path.join(peers, "go", "peers.go"), "go_peers", ["go", "build", "-o", "{out}", "{src}"])


def compile_if_old(source, name, command):
    out = os.path.join(BUILD, name)
    if os.path.exists(out) and os.path.getmtime(out) >= os.path.getmtime(source):
        return
    words = [w.format(out=out, src=source) for w in command]
    subprocess.run(words, check=True, env={**os.environ, "GO111MODULE": "off", "GOCACHE": os.path.join(BUILD, "gocache")})


def parse(path):
    cases = []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("["):
            name, _, title = line[1:].partition("] ")
            cases.append({"name": name, "title": title, "key": "t", "show": [], "runs": RUNS, "per": 0, "args": "",
                          "goals": [], "rows": []})
        elif " :: " in line and not line.startswith("#"):
            peer, _, command = line.partition(" :: ")
            cases[-1]["rows"].append({"peer": peer, "command": expand(command, cases[-1]["args"]), "figures": []})
        elif line and not line.startswith("#"):
            key, _, value = line.partition(": ")
            set_option(cases[-1], key, value)
    return cases


def set_option(case, key, value):
    if key == "goal":
        case["goals"].append(value)
    elif key == "show":
        case["show"] = value.split()
    elif key == "runs":
        case["runs"] = max(1, int(value) * RUNS // 5)
    elif key == "per":
        case["per"] = int(value)
    else:
        case[key] = value


def expand(command, args):
    """The command's words; names are replaced word by word, since paths may hold blanks."""
    words = []
    for word in shlex.split(command):
        if word == "$A":
            words += shlex.split(args)
        else:
            words.append(re.sub(r"\$(CONC|LUA|LJ|PY|B|P|C)\b", lambda m: NAMES[m.group(1)], word))
    return words


def installed(words):
    at = 0
    if words[0] == "taskset":
        at = 3
    elif words[0].endswith("scaling.sh"):
        at = 1
    elif words[0].endswith("promela/run.sh"):
        return bool(shutil.which("spin") and shutil.which(words[0]))
    return all(shutil.which(w) for w in (words[0], words[at]))


def run(words, per):
    """One whole process, in a session of its own: its figures, or None when it failed or took too long."""
    launch = os.path.join(BUILD, "c_launch")
    read_end, write_end = os.pipe()
    process = subprocess.Popen([launch, str(write_end), *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               stdin=subprocess.DEVNULL, pass_fds=[write_end], start_new_session=True,
                               env={**os.environ, "LC_ALL": "C.UTF-8"})
    os.close(write_end)
    try:
        out, _ = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        out = b""
    measured = os.read(read_end, 200).split()
    os.close(read_end)
    if len(measured) != 4 or measured[3] != b"0":
        return None
    return figures(out.decode(errors="replace"), [float(x) for x in measured[:3]], per)


def figures(out, measured, per):
    result = {"wall": measured[0], "cpu": measured[1], "rss": measured[2] / 1024}
    for word in out.split():
        key, equals, value = word.partition("=")
        if equals:
            try:
                result[key] = value if key == "check" else float(value)
            except ValueError:
                pass
    result.setdefault("t", result["wall"])
    if per:
        result.setdefault("ns_op", result["wall"] * 1e9 / per)
        result.setdefault("rss_b", measured[2] * 1024 / per)
    return result


def measure(case):
    for row in case["rows"]:
        row["there"] = installed(row["command"])
    for number in range(case["runs"] + 1):
        for row in case["rows"]:
            if not row["there"] or None in row["figures"]:
                continue
            found = run(row["command"], case["per"])
            if number or found is None:
                row["figures"].append(found)
    for row in case["rows"]:
        row["ok"] = bool(row["figures"]) and None not in row["figures"] and case["key"] in row["figures"][0]


def median(row, key):
    values = [f[key] for f in row["figures"] if key in f]
    return statistics.median(values) if values else None


def ratio(row, other, key):
    """Round by round, so that what disturbs a round disturbs both."""
    return statistics.median(a[key] / b[key] for a, b in zip(row["figures"], other["figures"]) if b[key])


def number(value):
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}" if abs(value) >= 0.1 or value == 0 else f"{value:.3g}"


def table(case):
    key, first = case["key"], next((r for r in case["rows"] if r["ok"]), None)
    columns = [key, *case["show"]]
    lines = [f"## {case['name']}: {case['title']}", "",
             "| | " + " | ".join(UNITS.get(c, c) for c in columns) + " | times the first |", "|---|" + "---:|" * (len(columns) + 1)]
    for row in case["rows"]:
        if row["ok"]:
            cells = [number(median(row, c)) for c in columns] + [number(ratio(row, first, key))]
            lines.append(f"| {row['peer']} | " + " | ".join(cells) + " |")
        elif row["there"]:
            lines.append(f"| {row['peer']} | failed, or took over {LIMIT:.0f} s |" + " |" * len(columns))
    missing = [r["peer"] for r in case["rows"] if not r["there"]]
    if missing:
        lines += ["", "Not installed: " + ", ".join(missing) + "."]
    return lines + differing(case) + [""]


def differing(case):
    """Peers that do the same work print the same check."""
    checks = {}
    for row in case["rows"]:
        if row["ok"] and "check" in row["figures"][0]:
            checks.setdefault(row["figures"][0]["check"], []).append(row["peer"])
    return ["", f"The results differ: {checks}"] if len(checks) > 1 else []


def goals(case):
    """[(text of the goal, row, what was reached, whether)]"""
    found = []
    for goal in case["goals"]:
        key, name, relation, amount, sort, peer = re.fullmatch(
            r"(?:\[(\w+)\] )?(.+?) (<=|>=) ([\d.]+)(?: (x|\+) (.+))?", goal).groups()
        key = key or case["key"]
        other = next((r for r in case["rows"] if r["peer"] == peer), None)
        for row in case["rows"]:
            fits = row["peer"].startswith(name[:-1]) if name.endswith("*") else row["peer"] == name
            if fits:
                found.append((goal, row["peer"], *reached(row, other, key, relation, float(amount), sort)))
    return found


def reached(row, other, key, relation, amount, sort):
    if not row["ok"] or (sort and not (other and other["ok"])):
        return None, None
    if sort == "x":
        value = ratio(row, other, key)
    elif sort == "+":
        value = median(row, key) - median(other, key)
    else:
        value = median(row, key)
    return value, value <= amount if relation == "<=" else value >= amount


def goal_table(cases):
    lines = ["## Goals", "", "| workload | row | goal | reached | |", "|---|---|---|---:|---|"]
    for case in cases:
        for goal, row, value, good in goals(case):
            mark = "not measured" if good is None else "yes" if good else "**no**"
            lines.append(f"| {case['name']} | {row} | {goal} | {number(value)} | {mark} |")
    return lines + [""]


def machine():
    model = "unknown processor"
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return f"{os.cpu_count()} processors ({model}), {platform.system()} {platform.release()}, {platform.machine()}"


def head():
    version = subprocess.run([NAMES["CONC"], "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return ["# How fast it is", "",
            f"{version}, measured on {datetime.date.today()} on {machine()}, by `./dev bench`: medians of {RUNS} rounds or more, "
            "each of which runs every row of a workload once. Compare ratios, not seconds, with figures of another day. "
            "Of Lua the clock is processor time, of all others it is the wall's.", ""]


def main():
    wanted = sys.argv[1:]
    cases = parse(os.path.join(HERE, "workloads.conf"))
    unknown = [w for w in wanted if not any(c["name"].startswith(w) for c in cases)]
    if unknown:
        sys.exit(f"bench: there is no workload {unknown[0]}; there are: " + " ".join(c["name"] for c in cases))
    cases = [c for c in cases if not wanted or any(c["name"].startswith(w) for w in wanted)]
    build_peers()
    lines = []
    for case in cases:
        measure(case)
        text = table(case)
        print("\n".join(text), flush=True)
        lines += text
    verdict = goal_table(cases)
    print("\n".join(verdict))
    if not wanted:
        with open(os.path.join(HERE, "RESULTS.md"), "w", encoding="utf-8") as f:
            f.write("\n".join(head() + verdict + lines))


main()
