// paint: the picture on the canvas. An event's place along the axis is its time, or its number where the axis gives each event a place.
// What is narrower than a pixel is gathered into one column, so that a frame costs as many strokes as there are pixels, however long the run is.
// Calls the model; knows nothing of the panels.

const LABELS = 132, AXIS = 26, LANE = 30, BAR = 16, HEADING = 20, LEAST = 1.5, NEAR = 9, MOST_ARROWS = 400;

function newPicture(canvas, model) {
  return { canvas, c: canvas.getContext("2d"), m: model, steps: false, from: 0, to: 1, top: 0, width: 0, height: 0, selected: -1, hover: -1,
    shown: new Uint8Array(model.n).fill(1), lanes: model.lanes, colors: {}, palette: model.trace.palette, arrowsLeftOut: 0, places: model.ordinal };
}

function place(p, i) { return p.places[i]; }

function usePlaces(p, steps) {
  p.steps = steps;
  p.places = steps ? p.m.ordinal : p.m.t.map((t) => t - p.m.start);
}

function extent(p) { return Math.max(p.m.n ? place(p, p.m.n - 1) : 0, 1); }

// What has not come to its end goes on beyond the last event.
function endOf(p, lane, s) {
  const open = s === lane.from.length - 1 && (lane.type === "task" ? !lane.over : lane.held > 0);
  return open ? xAt(p, extent(p) * 1.1) : xOf(p, lane.to[s]);
}

function xAt(p, u) { return LABELS + (u - p.from) / (p.to - p.from) * (p.width - LABELS - 12); }

function xOf(p, i) { return xAt(p, place(p, i)); }

function readColors(p) {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["back", "panel", "line", "text", "faint", "accent", "run", "work", "wait", "wait-back", "sleep", "hold", "level", "level-back",
    "arrow", "message", "band", "error", "decides"]) p.colors[name] = style.getPropertyValue("--" + name).trim();
  p.hatch = hatch(p);
}

function hatch(p) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const c = tile.getContext("2d");
  c.fillStyle = p.colors["wait-back"];
  c.fillRect(0, 0, 6, 6);
  c.strokeStyle = p.colors.wait;
  c.lineWidth = 1;
  c.beginPath();
  for (const d of [-6, 0, 6]) { c.moveTo(d, 6); c.lineTo(d + 6, 0); }
  c.stroke();
  return p.c.createPattern(tile, "repeat");
}

function resize(p) {
  const box = p.canvas.getBoundingClientRect(), scale = window.devicePixelRatio || 1;
  p.width = box.width; p.height = box.height;
  p.canvas.width = Math.round(box.width * scale); p.canvas.height = Math.round(box.height * scale);
  p.c.setTransform(scale, 0, 0, scale, 0, 0);
}

// --- where lanes are ---

function layOut(p) {
  let y = AXIS;
  p.tops = p.lanes.map((lane) => { const top = y; y += lane.type === "heading" ? HEADING : LANE; return top; });
  p.full = y;
  p.laneOf = new Map();
  p.lanes.forEach((lane, k) => { if (lane.type === "task") p.laneOf.set(lane.id, k); });
  p.top = Math.max(0, Math.min(p.top, p.full - p.height));
}

function yOf(p, k) { return p.tops[k] - p.top; }

function laneAt(p, y) {
  if (y < AXIS) return -1;
  const k = lastAtMost(p.tops, y + p.top);
  return k >= 0 && y + p.top < p.full && p.lanes[k].type !== "heading" ? k : -1;
}

// --- a frame ---

function paint(p) {
  const { c } = p;
  c.clearRect(0, 0, p.width, p.height);
  c.fillStyle = p.colors.back;
  c.fillRect(0, 0, p.width, p.height);
  c.font = "12px system-ui, sans-serif";
  c.textBaseline = "middle";
  c.save();
  c.beginPath();
  c.rect(0, AXIS, p.width, p.height - AXIS);
  c.clip();
  paintLanes(p);
  c.restore();
  paintAxis(p);
}

function paintLanes(p) {
  const { c } = p, visible = [];
  p.lanes.forEach((lane, k) => { const y = yOf(p, k); if (y > -LANE && y < p.height) visible.push(k); });
  for (const k of visible) paintBack(p, k);
  c.save();
  c.beginPath();
  c.rect(LABELS - 6, AXIS, p.width, p.height);
  c.clip();
  for (const k of visible) paintLane(p, p.lanes[k], yOf(p, k));
  paintArrows(p);
  for (const k of visible) if (p.lanes[k].type === "task") paintMarks(p, p.lanes[k], yOf(p, k));
  paintSelection(p);
  c.restore();
  for (const k of visible) paintLabel(p, p.lanes[k], yOf(p, k));
}

function paintBack(p, k) {
  if (p.lanes[k].type === "heading") paintHeading(p, p.lanes[k], yOf(p, k));
  if (p.lanes[k].type === "heading" || k % 2) return;
  p.c.fillStyle = p.colors.band;
  p.c.fillRect(0, yOf(p, k), p.width, LANE);
}

function paintHeading(p, lane, y) {
  const { c } = p;
  c.fillStyle = p.colors.faint;
  c.font = "600 11px system-ui, sans-serif";
  c.fillText(fit(c, lane.title, p.width - 20), 8, y + HEADING / 2 + 1);
  c.font = "12px system-ui, sans-serif";
}

function colorOf(p, task) {
  const order = [...p.m.tasks.keys()].indexOf(task);
  return p.palette[Math.max(order, 0) % p.palette.length];
}

function paintLabel(p, lane, y) {
  const { c } = p;
  if (lane.type === "heading") return;
  if (lane.type === "task") {
    c.fillStyle = lane.color ??= colorOf(p, lane.id);
    c.fillRect(4, y + 7, 4, BAR);
  }
  c.fillStyle = p.colors.text;
  const most = lane.type === "level" ? ` ≤${lane.most}` : lane.number > 1 ? ` (${lane.number})` : "";
  c.fillText(fitName(c, nameOf(p.m, lane.id), LABELS - 22 - c.measureText(most).width) + most, 13, y + LANE / 2);
}

// Names that begin alike are told apart by their ends.
function fitName(c, text, width) {
  const tail = text.slice(-6), rest = text.slice(0, -6);
  if (rest === "" || c.measureText(text).width <= width) return fit(c, text, width);
  return fit(c, rest + "…", width - c.measureText(tail).width).replace(/…?$/, "…") + tail;
}

function fit(c, text, width) {
  if (text.length > 200) text = text.slice(0, 200);
  if (c.measureText(text).width <= width) return text;
  while (text.length > 1 && c.measureText(text + "…").width > width) text = text.slice(0, -1);
  return text + "…";
}

function paintLane(p, lane, y) {
  if (lane.type === "task") {
    paintSpans(p, lane, (s) => lane.kind[s], y + 7);
    paintHolds(p, lane, y + 7 + BAR);
  } else if (lane.type === "lock") {
    paintSpans(p, lane, (s) => -lane.kind[s], y + 7);
  } else if (lane.type === "level") {
    paintLevel(p, lane, y + 5);
  }
}

// --- spans ---

function paintSpans(p, lane, kindOf, y) {
  const { from, to } = lane, { places } = p, column = { x: -1, busy: 0, waits: 0, kind: 0 };
  const scale = (p.width - LABELS - 12) / (p.to - p.from), shift = LABELS - p.from * scale, last = from.length - 1;
  for (let s = Math.max(0, lastAtMost(from, p.from, (i) => places[i])); s <= last && places[from[s]] <= p.to; s++) {
    const a = places[from[s]] * scale + shift, b = s < last ? places[to[s]] * scale + shift : endOf(p, lane, s), kind = kindOf(s);
    if (b - a >= LEAST) {
      flushColumn(p, column, y);
      paintSpan(p, lane, s, kind, Math.max(a, LABELS - 8), Math.min(b, p.width + 8), y);
      continue;
    }
    const x = Math.floor(a);
    if (x !== column.x) flushColumn(p, column, y);
    column.x = x;
    if (kind === STATE.WAITS) column.waits += b - a + 0.01; else column.busy += b - a + 0.01;
    column.kind = kind;
  }
  flushColumn(p, column, y);
}

// A pixel of several spans: how much of it was waiting stands at its bottom.
function flushColumn(p, column, y) {
  if (column.x < 0) return;
  const share = column.waits / (column.waits + column.busy), { c } = p;
  c.fillStyle = column.kind < 0 ? taskColor(p, -column.kind) : p.colors.run;
  c.fillRect(column.x, y, 1, BAR);
  c.fillStyle = p.colors.wait;
  c.fillRect(column.x, y + BAR * (1 - share), 1, BAR * share);
  column.x = -1; column.busy = column.waits = 0;
}

function taskColor(p, task) {
  const lane = p.m.tasks.get(task);
  return lane ? lane.color ??= colorOf(p, task) : p.colors.run;
}

function paintSpan(p, lane, s, kind, a, b, y) {
  const { c } = p;
  if (kind < 0) {
    c.fillStyle = taskColor(p, -kind);
    c.fillRect(a, y + 2, b - a, BAR - 4);
    spanText(p, nameOf(p.m, -kind), a, b, y, p.colors.text, true);
  } else if (kind === STATE.WAITS) {
    c.fillStyle = p.hatch;
    c.fillRect(a, y, b - a, BAR);
    c.strokeStyle = p.colors.wait;
    c.setLineDash([3, 2]);
    c.strokeRect(a + 0.5, y + 0.5, b - a - 1, BAR - 1);
    c.setLineDash([]);
    spanText(p, spanWords(p.m, lane, s), a, b, y, p.colors.text, true);
  } else if (kind === STATE.SLEEPS) {
    c.fillStyle = p.colors.sleep;
    c.fillRect(a, y + BAR / 2 - 1.5, b - a, 3);
    spanText(p, spanWords(p.m, lane, s), a, b, y, p.colors.faint, true);
  } else {
    c.fillStyle = kind === STATE.WORKS ? p.colors.work : p.colors.run;
    c.fillRect(a, y, b - a, BAR);
    if (kind === STATE.WORKS) spanText(p, spanWords(p.m, lane, s), a, b, y, p.colors.text, true);
  }
}

// Words in a span that has room for some; on a backing, so that they can be read on any pattern.
function spanText(p, text, a, b, y, color, backed) {
  const { c } = p, room = Math.min(b, p.width) - Math.max(a, LABELS) - 16;
  if (room < 34) return;
  const words = fit(c, text, room), at = Math.max(a, LABELS) + 8, width = c.measureText(words).width;
  if (backed) {
    c.fillStyle = p.colors.back;
    c.fillRect(at - 3, y + 1, width + 6, BAR - 2);
  }
  c.fillStyle = color;
  c.fillText(words, at, y + BAR / 2 + 0.5);
}

function holdEnd(p, lane, s) {
  return lane.held > 0 && !lane.over && s === lane.holdTo.length - 1 ? xAt(p, extent(p) * 1.1) : xOf(p, lane.holdTo[s]);
}

function paintHolds(p, lane, y) {
  const { c } = p;
  c.fillStyle = p.colors.hold;
  let painted = -1;
  const first = Math.max(0, lastAtMost(lane.holdFrom, p.from, (i) => place(p, i)));
  for (let s = first; s < lane.holdFrom.length && place(p, lane.holdFrom[s]) <= p.to; s++) {
    const end = holdEnd(p, lane, s);
    if (end <= painted) continue;
    const a = Math.max(xOf(p, lane.holdFrom[s]), painted, LABELS - 8), b = Math.max(end, a + 1);
    c.fillRect(a, y + 1, b - a, 4);
    painted = Math.floor(b);
  }
}

// The highest of what falls into a pixel.
function paintLevel(p, lane, y) {
  const { c } = p, height = LANE - 9, most = Math.max(lane.most, 1);
  const first = Math.max(0, lastAtMost(lane.at, p.from, (i) => place(p, i)));
  let x = LABELS - 8, level = 0, peak = 0;
  c.fillStyle = p.colors["level-back"];
  const edge = new Path2D();
  const bar = (to) => {
    const top = y + height * (1 - peak / most);
    c.fillRect(x, top, to - x, y + height - top);
    edge.moveTo(x, top); edge.lineTo(to, top);
  };
  for (let s = first; s < lane.at.length && place(p, lane.at[s]) <= p.to; s++) {
    const next = Math.max(xOf(p, lane.at[s]), LABELS - 8);
    if (next - x >= 1) { bar(next); x = next; peak = level = lane.level[s]; }
    else { level = lane.level[s]; peak = Math.max(peak, level); }
  }
  peak = level;
  bar(Math.min(xOf(p, p.m.n - 1), p.width));
  c.strokeStyle = p.colors.level;
  c.lineWidth = 1.5;
  c.stroke(edge);
  c.lineWidth = 1;
}

// --- events and arrows ---

function middle(p, k) { return yOf(p, k) + 7 + BAR / 2; }

// Events that stand closer than a pixel on both sides are left to the span below them.
function paintMarks(p, lane, y) {
  const { events } = lane, { places, shown } = p, middleY = y + 7 + BAR / 2;
  const scale = (p.width - LABELS - 12) / (p.to - p.from), shift = LABELS - p.from * scale;
  let before = -9, last = -9;
  for (let e = Math.max(0, lastAtMost(events, p.from, (i) => places[i])); e < events.length && places[events[e]] <= p.to; e++) {
    const i = events[e], x = places[i] * scale + shift, behind = e + 1 < events.length ? places[events[e + 1]] * scale + shift : Infinity;
    const close = x - before < 1 && behind - x < 1;
    before = x;
    if (!shown[i] || close || x - last < 4 || x < LABELS - 6) continue;
    paintMark(p, i, x, middleY);
    last = x;
  }
}

function paintMark(p, i, x, y) {
  const { c, m } = p, status = m.status[i];
  c.beginPath();
  c.fillStyle = p.colors.back;
  c.strokeStyle = p.colors.text;
  c.lineWidth = 1.3;
  if (status === STATUS.RAISED || status === STATUS.TIMEOUT || status === STATUS.CANCELLED) {
    c.strokeStyle = p.colors.error;
    c.lineWidth = 2.5;
    c.moveTo(x - 4, y - 4); c.lineTo(x + 4, y + 4); c.moveTo(x + 4, y - 4); c.lineTo(x - 4, y + 4);
  } else if (m.effect[i] === EFFECT.ENDS) {
    c.fillStyle = p.colors.text;
    c.rect(x - 3.5, y - 3.5, 7, 7);
    c.fill();
  } else {
    c.arc(x, y, 3.5, 0, 7);
    if (status !== STATUS.WAITING) c.fillStyle = p.colors.text;
    c.fill();
  }
  c.stroke();
  if (m.decides[i]) paintDecides(p, x, y);
  c.lineWidth = 1;
}

function paintDecides(p, x, y) {
  const { c } = p;
  c.beginPath();
  c.strokeStyle = p.colors.decides;
  c.lineWidth = 2;
  c.moveTo(x, y - 10); c.lineTo(x + 10, y); c.lineTo(x, y + 10); c.lineTo(x - 10, y); c.closePath();
  c.stroke();
}

// Very many would hide what they connect: then only those of the selected event are drawn, and the legend says so.
function paintArrows(p) {
  const { arrowFrom, arrowTo } = p.m, { places, shown, selected } = p, seen = [];
  for (let a = 0; a < arrowTo.length; a++) {
    const from = arrowFrom[a], to = arrowTo[a];
    if (places[to] >= p.from && places[from] <= p.to && (shown[to] || shown[from])) seen.push(a);
  }
  p.arrowsLeftOut = seen.length > MOST_ARROWS ? seen.length : 0;
  for (const a of seen) {
    const from = arrowFrom[a], to = arrowTo[a], strong = selected >= 0 && (selected === to || selected === from);
    if (strong || !p.arrowsLeftOut) paintArrow(p, from, to, strong);
  }
}

function arrowColor(p, from) {
  const effect = p.m.effect[from];
  return effect === EFFECT.PUTS ? p.colors.message : effect === EFFECT.GIVES ? p.colors.hold : p.colors.arrow;
}

function paintArrow(p, from, to, strong) {
  const a = p.laneOf.get(p.m.task[from]), b = p.laneOf.get(p.m.task[to]);
  if (a === undefined || b === undefined) return;
  const { c } = p, x0 = xOf(p, from), y0 = middle(p, a), x1 = xOf(p, to), y1 = middle(p, b);
  const ahead = y1 > y0 ? 1 : -1, bend = Math.min(24, Math.abs(x1 - x0) / 2 + 4);
  c.strokeStyle = c.fillStyle = strong ? p.colors.accent : arrowColor(p, from);
  c.lineWidth = strong ? 2.5 : 1.4;
  c.beginPath();
  c.moveTo(x0, y0);
  c.bezierCurveTo(x0 + bend, y0 + ahead * 12, x1 - bend, y1 - ahead * 18, x1, y1 - ahead * 5);
  c.stroke();
  c.beginPath();
  c.moveTo(x1, y1 - ahead * 4); c.lineTo(x1 - 4, y1 - ahead * 11); c.lineTo(x1 + 4, y1 - ahead * 11);
  c.fill();
  c.lineWidth = 1;
}

function paintSelection(p) {
  if (p.selected < 0) return;
  const { c } = p, i = p.selected, x = xOf(p, i), k = p.laneOf.get(p.m.task[i]);
  c.strokeStyle = p.colors.accent;
  c.lineWidth = 1.5;
  c.beginPath();
  c.moveTo(x, AXIS); c.lineTo(x, p.height);
  c.stroke();
  if (k !== undefined) {
    c.lineWidth = 3;
    c.beginPath();
    c.arc(x, middle(p, k), 8, 0, 7);
    c.stroke();
  }
  c.lineWidth = 1;
}

// --- the axis ---

function paintAxis(p) {
  const { c } = p;
  c.fillStyle = p.colors.panel;
  c.fillRect(0, 0, p.width, AXIS);
  c.strokeStyle = p.colors.line;
  c.beginPath();
  c.moveTo(0, AXIS - 0.5); c.lineTo(p.width, AXIS - 0.5);
  c.fillStyle = p.colors.faint;
  const step = tick((p.to - p.from) / Math.max(2, (p.width - LABELS) / 110), p.steps);
  for (let u = Math.ceil(p.from / step) * step; u <= p.to; u += step) {
    const x = xAt(p, u);
    c.moveTo(x + 0.5, AXIS - 7); c.lineTo(x + 0.5, AXIS);
    const label = p.steps ? stepLabel(p, u) : tickLabel(u, step);
    if (x + 4 + c.measureText(label).width < p.width) c.fillText(label, x + 4, AXIS / 2);
  }
  c.stroke();
  c.clearRect(0, 0, LABELS - 8, AXIS - 1);
  c.fillStyle = p.colors.panel;
  c.fillRect(0, 0, LABELS - 8, AXIS - 1);
  c.fillStyle = p.colors.faint;
  c.fillText(p.steps ? "events, and when" : "time", 13, AXIS / 2);
}

function tick(least, whole) {
  if (whole) least = Math.max(least, 1);
  const power = 10 ** Math.floor(Math.log10(least));
  for (const size of [1, 2, 5, 10]) if (size * power >= least) return size * power;
  return 10 * power;
}

function tickLabel(u, step) {
  const [unit, name] = step >= 1e9 ? [1e9, "s"] : step >= 1e6 ? [1e6, "ms"] : step >= 1e3 ? [1e3, "us"] : [1, "ns"];
  return +(u / unit).toFixed(3) + name;
}

function stepLabel(p, u) {
  const i = Math.max(0, lastAtMost(p.m.ordinal, u));
  return p.m.n ? moment(p.m.t[i] - p.m.start) : "";
}

// --- what is under the pointer ---

function eventAt(p, x, y) {
  const k = laneAt(p, y);
  if (k < 0 || x < LABELS - 6) return -1;
  const u = p.from + (x - LABELS) / (p.width - LABELS - 12) * (p.to - p.from), { events } = p.lanes[k];
  let best = -1, distance = NEAR;
  const middle = lastAtMost(events, u, (i) => place(p, i));
  for (const ahead of [-1, 1]) {
    for (let e = ahead < 0 ? middle : middle + 1; e >= 0 && e < events.length; e += ahead) {
      const gap = Math.abs(xOf(p, events[e]) - x);
      if (gap > NEAR) break;
      if (p.shown[events[e]] && gap < distance) { best = events[e]; distance = gap; }
    }
  }
  return best;
}

// What a lane says at a place where there is no event: its span, its owner, how much is in it.
function spanAt(p, x, y) {
  const k = laneAt(p, y), lane = p.lanes[k];
  if (k < 0 || x < LABELS - 6) return null;
  const u = p.from + (x - LABELS) / (p.width - LABELS - 12) * (p.to - p.from);
  if (lane.type === "level") {
    const s = lastAtMost(lane.at, u, (i) => place(p, i));
    return { event: s < 0 ? -1 : lane.at[s], text: `${nameOf(p.m, lane.id)}: ${s < 0 ? 0 : lane.level[s]}` };
  }
  const s = lastAtMost(lane.from, u, (i) => place(p, i));
  if (s < 0 || endOf(p, lane, s) < x) return null;
  const lasts = duration(p.m.t[lane.to[s]] - p.m.t[lane.from[s]]), event = lane.from[s];
  if (lane.type === "lock") return { event, text: `${nameOf(p.m, lane.id)} is held by ${nameOf(p.m, lane.kind[s])} for ${lasts}` };
  const words = spanWords(p.m, lane, s);
  return { event, text: `${nameOf(p.m, lane.id)} ${words}\n${lasts}` };
}

// --- moving ---

function show(p, from, to) {
  const all = extent(p), margin = all * 0.03, least = p.steps ? 4 : Math.max(20, all * 1e-9);
  const width = Math.min(Math.max(to - from, least), all + 2 * margin);
  from = Math.max(-margin, Math.min(from, all + margin - width));
  p.from = from; p.to = from + width;
}

function showAll(p) { show(p, -Infinity, Infinity); }

function zoom(p, factor, x) {
  const share = (x - LABELS) / (p.width - LABELS - 12), at = p.from + share * (p.to - p.from), width = (p.to - p.from) * factor;
  show(p, at - share * width, at + (1 - share) * width);
}

function pan(p, pixels) {
  const by = pixels / (p.width - LABELS - 12) * (p.to - p.from);
  show(p, p.from + by, p.to + by);
}

function reveal(p, i) {
  const u = place(p, i), width = p.to - p.from;
  if (u < p.from + width * 0.02 || u > p.to - width * 0.02) show(p, u - width / 2, u + width / 2);
  const k = p.laneOf.get(p.m.task[i]);
  if (k === undefined) return;
  if (p.tops[k] < p.top + AXIS) p.top = Math.max(0, p.tops[k] - AXIS - HEADING);
  if (p.tops[k] + LANE > p.top + p.height) p.top = p.tops[k] + LANE - p.height;
}
