// panels: what stands beside the picture: the selected event, the tasks at that moment, the script, the list of events. All text is put in as
// text, never as HTML. Calls the model; whoever clicks something here tells the application by `select(i)`.

const ROW = 22, SPARE = 8, MOST_ROWS = 400000; // rows a list may have: browsers do not scroll further

function $(id) { return document.getElementById(id); }

function element(name, text, className) {
  const e = document.createElement(name);
  if (text !== undefined) e.textContent = text;
  if (className) e.className = className;
  return e;
}

function oneLine(text) { return text.replace(/[\u0000-\u001f\u007f]+$/, "").replace(/[\u0000-\u001f\u007f]/g, " "); }

function isPrint(m, i) { return verbName(m, i) === "run.print"; }

function sentence(m, i) {
  const words = oneLine(m.texts[i]);
  return isPrint(m, i) ? `“${words}”` : m.status[i] === STATUS.NOTE ? `! ${words}` : words || verbName(m, i);
}

function failed(m, i) { return [STATUS.TIMEOUT, STATUS.RAISED, STATUS.CANCELLED].includes(m.status[i]) || verbName(m, i) === "thread.fail"; }

// --- the selected event ---

function showEvent(app, i) {
  const { m } = app, box = $("detail");
  box.replaceChildren();
  if (i < 0) {
    box.append(element("p", "None is selected. Click one, or press →.", "faint"));
    return;
  }
  const who = m.task[i] ? nameOf(m, m.task[i]) : "", facts = [`#${m.seq[i]}`, moment(m.t[i])];
  box.append(element("strong", who ? `${who} ${sentence(m, i)}` : sentence(m, i)));
  if (verbName(m, i)) facts.push(verbName(m, i));
  if (m.status[i] !== STATUS.DONE) facts.push(STATUS_WORDS[m.status[i]]);
  if (m.line[i]) facts.push(`line ${m.line[i]}`);
  if (m.blocked[i] > 0) facts.push(`after ${duration(m.blocked[i])}`);
  box.append(element("p", facts.join(" · ")));
  if (m.details[i] !== null && !isPrint(m, i) && String(m.details[i]).length > 24) box.append(element("p", m.details[i], "detail"));
  addLinks(app, i, box);
}

function addLinks(app, i, box) {
  const { m } = app;
  if (m.from[i] >= 0) box.append(link(app, m.from[i], "follows from: "));
  const next = m.arrowFrom.indexOf(i);
  if (next >= 0) box.append(link(app, m.arrowTo[next], "lets go on: "));
}

function link(app, i, before) {
  const p = element("p", before), b = element("button", `${nameOf(app.m, app.m.task[i])} ${sentence(app.m, i)}`, "link");
  b.addEventListener("click", () => app.select(i));
  p.append(b);
  return p;
}

// --- the tasks at that moment ---

const MOST_STATES = 200;

function showStates(app, i) {
  const { m } = app, rows = [];
  for (const lane of m.tasks.values()) {
    const state = i < 0 ? null : stateAt(m, lane, i);
    if (!state || rows.length > MOST_STATES) continue;
    const row = element("tr", undefined, lane.id === m.task[i] ? "actor" : "");
    const name = element("th", nameOf(m, lane.id));
    name.scope = "row";
    row.append(name, element("td", oneLine(state.words), state.state === STATE.WAITS ? "waits" : ""), element("td", heldBy(m, lane.id, i).join(", ")));
    rows.push(row);
  }
  $("states").replaceChildren(...rows);
}

// --- the script ---

function fillSource(app) {
  const { trace } = app.m, list = $("source");
  $("file").textContent = (trace.script ?? "").split("/").pop();
  $("file").title = trace.script ?? "";
  if (!trace.source) {
    list.replaceChildren(element("li", "The script is not part of this page: conc-run view --script FILE puts it here.", "none"));
    return;
  }
  const lines = trace.source.replace(/\n$/, "").split("\n").map((line) => element("li", line || " "));
  list.replaceChildren(...lines);
  list.addEventListener("click", (e) => {
    const line = [...list.children].indexOf(e.target.closest("li")) + 1;
    const next = app.matching((i) => app.m.line[i] === line, app.p.selected, 1);
    if (next >= 0) app.select(next);
  });
}

function showLine(app, number) {
  const list = $("source");
  for (const old of list.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  const line = app.m.trace.source ? list.children[number - 1] : undefined;
  if (!line) return;
  line.setAttribute("aria-current", "true");
  list.scrollTop = line.offsetTop - list.offsetTop - list.clientHeight / 2;
}

// --- the list of events: only the rows in sight exist ---

function showRows(app) {
  const box = $("events"), rows = $("rows"), count = Math.min(app.found.length, MOST_ROWS);
  rows.style.height = count * ROW + "px";
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - SPARE), last = Math.min(count, first + Math.ceil(box.clientHeight / ROW) + 2 * SPARE);
  if (rows.found !== app.found) rows.replaceChildren();
  rows.found = app.found;
  const there = new Map([...rows.children].map((row) => [row.number, row]));
  for (const [k, row] of there) if (k < first || k >= last) row.remove();
  for (let k = first; k < last; k++) {
    const row = there.get(k) ?? rows.appendChild(eventRow(app, k));
    row.setAttribute("aria-selected", String(app.found[k] === app.p.selected));
  }
  const chosen = app.p.selected >= 0 ? "row-" + app.p.selected : "";
  if (chosen) box.setAttribute("aria-activedescendant", chosen); else box.removeAttribute("aria-activedescendant");
}

function eventRow(app, k) {
  const { m } = app, i = app.found[k], row = element("div", undefined, "row" + (failed(m, i) ? " failed" : "") + (m.decides[i] ? " decides" : ""));
  row.number = k;
  row.id = "row-" + i;
  row.style.top = k * ROW + "px";
  row.setAttribute("role", "option");
  row.setAttribute("aria-posinset", String(k + 1));
  row.setAttribute("aria-setsize", String(app.found.length));
  row.append(element("span", moment(m.t[i]), "time"), m.decides[i] ? " ◆ " : " ", element("b", m.task[i] ? oneLine(nameOf(m, m.task[i])) : ""), " ", sentence(m, i).slice(0, 300));
  row.addEventListener("click", () => app.select(i));
  return row;
}

function scrollToRow(app, i) {
  const k = lastAtMost(app.found, i), box = $("events");
  if (k < 0 || app.found[k] !== i) return;
  if (k * ROW < box.scrollTop || (k + 1) * ROW > box.scrollTop + box.clientHeight) box.scrollTop = k * ROW - box.clientHeight / 2;
}

// --- why it is a counterexample ---

const MOST_DECISIVE = 60;

function showReason(app) {
  const { m } = app, steps = [];
  if (!m.trace.reason) return;
  $("words").replaceChildren(...m.trace.reason.trim().split(/(?<= line )(\d+)/).map((part, k) => k % 2 ? lineLink(app, part) : part));
  for (let i = 0; i < m.n && steps.length < MOST_DECISIVE; i++) {
    if (!m.decides[i]) continue;
    const item = element("li"), b = element("button", `${nameOf(m, m.task[i])} ${sentence(m, i)}${m.line[i] ? `, line ${m.line[i]}` : ""}`, "link");
    b.addEventListener("click", () => app.select(i));
    item.append(b);
    steps.push(item);
    $("source").children[m.line[i] - 1]?.classList.add("decides");
  }
  $("decisive").replaceChildren(...steps);
  $("reason").hidden = false;
}

// To a line that the words name. Where no steps decide it, as when tasks go round for ever, these lines do.
function lineLink(app, number) {
  const b = element("button", number, "link");
  b.addEventListener("click", () => showLine(app, +number));
  b.setAttribute("aria-label", `show line ${number} of the script`);
  if (!app.m.decides.includes(1)) $("source").children[+number - 1]?.classList.add("decides");
  return b;
}

// --- remarks and signs ---

const MOST_REMARKS = 20;

function showRemarks(app) {
  const { m } = app, box = $("remarks");
  if (m.trace.reason) return; // which says it, too
  for (const i of m.notes.slice(0, MOST_REMARKS)) {
    const b = element("button", `${moment(m.t[i])}  ${oneLine(m.texts[i])}`);
    b.addEventListener("click", () => app.select(i));
    box.append(b, " ");
  }
  for (const lane of m.tasks.values()) {
    const last = lane.from.length - 1;
    if (m.notes.length === 0 || lane.over || last < 0 || lane.kind[last] !== STATE.WAITS || box.children.length > MOST_REMARKS) continue;
    const b = element("button", `${nameOf(m, lane.id)} ${oneLine(m.texts[lane.from[last]])}`);
    b.addEventListener("click", () => app.select(lane.from[last]));
    box.append(b, " ");
  }
  box.hidden = m.notes.length === 0;
}

function fillLegend(app) {
  const signs = [["run", "runs"], ["work", "works"], ["wait", "waits, for what"], ["sleep", "sleeps"], ["hold", "holds a lock"], ["level", "how much is in a queue"]];
  const leftOut = element("strong");
  leftOut.id = "left-out";
  $("legend").replaceChildren(...signs.map(([sign, means]) => {
    const item = element("span");
    item.append(element("i", undefined, "sign-" + sign), means);
    return item;
  }), element("span", `● does  ○ begins to wait  × in vain  ■ ends  → lets go on${app.m.trace.reason ? "  ◇ decides" : ""}`), leftOut);
}
