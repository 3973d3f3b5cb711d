"""html: the page of --format html in a real browser, with real clicks and keys: html.py PROGRAM FOLDER.
Prints "ok …" or "not ok …" for each check, and leaves pictures in FOLDER; exit status 77 where there is no browser."""

import json
import os
import subprocess
import sys

import driver

PROGRAM, FOLDER = sys.argv[1], sys.argv[2]
SCENARIOS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scenarios")
TIMES, DEARER = 10, 20  # with so many times the events, a page costs no more than so many times the processor's time to open, or to draw
failures = 0

HOSTILE = r'''
scenario "</script><script>window.broken = 1</script> <b>&amp;" { }
queue q(2)
lock m
thread worker(text) { with m { q.put(text) }; print("</title><!--<script>window.broken = 2//") }
let t = worker("'\"\\ </script><img src=x onerror='window.broken=3'>\u{2028}", name: "<i>\"worker\"</i>\n\u{202e}")
t.start()
print(q.get())
t.join()
'''

CROWD = '''
scenario "Many" { }
queue q(8)
lock m
thread maker { for i in 0..ROUNDS { q.put(i) } }
thread taker { for i in 0..ROUNDS { q.get(); with m { i } } }
thread other { for i in 0..ROUNDS { with m { i } } }
maker.start(); taker.start(); other.start()
'''


SHARED = '''
scenario "Shared" { }
rwlock book
pipe here, there
thread reader(n) { with book.read { sleep(10ms * n) } }
thread writer { sleep(5ms); with book.write { sleep(10ms) } }
thread echo { for i in 0..2 { there.send(there.recv()) } }
for n in 1..4 { reader(n).start() }
writer.start(); echo.start()
for i in 0..3 { here.send(i) }
sleep(100ms)
print(here.recv(), here.recv())
'''


def check(name, good, *facts):
    global failures
    print("ok" if good else "not ok", name)
    if not good:
        failures += 1
        for fact in facts:
            print("   ", fact)


def same(name, expected, actual):
    check(name, expected == actual, f"expected: {expected!r}", f"actual:   {actual!r}")


def page(name, script, *options):
    """Writes the page of a scenario, which is a file or a text; gives its path."""
    source = os.path.join(SCENARIOS, script) if script.endswith(".cs") else os.path.join(FOLDER, name + ".cs")
    if not script.endswith(".cs"):
        with open(source, "w", encoding="utf-8") as file:
            file.write(script)
    path = os.path.join(FOLDER, name + ".html")
    subprocess.run([PROGRAM, "sim", "--format", "html", "-o", path, *options, source], stderr=subprocess.DEVNULL, check=False)
    return path


def selected(b):
    return b.run("return conc.app.p.selected")


def event(b, words):
    """The first event that says so."""
    return b.run("const m = conc.app.m; for (let i = 0; i < m.n; i++) if (sentence(m, i) === arguments[0]) return i; return -1", words)


def spot(b, i):
    """Where an event is on the screen."""
    return b.run("const r = document.getElementById('canvas').getBoundingClientRect(), at = conc.at(arguments[0]); return [r.x + at.x, r.y + at.y]", i)


def settle(b):
    b.ask("POST", "/execute/async", {"script": "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))", "args": []})


def photograph(b, name):
    for theme in "light", "dark":
        b.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        settle(b)
        b.picture(os.path.join(FOLDER, f"{name}-{theme}.png"))
    b.cdp("Emulation.setEmulatedMedia", features=[])


def check_clicks(b):
    b.open(page("philosophers", "locks/dining_philosophers.cs"))
    same("the title", "Dining philosophers", b.text("#title"))
    waits = event(b, "waits for fork-3, held by Kant")
    check("an event says who is in the way", waits >= 0)
    b.click_at(*spot(b, waits))
    same("a click selects the event", waits, selected(b))
    check("it is told in words", b.text("#detail").startswith("Hypatia waits for fork-3, held by Kant"), b.text("#detail"))
    same("its line is marked", "        with right {", b.run("return document.querySelector('#source [aria-current]').textContent"))
    check("what all do then", "fork-2" in b.text("#states") and "waits for fork-2, held by Hypatia" in b.text("#states"), b.text("#states"))
    photograph(b, "philosophers")
    b.click("#remarks button")
    check("a click on a remark selects it", "deadlock" in b.text("#detail"), b.text("#detail"))
    b.key("Home")
    b.click(f"#row-{event(b, 'starts Kant')}")
    same("a click in the list selects its event", "main starts Kant", b.text("#detail strong"))
    b.click_at(150, 700)
    same("a click on nothing selects nothing", -1, selected(b))


def check_keys(b):
    b.open(page("ping", "sync/ping_pong.cs"))
    b.click("#canvas")
    b.key("Home")
    first = selected(b)
    same("Home", "main starts player-1", b.text("#detail strong"))
    b.key("Right")
    b.key("Right")
    check("steps forwards", selected(b) > first)
    b.key("Left")
    b.key("Left")
    same("and back", first, selected(b))
    b.key("End")
    task = b.run("return conc.app.m.task[conc.app.p.selected]")
    b.key("Up")
    same("Up stays with the task", task, b.run("return conc.app.m.task[conc.app.p.selected]"))
    follows = event(b, "sees that pong_turn is set (waited 1s, player-1 set it)")
    b.run("conc.app.select(arguments[0])", follows if follows >= 0 else b.run("return conc.app.m.arrowTo[conc.app.m.arrowTo.length - 1]"))
    b.key("c")
    check("C goes to the cause", selected(b) < follows or follows < 0)
    b.key("Escape")
    same("Escape selects nothing", -1, selected(b))
    b.key("?")
    same("? opens the help", True, b.run("return document.getElementById('help').open"))
    b.key("Escape")
    b.key("x")
    same("X turns the axis", "Axis: time", b.text("#axis"))


def check_moving(b):
    b.open(page("buffer", "sync/condition_bounded_buffer.cs"))
    before = b.run("return [conc.app.p.from, conc.app.p.to]")
    b.wheel(500, 300, -400)
    after = b.run("return [conc.app.p.from, conc.app.p.to]")
    check("the wheel zooms", after[1] - after[0] < before[1] - before[0], before, after)
    b.drag(600, 300, -200)
    moved = b.run("return [conc.app.p.from, conc.app.p.to]")
    check("dragging moves", moved[0] > after[0] and abs(moved[1] - moved[0] - after[1] + after[0]) < 1e-6 * after[1], after, moved)
    b.click("#fit")
    same("Fit shows everything", before, b.run("return [conc.app.p.from, conc.app.p.to]"))
    b.mouse(driver.move(*spot(b, event(b, "notifies not_full, wakes 1"))))
    check("a tip is shown", "notifies not_full" in b.run("return document.getElementById('tip').textContent"))
    photograph(b, "buffer")


def check_filters(b):
    b.open(page("pipeline", "processes/pipeline.cs"))
    b.write("#search", "sheet 2")
    check("the search finds", "events" in b.text("#found") and all("sheet 2" in row for row in b.text("#rows").split("\n")), b.text("#rows"))
    b.key("Enter")
    check("Enter goes to what was found", "sheet 2" in b.text("#detail strong"), b.text("#detail"))
    b.click("#clear")
    b.run("const s = document.getElementById('by-kind'); s.value = 'queue'; s.dispatchEvent(new Event('change'))")
    rows = b.run("return conc.app.found.map((i) => verbName(conc.app.m, i))")
    check("by kind", rows and all(row.startswith("queue.") for row in rows), rows)
    b.click("#clear")
    where = b.run("const r = document.getElementById('canvas').getBoundingClientRect(), k = conc.app.p.laneOf.get([...conc.app.m.tasks.keys()][1]);"
                  "return [r.x + 60, r.y + middle(conc.app.p, k)]")
    b.click_at(*where)
    tasks = b.run("const m = conc.app.m, t = +document.getElementById('by-task').value; return [t, conc.app.found.every((i) => m.task[i] === t || m.object[i] === t)]")
    check("a click on a name shows that task", tasks[0] > 0 and tasks[1], tasks)
    b.click("#clear")
    photograph(b, "pipeline")


def check_shared(b):
    """Who reads at the same time is told apart; so are the two ways of a pipe."""
    b.open(page("shared", SHARED))
    rows = b.run("const m = conc.app.m; return [...m.locks.values()].map((rows) => rows.map((row) => row.kind.map((task) => nameOf(m, task))))")
    same("a row for each who reads together with others", [[["reader-1", "writer"], ["reader-2"], ["reader-3"]]], rows)
    third = b.run("const a = conc.app, k = a.p.lanes.findIndex((l) => l.type === 'lock' && l.number === 3), r = document.getElementById('canvas')"
                  ".getBoundingClientRect(); return [r.x + xOf(a.p, a.p.lanes[k].from[0]) + 20, r.y + middle(a.p, k)]")
    b.mouse(driver.move(*third))
    check("with its reader", "book is held by reader-3" in b.run("return document.getElementById('tip').textContent"),
          b.run("return document.getElementById('tip').textContent"))
    b.run("conc.app.select(arguments[0])", event(b, "waits for book, to write, held by reader-1, reader-2 and reader-3"))
    same("all of them hold it at that moment", 3, b.text("#states").count("book") - 1)
    levels = b.run("const m = conc.app.m; return [...m.levels.values()].map((l) => [nameOf(m, l.id), l.most, l.held])")
    same("how much waits at each end of a pipe", [["there", 3, 1], ["here", 2, 0]], sorted(levels, reverse=True))
    photograph(b, "shared")


def check_gil(b):
    b.open(page("gil", "gil/cpu_threads.cs"))
    turn = b.run("const m = conc.app.m; for (let i = 0; i < m.n; i++) if (verbName(m, i) === 'run.turn' && m.status[i] === STATUS.WAITING) return i")
    b.run("conc.app.select(arguments[0])", turn)
    check("who waits for the GIL, and who has it", "a waits for the GIL, held by b" in b.text("#states"), b.text("#states"))
    back = b.run("const m = conc.app.m; for (let i = 0; i < m.n; i++) if (verbName(m, i) === 'run.turn' && m.status[i] === STATUS.DONE) return i")
    b.run("conc.app.select(arguments[0])", back)
    check("and then goes on with its work", "a works" in b.text("#states"), b.text("#states"))
    b.open(page("pool", "pools/callback.cs"))
    same("what has no words is not told", [], b.run("const { m, found } = conc.app; return found.filter((i) => !m.texts[i]).map((i) => verbName(m, i))"))


def check_hostile(b):
    path = page("hostile", HOSTILE)
    b.open(path)
    same("nothing in a script becomes part of the page", None, b.run("return window.broken ?? null"))
    same("its title is text", "</script><script>window.broken = 1</script> <b>&amp;", b.text("#title"))
    check("and its names", "<i>\"worker\"</i>" in b.text("#rows"), b.text("#rows"))
    same("no element came of it", 0, b.run("return document.querySelectorAll('img, i:not([class^=sign])').length"))
    same("the script is shown as it is", HOSTILE.rstrip("\n").split("\n"),
         b.run("return [...document.getElementById('source').children].map((l) => l.textContent === ' ' ? '' : l.textContent)"))
    with open(path, encoding="utf-8") as file:
        text = file.read()
    data = text[text.index('id="trace">') + 11:]
    check("the data is JSON", json.loads(data[:data.index("</script>")])["events"] != [])
    check("no address of the network", "http:" not in text and "https:" not in text)


def check_drawing(b):
    path = os.path.join(FOLDER, "philosophers.svg")
    subprocess.run([PROGRAM, "sim", "--format", "svg", "-o", path, os.path.join(SCENARIOS, "locks/dining_philosophers.cs")],
                   stderr=subprocess.DEVNULL, check=False)
    b.open(path)
    same("the drawing is one", ["svg", None], b.run("return [document.documentElement.tagName, document.querySelector('parsererror')]"))
    over = b.run("const all = document.documentElement.getBoundingClientRect();"
                 "return [...document.querySelectorAll('text')].filter((t) => t.getBoundingClientRect().right > all.right).map((t) => t.textContent)")
    same("all words are within it", [], over)
    b.picture(os.path.join(FOLDER, "philosophers-svg.png"))


def check_access(b):
    b.open(page("access", "traffic_light.cs"))
    names = b.run("return [...document.querySelectorAll('button, select, input, canvas, [role]')].filter((e) => !(e.getAttribute('aria-label') || "
                  "e.textContent.trim() || e.labels?.length)).map((e) => e.outerHTML.slice(0, 80))")
    same("everything has a name", ['<div id="tip" role="tooltip" hidden=""></div>'], [n for n in names if "remarks" not in n and "said" not in n])
    for theme in "light", "dark":
        b.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        low = b.run("""
            const read = (c) => { const e = document.createElement("i"); e.style.color = c; document.body.append(e);
                const v = getComputedStyle(e).color.match(/[\\d.]+/g).slice(0, 3).map((x) => x / 255); e.remove();
                const [r, g, l] = v.map((x) => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * l; };
            const style = getComputedStyle(document.documentElement), color = (n) => read(style.getPropertyValue("--" + n));
            const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), low = [];
            for (const text of ["text", "faint", "wait", "error", "accent"]) for (const back of ["back", "panel", "band"])
                if (ratio(color(text), color(back)) < 4.5) low.push(`${text} on ${back}`);
            for (const sign of ["run", "work", "sleep", "hold", "level", "arrow", "message"])
                if (ratio(color(sign), color("back")) < 3) low.push(`${sign} on back`);
            if (ratio(color("text"), color("chosen")) < 4.5 || ratio(color("text"), color("wait-back")) < 4.5) low.push("text on a mark");
            return low;""")
        same(f"contrast, {theme}", [], low)
    b.cdp("Emulation.setEmulatedMedia", features=[])
    b.key("Tab")
    b.key("Tab")
    check("Tab goes through the buttons", b.run("return document.activeElement.tagName") == "BUTTON", b.run("return document.activeElement.outerHTML"))
    focus = b.run("return getComputedStyle(document.activeElement).outlineStyle")
    same("and shows where it is", "solid", focus)


def check_counterexample(b):
    source = os.path.join(FOLDER, "lost.cs")
    with open(source, "w", encoding="utf-8") as file:
        file.write("var hits = 0\nthread visitor(id) {\n    hits += 1\n}\nlet all = [visitor(i) for i in 0..2]\n"
                   "for t in all { t.start() }\nfor t in all { t.join() }\nprint(hits)\n")
    path = os.path.join(FOLDER, "counterexample.html")
    subprocess.run([PROGRAM, "check", "--format", "html", "-o", path, source], stdout=subprocess.DEVNULL, check=False)
    b.open(path)
    settle(b)
    check("the reason stands in the page", "data race on hits" in b.run("return document.getElementById('words').textContent"))
    same("with the steps that decide", 2, b.run("return document.querySelectorAll('#decisive button').length"))
    b.click("#decisive button")
    check("a click selects one", b.run("return conc.app.m.decides[conc.app.p.selected] === 1"), b.run("return conc.app.p.selected"))
    first = b.run("return conc.app.p.selected")
    b.key("n")
    check("N goes to the next", b.run("const a = conc.app; return a.m.decides[a.p.selected] === 1 && a.p.selected") > first)
    same("their line is marked in the script", "3", b.run("const l = document.querySelector('#source .decides'); return String([...l.parentNode.children].indexOf(l) + 1)"))
    photograph(b, "counterexample")
    path = os.path.join(FOLDER, "livelock.html")
    source = os.path.join(SCENARIOS, "..", "tests", "check", "livelock_polite.cs")
    subprocess.run([PROGRAM, "check", "--format", "html", "-o", path, source], stdout=subprocess.DEVNULL, check=False)
    b.open(path)
    settle(b)
    check("a livelock is told", "goes round and round for ever" in b.text("#words"), b.text("#words"))
    b.click("#words button")
    same("with its lines", "    while right_wants.load() {", b.run("return document.querySelector('#source [aria-current]').textContent"))
    same("which are marked", 2, b.run("return document.querySelectorAll('#source .decides').length"))
    photograph(b, "livelock")


def spent(b):
    """s that the page's process has computed so far: what else runs on the machine does not count."""
    return next(m["value"] for m in b.cdp("Performance.getMetrics")["metrics"] if m["name"] == "ProcessTime")


def cost(b, action):
    """s of the processor that it takes, the least of some."""
    least = float("inf")
    for _ in range(3):
        before = spent(b)
        action()
        least = min(least, spent(b) - before)
    return least


def open_whole(b, path):
    b.open(path)
    settle(b)


def draw(b):
    b.run("for (let k = 0; k < 100; k++) { pan(conc.app.p, k % 2 ? -40 : 40); conc.paint(); }")


def check_crowd(b):
    """Whether it is fast enough for the eye depends on the machine, and is told; that it stays so with more events does not."""
    b.cdp("Performance.enable")
    costs = []
    for rounds in 17000 // TIMES, 17000:
        path = page(f"crowd-{rounds}", CROWD.replace("ROUNDS", str(rounds)))
        opening = cost(b, lambda: open_whole(b, path))
        frames = cost(b, lambda: draw(b))
        b.wheel(500, 300, -400)
        near = cost(b, lambda: draw(b))
        count = b.run("return conc.app.m.n")
        print(f"    {count} events, {os.path.getsize(path) // 1024} kB: opened in {opening * 1000:.0f} ms of the processor,"
              f" a frame of all in {frames * 10:.1f} ms, nearer {near * 10:.1f} ms")
        costs.append((opening, frames, near))
    check("100,000 events", count >= 100000, count)
    for what, few, many in zip(("opened", "drawn", "drawn nearer"), *costs):
        check(f"{TIMES} times as many are {what} at a cost in proportion", many <= DEARER * max(few, 0.01), few, many)
    b.click("#fit")
    photograph(b, "crowd")


def main():
    os.makedirs(FOLDER, exist_ok=True)
    try:
        b = driver.Browser()
    except driver.Missing as why:
        print(why)
        return 77
    try:
        for part in check_clicks, check_keys, check_moving, check_filters, check_shared, check_gil, check_hostile, check_drawing, check_access, check_counterexample, check_crowd:
            part(b)
            same(f"{part.__name__}: the page has nothing to complain of", [], b.complaints())
    finally:
        b.close()
    return 1 if failures else 0


sys.exit(main())
