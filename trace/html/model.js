"use strict";
// model: the trace, decoded. Events stand in columns, one typed array for each key. From them come the lanes: what each task does from event to
// event, who holds each lock, how much is in each queue; and the arrows. What an operation does to others is told by the program (EFFECT).
// Calls nothing; knows nothing of how it is drawn.

const STATUS = { DONE: 0, WAITING: 1, TIMEOUT: 2, RAISED: 3, CANCELLED: 4, MADE: 5, NOTE: 6 };
const STATUS_WORDS = ["done", "begins to wait", "timed out", "raised", "cancelled", "made", "remark"];
const EFFECT = { NONE: 0, TAKES: 1, GIVES: 2, PUTS: 3, GETS: 4, STARTS: 5, ENDS: 6, LEVEL: 7, DROPS: 8 };
const STATE = { NONE: 0, RUNS: 1, WORKS: 2, SLEEPS: 3, WAITS: 4, GIL: 5 };

function decode(trace) {
  const rows = trace.events, n = rows.length;
  const m = { trace, n, strings: [], texts: new Array(n), details: new Array(n), names: new Map(), kinds: new Map(), others: new Map() };
  for (const key of ["seq", "t", "blocked", "number"]) m[key] = new Float64Array(n);
  for (const key of ["process", "task", "verb", "object", "line", "other"]) m[key] = new Int32Array(n);
  for (const key of ["status", "state", "effect"]) m[key] = new Uint8Array(n);
  m.from = new Int32Array(n).fill(-1);
  m.decides = new Uint8Array(n); // of a counterexample: in another order it would be none
  const bySeq = new Map();
  for (let i = 0; i < n; i++) {
    const r = rows[i];
    m.seq[i] = r[0]; m.t[i] = r[1]; m.process[i] = r[2]; m.task[i] = r[3]; m.verb[i] = r[4]; m.object[i] = r[5]; m.line[i] = r[6];
    m.status[i] = r[7]; m.state[i] = r[8] === STATE.GIL ? STATE.WAITS : r[8]; m.effect[i] = r[9]; m.blocked[i] = r[10]; m.other[i] = r[12]; m.number[i] = r[13];
    m.texts[i] = shared(m, r[14]);
    m.details[i] = r[15] === 0 ? null : shared(m, r[15]);
    bySeq.set(r[0], i);
    if (r[11] && bySeq.has(r[11])) m.from[i] = bySeq.get(r[11]);
    if (r[7] === STATUS.MADE) learn(m, i);
  }
  for (const seq of trace.decisive ?? []) if (bySeq.has(seq)) m.decides[bySeq.get(seq)] = 1;
  trace.events = null;
  m.start = n ? m.t[0] : 0;
  for (let i = 1; i < n; i++) if (m.t[i] < m.t[i - 1]) m.t[i] = m.t[i - 1]; // one that was told late
  m.end = n ? m.t[n - 1] : 0;
  m.ordinal = new Int32Array(n); // its place where each event that is told has one
  for (let i = 1; i < n; i++) m.ordinal[i] = m.ordinal[i - 1] + (isQuiet(m, i) ? 0 : 1);
  build(m);
  return m;
}

// A text stands where it comes first; later it is a number, counted from 1.
function shared(m, text) {
  if (typeof text === "number") return m.strings[text - 1];
  m.strings.push(text);
  return text;
}

function learn(m, i) {
  m.names.set(m.object[i], m.details[i]);
  m.kinds.set(m.object[i], m.trace.kinds[m.number[i]]);
  if (!m.other[i]) return;
  m.others.set(m.object[i], m.other[i]); // of a condition its lock; of an end of a pipe the other one, which was made before it
  if (m.kinds.get(m.object[i]) === "pipe") m.others.set(m.other[i], m.object[i]);
}

function nameOf(m, id) { return m.names.get(id) ?? (id === 1 ? "main" : "#" + id); }

function verbName(m, i) { return m.trace.verbs[m.verb[i]] ?? ""; }

// What the timeline has no words for is no more to be seen here than a question.
function isQuiet(m, i) {
  return m.trace.quiet[m.verb[i]] === 1 || m.status[i] === STATUS.MADE || (m.texts[i] === "" && verbName(m, i) !== "run.print");
}

// Spans follow each other: span s lasts from event from[s] to event to[s]; kind is a state, or whose it is.
function newLane(type, id, process) {
  return { type, id, process, from: [], to: [], kind: [], events: [], holdFrom: [], holdTo: [], at: [], level: [], most: 0, open: -1, held: 0, over: false };
}

function build(m) {
  m.tasks = new Map(); m.locks = new Map(); m.levels = new Map(); m.notes = [];
  const arrowFrom = [], arrowTo = [];
  for (let i = 0; i < m.n; i++) {
    if (m.status[i] === STATUS.NOTE) m.notes.push(i);
    if (m.status[i] === STATUS.MADE) { makes(m, i); continue; }
    if (m.task[i]) acts(m, i);
    affects(m, i);
    if (m.from[i] >= 0 && m.task[m.from[i]] !== m.task[i]) { arrowFrom.push(m.from[i]); arrowTo.push(i); }
  }
  m.arrowFrom = Int32Array.from(arrowFrom);
  m.arrowTo = Int32Array.from(arrowTo);
  for (const lane of [...m.tasks.values(), ...[...m.locks.values()].flat()]) close(lane, Math.max(m.n - 1, 0));
  m.lanes = order(m);
}

function makes(m, i) {
  const kind = m.kinds.get(m.object[i]);
  if (m.trace.tasks.includes(kind)) taskLane(m, m.object[i], kind === "process" ? m.object[i] : m.process[i]);
}

function taskLane(m, task, process) {
  let lane = m.tasks.get(task);
  if (!lane) m.tasks.set(task, lane = newLane("task", task, process));
  return lane;
}

function laneIn(map, type, id) {
  let lane = map.get(id);
  if (!lane) map.set(id, lane = newLane(type, id, 0));
  return lane;
}

// A new span begins, unless it is the same going on.
function turn(lane, kind, i) {
  const last = lane.from.length - 1;
  if (lane.open >= 0 && lane.kind[last] === kind && kind !== STATE.WAITS && kind !== STATE.SLEEPS) return;
  close(lane, i);
  lane.from.push(i); lane.to.push(i); lane.kind.push(kind);
  lane.open = i;
}

function close(lane, i) {
  if (lane.open >= 0) lane.to[lane.to.length - 1] = i;
  lane.open = -1;
  if (lane.held > 0 && lane.holdTo.length) lane.holdTo[lane.holdTo.length - 1] = i;
}

function acts(m, i) {
  const lane = taskLane(m, m.task[i], m.process[i]);
  lane.events.push(i);
  if (m.status[i] !== STATUS.NOTE && !lane.over && m.state[i] !== STATE.NONE) turn(lane, m.state[i], i);
}

function affects(m, i) {
  const object = m.object[i];
  switch (m.effect[i]) {
    case EFFECT.TAKES: takes(m, i, m.others.get(object) ?? object); break;
    case EFFECT.GIVES: gives(m, i, m.others.get(object) ?? object); break;
    case EFFECT.PUTS: level(m, m.kinds.get(object) === "pipe" ? m.others.get(object) ?? object : object, i, pieces(m, i)); break; // at the other end
    case EFFECT.GETS: level(m, object, i, -1); break;
    case EFFECT.LEVEL: level(m, object, i, m.number[i] - (m.levels.get(object)?.held ?? 0)); break;
    case EFFECT.DROPS: if (m.levels.has(object)) level(m, object, i, -Infinity); break;
    case EFFECT.STARTS: starts(m, i); break;
    case EFFECT.ENDS: ends(m, i); break;
  }
}

// Of a map, as many tasks as it was cut into.
function pieces(m, i) { return verbName(m, i) === "pool.share" ? Math.max(1, m.number[i]) : 1; }

function starts(m, i) {
  const lane = taskLane(m, m.object[i], m.process[i]);
  lane.over = false;
  turn(lane, STATE.RUNS, i);
}

// With a process its threads are gone, and with a task what it held.
function ends(m, i) {
  const all = verbName(m, i) === "process.end";
  for (const lane of m.tasks.values()) {
    if (lane.over || !(lane.id === m.task[i] || (all && lane.process === m.process[i]))) continue;
    if (lane.held > 0) for (const rows of m.locks.values()) for (const row of rows) if (holds(row, lane.id)) letGo(m, row, i);
    close(lane, i);
    lane.over = true;
  }
}

function holds(row, task) { return row.open >= 0 && row.kind[row.kind.length - 1] === task; }

// A lock has as many rows as tasks have had it at the same time. The first ones who find a row free get it.
function takes(m, i, lock) {
  if (!m.locks.has(lock)) m.locks.set(lock, []);
  const rows = m.locks.get(lock), owner = taskLane(m, m.task[i], m.process[i]);
  if (rows.some((row) => holds(row, m.task[i]))) return;
  if (m.details[i] !== "read") for (const row of rows) if (row.open >= 0) letGo(m, row, i); // whose giving back was lost
  let row = rows.find((r) => r.open < 0);
  if (!row) {
    rows.push(row = newLane("lock", lock, 0));
    row.number = rows.length;
  }
  turn(row, m.task[i], i);
  row.held = 1;
  row.events.push(i);
  if (owner.held++ === 0) { owner.holdFrom.push(i); owner.holdTo.push(i); }
}

function gives(m, i, lock) {
  const row = (m.locks.get(lock) ?? []).find((r) => holds(r, m.task[i]));
  if (!row) return;
  row.events.push(i);
  letGo(m, row, i);
}

function letGo(m, row, i) {
  const owner = m.tasks.get(row.kind[row.kind.length - 1]);
  close(row, i);
  row.held = 0;
  if (owner && owner.held > 0 && --owner.held === 0) owner.holdTo[owner.holdTo.length - 1] = i;
}

function level(m, id, i, more) {
  const lane = laneIn(m.levels, "level", id);
  lane.held = Math.max(0, lane.held + more);
  lane.at.push(i); lane.level.push(lane.held); lane.events.push(i);
  lane.most = Math.max(lane.most, lane.held);
}

// Processes with their tasks, then locks, then queues; each group has a heading.
function order(m) {
  const lanes = [], processes = new Map();
  for (const lane of m.tasks.values()) {
    if (!processes.has(lane.process)) processes.set(lane.process, []);
    processes.get(lane.process).push(lane);
  }
  for (const [process, tasks] of processes) group(lanes, "process " + nameOf(m, process), tasks);
  group(lanes, "locks", [...m.locks.values()].flat());
  group(lanes, "queues and counts", [...m.levels.values()]);
  return lanes;
}

function group(lanes, title, members) {
  if (members.length === 0) return;
  lanes.push({ type: "heading", title });
  for (const lane of members) lanes.push(lane);
}

// The last index whose value is at most `value` in an ascending array, or -1.
function lastAtMost(array, value, read = (x) => x) {
  let low = 0, high = array.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (read(array[middle]) <= value) low = middle + 1; else high = middle;
  }
  return low - 1;
}

// What a task does just behind event i: { state, since, reason } or null when it is not there.
function stateAt(m, lane, i) {
  const s = lastAtMost(lane.from, i);
  if (s < 0 || (lane.to[s] <= i && !(s === lane.from.length - 1 && !lane.over))) return null;
  return { state: lane.kind[s], since: lane.from[s], until: lane.to[s], words: spanWords(m, lane, s) };
}

// What a task does in span s: mostly what the event says that has begun it. A turn with the GIL begins or ends in the middle of work.
function spanWords(m, lane, s) {
  const i = lane.from[s], verb = verbName(m, i), state = lane.kind[s];
  if (state === STATE.RUNS) return "runs";
  if (verb !== "run.gil" && verb !== "run.turn") return m.texts[i];
  if (state === STATE.WORKS) return "works";
  return "waits for the GIL" + (m.other[i] ? `, held by ${nameOf(m, m.other[i])}` : "");
}

function ownerAt(lane, i) {
  const s = lastAtMost(lane.from, i);
  return s >= 0 && (lane.to[s] > i || (s === lane.from.length - 1 && lane.open < 0 && lane.held > 0)) ? lane.kind[s] : 0;
}

function heldBy(m, task, i) {
  const held = [];
  for (const [lock, rows] of m.locks) if (rows.some((row) => ownerAt(row, i) === task)) held.push(nameOf(m, lock));
  return held;
}

function duration(ns) {
  if (ns < 1000) return ns + "ns";
  const units = [["us", 1e3], ["ms", 1e6], ["s", 1e9]];
  let [unit, size] = units[0];
  for (const [name, value] of units) if (ns >= value) [unit, size] = [name, value];
  return +(ns / size).toPrecision(unit === "s" && ns >= 1e12 ? 6 : 4) + unit;
}

function moment(ns) { return (ns / 1e9).toFixed(ns % 1e6 === 0 ? 3 : 6) + "s"; }
