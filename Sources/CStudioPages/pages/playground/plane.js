// Two-dimensional data: settings of their own, the pictures of output and points. The network is in plane-network.js.
import { startExperiment } from "/playground.js";
import { bytes, color, diverging, divergingText, drawBytes, drawCurves, fit, floats, scaleTable, short } from "/drawing.js";
import { Network } from "/plane-network.js";

const find = (id) => document.getElementById(id);
const bound = 6, blue = "#0072b2", orange = "#d55e00";
const network = new Network((changes) => experiment.set(changes));
let frame = null, points = [], shownPoints = null, table = null;

const experiment = startExperiment({
  onFrame(next) {
    frame = next;
    if (frame.imported) return takeImported(frame.imported);
    draw();
  },
  onSettings(settings) {
    find("own").hidden = settings.dataset !== "own";
    for (const name of ["count", "noise"]) document.querySelector(`[name="${name}"]`).disabled = settings.dataset === "own";
    document.querySelector('[name="strength"]').disabled = settings.penalty === "none";
    network.showSettings(settings);
    const layer = find("bent-layer"), count = settings.layers.length;
    layer.replaceChildren(new Option("last", 0), ...Array.from({ length: Math.max(0, count - 1) }, (_, index) => new Option(index + 1, index + 1)));
    layer.value = settings.bentLayer < count ? settings.bentLayer : 0;
    layer.disabled = count < 2;
  },
  pace: 300,
  status(frame) {
    const percent = (share) => `${(100 * share).toFixed(1)} %`;
    const pair = (name, values, text) => values.training == null && values.validation == null ? "" :
      ` · ${name} ${values.training == null ? "–" : text(values.training)}, validation ${values.validation == null ? "–" : text(values.validation)}`;
    return `Step ${frame.step} · epoch ${frame.epoch}${pair("loss", frame.loss, short)}${pair("accuracy", frame.accuracy, percent)}`;
  },
});

function draw() {
  const output = bytes(frame.output);
  table ??= scaleTable((value) => diverging(value * 0.75), -1, 1);
  drawBytes(find("output"), output, Math.sqrt(output.length), table);
  // The points are the same in most frames, and there are hundreds.
  const packed = JSON.stringify([frame.training, frame.validation]);
  if (packed !== shownPoints) {
    shownPoints = packed;
    points = pointsOf(frame);
    drawPoints();
  }
  const { steps, values } = frame.curves, [training, validation] = values.map(floats);
  drawCurves(find("curves"), [
    { x: steps, y: training, color: color("--training") },
    { x: steps, y: validation, color: color("--validation"), dash: [5, 4] },
  ], { xLabel: "steps" });
  network.draw(frame);
  drawBent();
}

// ---- Points

function pointsOf(frame) {
  return [["training", frame.training], ["validation", frame.validation]].flatMap(([part, points]) => {
    const [x, y, targets] = [points.x, points.y, points.targets].map(floats);
    return Array.from(x, (_, index) => ({ part, x: x[index], y: y[index], target: targets[index] }));
  });
}

// Each look is drawn once: in a frame there are hundreds of dots.
const looks = new Map(), reach = 6;
function look(fill, line, width, ratio) {
  const key = [fill, line, width, ratio].join(" ");
  if (!looks.has(key)) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * reach * ratio, height: 2 * reach * ratio });
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.arc(reach, reach, 4, 0, 2 * Math.PI);
    Object.assign(context, { fillStyle: fill, strokeStyle: line, lineWidth: width });
    context.fill();
    context.stroke();
    looks.set(key, canvas);
  }
  return looks.get(key);
}

function dot(context, x, y, { target, part }) {
  const fill = Math.abs(target) === 1 ? (target < 0 ? blue : orange) : divergingText(target);
  const isHeld = part === "validation", ratio = devicePixelRatio || 1;
  const image = look(fill, color(isHeld ? "--text" : "--ground"), isHeld ? 2 : 1, ratio);
  // On whole pixels, where it is copied as it is.
  const [left, top] = [x, y].map((place) => Math.round((place - reach) * ratio) / ratio);
  context.drawImage(image, left, top, 2 * reach, 2 * reach);
}

function drawPoints() {
  const { context, width, height } = fit(find("points"));
  for (const point of points) {
    dot(context, ((point.x + bound) / (2 * bound)) * width, ((bound - point.y) / (2 * bound)) * height, point);
  }
  if (cursor) {
    const x = ((cursor.x + bound) / (2 * bound)) * width, y = ((bound - cursor.y) / (2 * bound)) * height;
    context.strokeStyle = color("--text"); context.lineWidth = 2;
    context.beginPath(); context.moveTo(x - 9, y); context.lineTo(x + 9, y); context.moveTo(x, y - 9); context.lineTo(x, y + 9); context.stroke();
  }
}

const round = (value) => Math.round(value * 100) / 100;

function addPoint(x, y) {
  const { dataset, points } = experiment.settings;
  const own = dataset === "own" ? points : [];
  experiment.set({ dataset: "own", points: [...own, [round(x), round(y), Number(find("brush").value)]] });
}

find("points").addEventListener("click", (event) => {
  const box = find("points").getBoundingClientRect();
  addPoint(((event.clientX - box.left) / box.width) * 2 * bound - bound, bound - ((event.clientY - box.top) / box.height) * 2 * bound);
});
// With the keyboard: the arrow keys move a cross, Enter sets a point.
let cursor = null;
find("points").addEventListener("keydown", (event) => {
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const move = moves[event.key];
  if (move) {
    cursor ??= { x: 0, y: 0 };
    const stride = event.shiftKey ? 1 : 0.25;
    cursor.x = Math.max(-bound, Math.min(bound, cursor.x + move[0] * stride));
    cursor.y = Math.max(-bound, Math.min(bound, cursor.y + move[1] * stride));
    if (frame) drawPoints();
  } else if (event.key === "Enter" || event.key === " ") {
    cursor ??= { x: 0, y: 0 };
    addPoint(cursor.x, cursor.y);
  } else return;
  event.preventDefault();
});
find("points").addEventListener("blur", () => { cursor = null; if (frame) drawPoints(); });
find("clear").onclick = () => experiment.set({ points: [] });

// ---- Files

async function open(file) {
  if (!file) return;
  if (file.size > 500_000) { find("note").textContent = `${file.name} is larger than 500 kB.`; return; }
  experiment.command({ csv: await file.text(), name: file.name });
}
function takeImported({ task, points, note }) {
  experiment.set({ dataset: "own", task, points }).then(() => { find("note").textContent = note; });
}
find("choose").onclick = () => find("csv").click();
find("csv").onchange = () => { open(find("csv").files[0]); find("csv").value = ""; };
addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("dropping"); });
addEventListener("dragleave", () => document.body.classList.remove("dropping"));
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  open(event.dataTransfer.files[0]);
});

// ---- The bent plane

find("bend").addEventListener("input", () => { if (frame) drawBent(); });

function drawBent() {
  const { context, width, height } = fit(find("bent")), bent = frame.bent;
  find("bent-note").textContent = !bent ? "Without a hidden layer the plane stays flat." : bent.hasUnitAxes
    ? `The axes are the layer's units.${bent.line ? " The network's output is zero on the line." : ""}` : bent.line
    ? "Seen along the hyperplane on which the output is zero, so that it appears as a line; the vertical axis is the direction in which the layer varies most."
    : "The axes are the directions in which the layer varies most; it is the layers behind it that separate the classes.";
  const lattice = bent ? floats(bent.lattice) : null, moved = bent ? floats(bent.points) : null;
  const side = bent ? Math.sqrt(lattice.length / 2) : 17, share = bent ? Number(find("bend").value) : 0;
  // Both pictures fill the square: the plane by its bounds, the layer by those of its lattice.
  const range = (offset) => {
    let low = Infinity, high = -Infinity;
    for (let index = offset; index < (lattice?.length ?? 0); index += 2) { low = Math.min(low, lattice[index]); high = Math.max(high, lattice[index]); }
    return high > low ? [low - 0.06 * (high - low), high + 0.06 * (high - low)] : [low - 1, low + 1];
  };
  const [x0, x1] = range(0), [y0, y1] = range(1);
  const place = (x, y, bentX, bentY) => {
    const flat = [(x + bound) / (2 * bound), (bound - y) / (2 * bound)];
    const there = bent ? [(bentX - x0) / (x1 - x0), (y1 - bentY) / (y1 - y0)] : flat;
    return [flat[0] + (there[0] - flat[0]) * share, flat[1] + (there[1] - flat[1]) * share].map((value, axis) => value * (axis ? height : width));
  };
  const at = (row, column) => {
    const index = (row * side + column) * 2, step = (2 * bound) / (side - 1);
    return place(-bound + column * step, bound - row * step, lattice?.[index], lattice?.[index + 1]);
  };
  context.strokeStyle = color("--line"); context.lineWidth = 1;
  context.beginPath();
  for (let line = 0; line < side; line++) for (const isRow of [true, false]) {
    for (let step = 0; step < side; step++) {
      const [x, y] = isRow ? at(line, step) : at(step, line);
      if (step) context.lineTo(x, y); else context.moveTo(x, y);
    }
  }
  context.stroke();
  points.forEach((point, index) => dot(context, ...place(point.x, point.y, moved?.[2 * index], moved?.[2 * index + 1]), point));
  if (!bent?.line || share < 1) return;
  const [a, b, c] = bent.line.map(Number);
  const line = Math.abs(b) > Math.abs(a) ? [[x0, -(a * x0 + c) / b], [x1, -(a * x1 + c) / b]] : [[-(b * y0 + c) / a, y0], [-(b * y1 + c) / a, y1]];
  context.strokeStyle = color("--text"); context.lineWidth = 2.5; context.setLineDash([7, 4]);
  context.beginPath();
  line.forEach(([x, y], index) => {
    const [h, v] = [((x - x0) / (x1 - x0)) * width, ((y1 - y) / (y1 - y0)) * height];
    if (index) context.lineTo(h, v); else context.moveTo(h, v);
  });
  context.stroke();
  context.setLineDash([]);
}

function redraw() { shownPoints = null; if (frame) draw(); }
addEventListener("resize", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { table = null; redraw(); });
