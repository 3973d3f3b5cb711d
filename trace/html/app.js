// app: what the reader does, by mouse and by keys, and what follows: selecting, stepping, filtering, zooming. Calls all the others.

function newApp() {
  const m = decode(JSON.parse($("trace").textContent)), p = newPicture($("canvas"), m);
  const app = { m, p, found: [], frame: 0, text: [] };
  app.select = (i) => select(app, i);
  app.matching = (fits, from, ahead) => matching(app, fits, from, ahead);
  return app;
}

// At most one frame is drawn for whatever happens before the next.
function redraw(app) {
  app.frame ||= requestAnimationFrame(() => { app.frame = 0; paint(app.p); tellArrows(app); });
}

function tellArrows(app) {
  const out = app.p.arrowsLeftOut;
  $("left-out").textContent = out ? `${out} arrows are in sight: zoom in to see them` : "";
}

// --- selecting ---

function select(app, i) {
  const { m, p } = app;
  p.selected = i;
  $("step").value = i < 0 ? "–" : `#${m.seq[i]} of ${m.n}`;
  $("said").textContent = i < 0 ? "" : `${moment(m.t[i])} ${m.task[i] ? nameOf(m, m.task[i]) : ""} ${sentence(m, i)}`;
  if (i >= 0) reveal(p, i);
  showEvent(app, i);
  showStates(app, i);
  showLine(app, i < 0 ? 0 : m.line[i]);
  if (i >= 0) scrollToRow(app, i);
  showRows(app);
  redraw(app);
}

// The nearest event behind (or before) one that is found by the filters and fits; -1: there is none.
function matching(app, fits, from, ahead) {
  const { found } = app;
  let k = lastAtMost(found, from);
  if (ahead < 0) k = k >= 0 && found[k] === from ? k - 1 : k; else k++;
  if (from < 0) k = ahead < 0 ? found.length - 1 : 0;
  for (; k >= 0 && k < found.length; k += ahead) if (fits(found[k])) return found[k];
  return -1;
}

function step(app, ahead, sameTask) {
  const { m, p } = app, task = p.selected < 0 ? 0 : m.task[p.selected];
  const i = matching(app, (j) => !sameTask || m.task[j] === task, p.selected, ahead);
  if (i >= 0) select(app, i);
}

function edge(app, last) {
  if (app.found.length) select(app, app.found[last ? app.found.length - 1 : 0]);
}

// --- filters ---

function searchText(app, i) {
  const { m } = app;
  return app.text[i] ??= `${m.task[i] ? nameOf(m, m.task[i]) : ""} ${m.texts[i]} ${m.details[i] ?? ""} ${verbName(m, i)} ${m.object[i] ? nameOf(m, m.object[i]) : ""}`.toLowerCase();
}

function filter(app) {
  const { m, p } = app, words = $("search").value.trim().toLowerCase(), quiet = $("quiet").checked;
  const task = +$("by-task").value, object = +$("by-object").value, kind = $("by-kind").value, found = [];
  for (let i = 0; i < m.n; i++) {
    const fits = (quiet || !isQuiet(m, i)) && (!task || m.task[i] === task || (m.object[i] === task)) && (!object || m.object[i] === object) &&
      (!kind || verbName(m, i).startsWith(kind + ".")) && (!words || searchText(app, i).includes(words));
    p.shown[i] = fits ? 1 : 0;
    if (fits) found.push(i);
  }
  app.found = found;
  const any = words || task || object || kind;
  $("found").textContent = any ? `${found.length} of ${m.n} events` : `${m.n} events`;
  scrollToRow(app, p.selected);
  showRows(app);
  redraw(app);
}

function fillChoices(id, all, choices) {
  const options = [["", all], ...choices].map(([value, text]) => { const o = element("option", text); o.value = value; return o; });
  $(id).replaceChildren(...options);
}

function fillFilters(app) {
  const { m } = app, objects = new Set(), kinds = new Set();
  for (let i = 0; i < m.n; i++) {
    if (m.object[i] && !m.tasks.has(m.object[i])) objects.add(m.object[i]);
    kinds.add(verbName(m, i).split(".")[0]);
  }
  const named = (id) => [String(id), oneLine(nameOf(m, id)).slice(0, 60)];
  fillChoices("by-task", "all", [...m.tasks.keys()].map(named));
  fillChoices("by-object", "all", [...objects].map(named));
  fillChoices("by-kind", "all", [...kinds].filter(Boolean).sort().map((k) => [k, k]));
  for (const id of ["by-task", "by-object", "by-kind", "quiet"]) $(id).addEventListener("change", () => filter(app));
  $("search").addEventListener("input", () => filter(app));
  $("search").addEventListener("keydown", (e) => { if (e.key === "Enter") step(app, e.shiftKey ? -1 : 1, false); });
  $("clear").addEventListener("click", () => clearFilters(app));
}

function clearFilters(app) {
  for (const id of ["search", "by-task", "by-object", "by-kind"]) $(id).value = "";
  filter(app);
}

// --- the axis and the colours ---

function setSteps(app, steps) {
  const { p } = app, all = p.to - p.from >= extent(p);
  usePlaces(p, steps);
  $("axis").textContent = steps ? "Axis: events" : "Axis: time";
  $("axis").setAttribute("aria-pressed", String(steps));
  showAll(p);
  if (!all && p.selected >= 0) { zoom(p, 0.1, xOf(p, p.selected)); reveal(p, p.selected); }
  redraw(app);
}

// Where most events share their time with others, as in virtual time, each gets a place of its own.
function crowded(m) {
  let same = 0, told = 0;
  for (let i = 1; i < m.n; i++) {
    if (isQuiet(m, i)) continue;
    told++;
    same += m.t[i] === m.t[i - 1] ? 1 : 0;
  }
  return told > 0 && same / told > 0.4;
}

function turnTheme(app) {
  const root = document.documentElement, next = { undefined: "light", light: "dark", dark: undefined }[root.dataset.theme];
  if (next) root.dataset.theme = next; else delete root.dataset.theme;
  $("theme").textContent = "Colours: " + (next ?? "auto");
  readColors(app.p);
  redraw(app);
}

// --- the mouse ---

function watchCanvas(app) {
  const { p } = app, { canvas } = p;
  let held = null;
  canvas.addEventListener("pointerdown", (e) => { held = { x: e.offsetX, y: e.offsetY, moved: 0 }; canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointermove", (e) => {
    if (held) drag(app, held, e); else hover(app, e);
  });
  canvas.addEventListener("pointerup", (e) => {
    if (held && held.moved < 4) click(app, e.offsetX, e.offsetY);
    held = null;
    canvas.classList.remove("moving");
  });
  canvas.addEventListener("pointerleave", () => { $("tip").hidden = true; });
  canvas.addEventListener("wheel", (e) => { e.preventDefault(); wheel(app, e); }, { passive: false });
}

function drag(app, held, e) {
  const { p } = app, dx = held.x - e.offsetX, dy = held.y - e.offsetY;
  held.moved += Math.abs(dx) + Math.abs(dy);
  if (held.moved < 4) return;
  p.canvas.classList.add("moving");
  $("tip").hidden = true;
  pan(p, dx);
  scroll(p, dy);
  held.x = e.offsetX; held.y = e.offsetY;
  redraw(app);
}

function scroll(p, pixels) { p.top = Math.max(0, Math.min(p.top + pixels, p.full - p.height)); }

function wheel(app, e) {
  const { p } = app;
  if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) pan(p, e.deltaX || e.deltaY);
  else if (e.offsetX < LABELS - 8) scroll(p, e.deltaY);
  else zoom(p, Math.exp(Math.max(-240, Math.min(240, e.deltaY)) / 480), e.offsetX);
  redraw(app);
}

function click(app, x, y) {
  const { p } = app, k = laneAt(p, y);
  if (k >= 0 && x < LABELS - 6) { choose(app, p.lanes[k]); return; }
  const i = eventAt(p, x, y), span = i < 0 && k >= 0 ? spanAt(p, x, y) : null;
  select(app, i >= 0 ? i : span ? span.event : -1);
}

// A click on a name shows only what concerns it; another shows all again.
function choose(app, lane) {
  const list = $(lane.type === "task" ? "by-task" : "by-object"), value = String(lane.id);
  list.value = list.value === value ? "" : value;
  filter(app);
}

function hover(app, e) {
  const { p, m } = app, tip = $("tip"), i = eventAt(p, e.offsetX, e.offsetY), span = i < 0 ? spanAt(p, e.offsetX, e.offsetY) : null;
  const text = i >= 0 ? `${moment(m.t[i])}  ${m.task[i] ? nameOf(m, m.task[i]) : ""} ${sentence(m, i)}${m.line[i] ? `\nline ${m.line[i]}` : ""}` : span?.text;
  p.canvas.style.cursor = i >= 0 || e.offsetX < LABELS - 6 ? "pointer" : "default";
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = text.slice(0, 600);
  tip.style.left = Math.max(4, Math.min(e.offsetX + 14, p.width - tip.offsetWidth - 6)) + "px";
  tip.style.top = (e.offsetY + 18 + tip.offsetHeight < p.height ? e.offsetY + 18 : e.offsetY - tip.offsetHeight - 8) + "px";
}

// --- the keys ---

function keyActions(app) {
  const { p, m } = app, middleX = () => LABELS + (p.width - LABELS) / 2;
  const zoomTo = (factor) => { zoom(p, factor, p.selected >= 0 ? xOf(p, p.selected) : middleX()); redraw(app); };
  const panBy = (pixels) => { pan(p, pixels); redraw(app); };
  return {
    ArrowRight: () => step(app, 1, false), ArrowLeft: () => step(app, -1, false),
    ArrowDown: () => step(app, 1, true), ArrowUp: () => step(app, -1, true),
    Home: () => edge(app, false), End: () => edge(app, true),
    "+": () => zoomTo(0.6), "=": () => zoomTo(0.6), "-": () => zoomTo(1 / 0.6), "0": () => { showAll(p); redraw(app); },
    a: () => panBy(-120), d: () => panBy(120),
    c: () => { if (p.selected >= 0 && m.from[p.selected] >= 0) select(app, m.from[p.selected]); },
    n: () => { const i = matching(app, (j) => m.decides[j], p.selected, 1); if (i >= 0) select(app, i); },
    x: () => setSteps(app, !p.steps), t: () => turnTheme(app),
    "/": () => $("search").focus(), "?": () => $("help").showModal(), Escape: () => select(app, -1),
  };
}

function watchKeys(app) {
  const actions = keyActions(app);
  document.addEventListener("keydown", (e) => {
    const writes = /^(INPUT|SELECT)$/.test(e.target.tagName) || $("help").open;
    if (e.ctrlKey || e.metaKey || e.altKey || (writes && e.key !== "Escape")) return;
    if (writes) { e.target.blur(); return; }
    const action = actions[e.key.length === 1 ? e.key.toLowerCase() : e.key];
    if (!action || (e.target.id === "source" && e.key.startsWith("Arrow"))) return;
    e.preventDefault();
    action();
  });
  const buttons = { first: "Home", previous: "ArrowLeft", next: "ArrowRight", last: "End", out: "-", fit: "0", in: "+", axis: "x", theme: "t", keys: "?" };
  for (const [id, key] of Object.entries(buttons)) $(id).addEventListener("click", () => actions[key]());
}

// --- the beginning ---

function begin() {
  const app = newApp(), { m, p } = app, { trace } = m;
  document.title = $("title").textContent = trace.title || trace.script || "conc-run";
  $("about").textContent = `${{ sim: `in virtual time, seed ${trace.seed}`, check: "as check has found it, in virtual time" }[trace.engine] ?? "on real threads"} · ${duration(m.end - m.start)} · ${m.tasks.size} tasks`;
  readColors(p);
  resize(p);
  layOut(p);
  fillSource(app);
  fillFilters(app);
  fillLegend(app);
  showReason(app);
  showRemarks(app);
  watchCanvas(app);
  watchKeys(app);
  setSteps(app, crowded(m));
  filter(app);
  $("events").addEventListener("scroll", () => showRows(app));
  new ResizeObserver(() => { resize(p); layOut(p); showRows(app); redraw(app); }).observe(p.canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColors(p); redraw(app); });
  window.conc = { app, at: (i) => ({ x: xOf(p, i), y: middle(p, p.laneOf.get(m.task[i]) ?? 0) }), paint: () => paint(p) }; // for tests, and the curious
}

begin();
