// Drawn characters: the answer of a trained network, and what its layers see.
import { startExperiment } from "/playground.js";
import { bytes, color, diverging, drawBytes, fit, floats, gray, scaleTable } from "/drawing.js";
import { percent } from "/histogram.js";

const find = (id) => document.getElementById(id);
let strokes = [], frame = null, pen = [0.5, 0.3], isDown = false, pointer = null;

const experiment = startExperiment({
  onSettings(settings) { if (pointer === null) { strokes = settings.strokes.map((stroke) => [...stroke]); drawBoard(); } },
  onFrame(received) {
    frame = received;
    if (frame.share < 1 && !experiment.isPlaying) experiment.play();
    draw();
  },
  status: (frame) => (frame.share < 1 ? frame.note : "The network is ready."),
});

function draw() {
  find("note").textContent = frame.note;
  find("progress").hidden = frame.share >= 1;
  find("progress").value = frame.share;
  drawBytes(find("image"), bytes(frame.image), frame.side, scaleTable(gray, 0, 1));
  drawAnswer();
  drawLayers(frame.reading?.layers ?? []);
}

function drawAnswer() {
  const { classNames, reading } = frame, probabilities = reading?.probabilities ?? classNames.map(() => 0);
  const order = probabilities.map((_, index) => index).sort((a, b) => probabilities[b] - probabilities[a]);
  find("answer").textContent = reading
    ? `${classNames[order[0]]}, with ${percent(probabilities[order[0]])}`
    : frame.share < 1 ? "The network is still learning." : "Nothing drawn yet.";
  // Of many classes only the likeliest.
  const shown = classNames.length > 12 ? order.slice(0, 10) : probabilities.map((_, index) => index);
  find("rows").replaceChildren(...shown.map((index) => {
    const row = document.createElement("tr"), head = document.createElement("th");
    const meter = document.createElement("meter"), bar = row.appendChild(head) && row.insertCell(), text = row.insertCell();
    head.scope = "row"; head.textContent = classNames[index];
    meter.value = probabilities[index];
    meter.setAttribute("aria-label", `probability of ${classNames[index]}`);
    bar.append(meter);
    text.className = "number"; text.textContent = reading ? percent(probabilities[index]) : "";
    return row;
  }));
}

// ---- The layers

const table = scaleTable(diverging, -1, 1);

function drawLayers(layers) {
  const figures = find("layers");
  while (figures.children.length > layers.length) figures.lastChild.remove();
  layers.forEach((layer, index) => {
    const figure = figures.children[index] ?? figures.appendChild(document.createElement("figure"));
    if (!figure.children.length) figure.append(document.createElement("figcaption"), document.createElement("canvas"));
    const [caption, canvas] = figure.children, values = floats(layer.values);
    caption.textContent = layer.shape.length === 3
      ? `${layer.title}: ${layer.shape[0]} maps of ${layer.shape[1]} × ${layer.shape[2]}` : `${layer.title}: ${values.length} units`;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", caption.textContent);
    const most = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
    const levels = Uint8Array.from(values, (value) => Math.round((value / most + 1) * 127.5));
    layer.shape.length === 3 ? drawMaps(canvas, levels, layer.shape) : drawUnits(canvas, levels);
  });
}

/** Maps side by side, with a line between each two. */
function drawMaps(canvas, levels, [count, rows, columns]) {
  const perRow = Math.min(count, Math.max(4, Math.ceil(Math.sqrt(count * 2.5)))), lines = Math.ceil(count / perRow);
  const width = perRow * (columns + 1) - 1, height = lines * (rows + 1) - 1;
  const picture = new Uint8Array(width * height).fill(127);
  for (let map = 0; map < count; map++) {
    const left = (map % perRow) * (columns + 1), top = Math.floor(map / perRow) * (rows + 1);
    for (let row = 0; row < rows; row++) {
      picture.set(levels.subarray((map * rows + row) * columns, (map * rows + row + 1) * columns), (top + row) * width + left);
    }
  }
  drawBytes(canvas, picture, width, table);
}

function drawUnits(canvas, levels) {
  const columns = Math.min(levels.length, 100), rows = Math.ceil(levels.length / columns);
  const picture = new Uint8Array(rows * columns).fill(127);
  picture.set(levels);
  drawBytes(canvas, picture, columns, table);
}

// ---- The board

function drawBoard() {
  const { context, width, height } = fit(find("board"));
  context.strokeStyle = color("--text");
  context.fillStyle = color("--text");
  context.lineWidth = width / 16;
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) {
    context.beginPath();
    for (let index = 0; index + 1 < stroke.length; index += 2) context.lineTo(stroke[index] * width, stroke[index + 1] * height);
    if (stroke.length === 2) context.lineTo(stroke[0] * width + 0.1, stroke[1] * height);
    context.stroke();
  }
  if (document.activeElement === find("board") && pointer === null) {
    context.strokeStyle = color("--focus");
    context.lineWidth = isDown ? 4 : 2;
    context.beginPath(); context.arc(pen[0] * width, pen[1] * height, 8, 0, 7); context.stroke();
  }
}

const place = (number) => Number(Math.max(0, Math.min(1, number)).toFixed(3));
let isAsking = false, hasNews = false;
/** Sends the drawing; while an answer is on its way, only the latest waits. */
async function send() {
  hasNews = true;
  if (isAsking) return;
  isAsking = true;
  while (hasNews) {
    hasNews = false;
    await experiment.set({ strokes: strokes.map((stroke) => [...stroke]), sample: -1 }, { isMoving: pointer !== null });
  }
  isAsking = false;
}

function positionOf(event) {
  const box = find("board").getBoundingClientRect();
  return [place((event.clientX - box.left) / box.width), place((event.clientY - box.top) / box.height)];
}
find("board").addEventListener("pointerdown", (event) => {
  find("board").setPointerCapture(event.pointerId);
  pointer = event.pointerId;
  strokes.push(positionOf(event));
  drawBoard();
  send();
});
find("board").addEventListener("pointermove", (event) => {
  if (pointer !== event.pointerId) return;
  const stroke = strokes[strokes.length - 1], [x, y] = positionOf(event);
  // Places closer than that add nothing.
  if (Math.hypot(stroke[stroke.length - 2] - x, stroke[stroke.length - 1] - y) < 0.015) return;
  stroke.push(x, y);
  drawBoard();
  send();
});
for (const name of ["pointerup", "pointercancel"]) find("board").addEventListener(name, () => {
  if (pointer === null) return;
  pointer = null;
  send();
});
find("board").addEventListener("keydown", (event) => {
  const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.key === "Delete" || event.key === "Backspace") return clear();
  if (event.key === " ") {
    event.preventDefault();
    isDown = !isDown;
    if (isDown) { strokes.push([...pen]); send(); }
  }
  if (move) {
    event.preventDefault();
    pen = pen.map((part, axis) => place(part + move[axis] * 0.05));
    if (isDown) { strokes[strokes.length - 1].push(...pen); send(); }
  }
  drawBoard();
});
find("board").addEventListener("focus", drawBoard);
find("board").addEventListener("blur", () => { isDown = false; drawBoard(); });

function clear() {
  strokes = [];
  isDown = false;
  drawBoard();
  send();
}
find("clear").onclick = clear;
find("undo").onclick = () => { strokes.pop(); drawBoard(); send(); };
find("example").onclick = () => {
  strokes = [];
  experiment.set({ strokes: [], sample: (experiment.settings.sample + 1) % 100 });
};
addEventListener("resize", () => { drawBoard(); if (frame) draw(); });
