// A loss over a plane, and the ways of optimizers down it.
import { startExperiment } from "/playground.js";
import { color, diverging, drawBytes, drawCurves, fit, floats, isDark, palette, short } from "/drawing.js";
import { contourLines } from "/contours.js";

const find = (id) => document.getElementById(id);
const racers = {
  sgd: { title: "SGD", color: 0, dash: [] }, momentum: { title: "momentum", color: 1, dash: [] },
  nesterov: { title: "Nesterov", color: 1, dash: [5, 4] }, rmsProp: { title: "RMSProp", color: 2, dash: [] },
  adam: { title: "Adam", color: 3, dash: [] },
};
const explanations = {
  ravine: "SGD must take small steps across and then creeps along. Momentum adds up along the ravine and cancels out across it; RMSProp and Adam divide each axis by the size of its own gradients.",
  banana: "The valley bends: what goes too fast is carried up its wall.",
  plains: "Far from the valley gradients are tiny. Who scales steps by recent gradients leaves the plain first.",
  fourMinima: "All four minima are equally low. Small changes of the start or the rate decide which one is reached.",
  saddle: "At the saddle the gradient is nearly zero, but it is no minimum. Watch who gets away from it.",
  bumpy: "A method that only follows the slope stays in the next hollow; momentum may roll through.",
  network: "The loss of a small network (a ring around a disk, 2–8–8–1, tanh) on the plane through its trained parameters and two random directions.",
};
let frame = null, heights = null, lines = [], now = 0, timer = null;

const experiment = startExperiment({
  onSettings(settings) {
    find("explanation").textContent = explanations[settings.surface] ?? "";
    find("surface").value = settings.surface;
  },
  onFrame(received) {
    frame = received;
    heights = floats(frame.heights);
    lines = contourLines(heights, frame.side, levels(heights));
    const last = Math.max(1, ...frame.tracks.map((track) => track.losses.length - 1));
    find("clock").max = last;
    drawMap();
    matchMedia("(prefers-reduced-motion: reduce)").matches ? showStep(last) : race();
  },
  status: (frame) => `${frame.tracks.length} optimizers start at ${frame.start.map(place).join(", ")}`,
});

// ---- The surface

/** Levels at equal shares of the plane, so that flat and steep surfaces both have their lines. */
function levels(heights) {
  const sorted = Float32Array.from(heights).sort();
  return Array.from({ length: 14 }, (_, index) => sorted[Math.floor(((index + 1) / 15) * (sorted.length - 1))]);
}

function drawMap() {
  const { side } = frame, canvas = find("map");
  const order = Float32Array.from(heights).sort(), small = document.createElement("canvas");
  const ranks = new Uint8Array(heights.length);
  for (let row = 0; row < side; row++) for (let column = 0; column < side; column++) {
    const height = heights[(side - 1 - row) * side + column];
    ranks[row * side + column] = (255 * rank(order, height)) / order.length;
  }
  // Low is dark blue, high is the ground of the page.
  const table = Array.from({ length: 256 }, (_, index) => {
    const ground = diverging(0), low = isDark() ? [0, 84, 140] : [86, 160, 211], share = index / 255;
    return ground.map((part, place) => Math.round(low[place] + (part - low[place]) * share));
  });
  drawBytes(small, ranks, side, table);
  const { context, width, height } = fit(canvas);
  context.imageSmoothingEnabled = true;
  context.drawImage(small, 0, 0, width, height);
  context.strokeStyle = color("--faint");
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  for (const [x0, y0, x1, y1] of lines) {
    context.moveTo(x0 * width, (1 - y0) * height);
    context.lineTo(x1 * width, (1 - y1) * height);
  }
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = color("--text");
  for (const minimum of frame.minima) {
    const [x, y] = toCanvas(minimum[0], minimum[1], width, height);
    context.beginPath();
    context.moveTo(x - 5, y - 5); context.lineTo(x + 5, y + 5); context.moveTo(x + 5, y - 5); context.lineTo(x - 5, y + 5);
    context.stroke();
  }
  canvas.setAttribute("aria-label", `Contours of the loss, x from ${frame.horizontal.join(" to ")}, y from ${frame.vertical.join(" to ")}`);
}

function rank(sorted, value) {
  let low = 0, high = sorted.length;
  while (low < high) { const middle = (low + high) >> 1; if (sorted[middle] < value) low = middle + 1; else high = middle; }
  return low;
}

function toCanvas(x, y, width, height) {
  const [x0, x1] = frame.horizontal, [y0, y1] = frame.vertical;
  return [((x - x0) / (x1 - x0)) * width, height - ((y - y0) / (y1 - y0)) * height];
}

// ---- The race

function race() {
  clearInterval(timer);
  const last = Number(find("clock").max), begin = performance.now(), duration = Math.min(6000, 1500 + last * 20);
  showStep(0);
  // Not requestAnimationFrame: the race goes on behind another tab.
  timer = setInterval(() => {
    const share = (performance.now() - begin) / duration;
    showStep(Math.min(last, Math.floor(share * last)));
    if (share >= 1) clearInterval(timer);
  }, 33);
}

function showStep(step) {
  now = step;
  find("clock").value = step;
  find("at").textContent = step;
  const { context, width, height } = fit(find("tracks")), colors = palette();
  for (const track of frame.tracks) {
    const racer = racers[track.racer], end = Math.min(step, track.x.length - 1);
    context.strokeStyle = colors[racer.color];
    context.lineWidth = 2.5;
    context.setLineDash(racer.dash);
    context.beginPath();
    for (let index = 0; index <= end; index++) context.lineTo(...toCanvas(track.x[index], track.y[index], width, height));
    context.stroke();
    context.setLineDash([]);
    if (end < 0) continue;
    const [x, y] = toCanvas(track.x[end], track.y[end], width, height);
    context.fillStyle = colors[racer.color];
    context.beginPath(); context.arc(x, y, 6, 0, 7); context.fill();
    context.strokeStyle = color("--ground"); context.lineWidth = 1.5; context.stroke();
  }
  const [x, y] = toCanvas(frame.start[0], frame.start[1], width, height);
  context.strokeStyle = color("--text"); context.lineWidth = 2;
  context.beginPath(); context.arc(x, y, 9, 0, 7); context.stroke();
  showLosses(step, colors);
}

function showLosses(step, colors) {
  const least = Math.min(...heights, ...frame.tracks.flatMap((track) => track.losses));
  // Above the lowest loss that is known, so that a logarithmic axis shows who comes closest.
  const shown = (loss) => Math.max(loss - least, 1e-6);
  drawCurves(find("losses"), frame.tracks.map((track) => ({
    y: track.losses.slice(0, step + 1).map(shown), color: colors[racers[track.racer].color], dash: racers[track.racer].dash,
  })), { log: true, xRange: [0, Number(find("clock").max)], xLabel: "step" });
  find("rows").replaceChildren(...frame.tracks.map((track) => {
    const row = document.createElement("tr"), head = document.createElement("th"), mark = document.createElement("i");
    const end = Math.min(step, track.losses.length - 1), gone = track.diverged && step >= track.losses.length - 1;
    mark.className = "mark";
    mark.style.borderColor = colors[racers[track.racer].color];
    if (racers[track.racer].dash.length) mark.style.borderTopStyle = "dashed";
    head.scope = "row";
    head.append(mark, racers[track.racer].title);
    row.append(head, cell(gone ? "diverged" : short(track.losses[end])),
      cell(gone || end < 0 ? "" : `${place(track.x[end])}, ${place(track.y[end])}`));
    return row;
  }));
  find("losses").setAttribute("aria-label", `Losses after step ${step}: ` + frame.tracks.map((track) =>
    `${racers[track.racer].title} ${short(track.losses[Math.min(step, track.losses.length - 1)])}`).join(", "));
}

/** Two digits behind the point, without a negative zero. */
const place = (number) => (Math.round(number * 100) / 100 || 0).toFixed(2).replace("-", "−");

function cell(text) {
  const cell = document.createElement("td");
  cell.className = "number";
  cell.textContent = text;
  return cell;
}

// ---- The start, by pointer and keyboard

const rounded = (number) => Number(number.toFixed(2));
find("tracks").addEventListener("click", (event) => {
  if (!frame) return;
  const box = find("tracks").getBoundingClientRect(), [x0, x1] = frame.horizontal, [y0, y1] = frame.vertical;
  const x = x0 + ((event.clientX - box.left) / box.width) * (x1 - x0);
  const y = y1 - ((event.clientY - box.top) / box.height) * (y1 - y0);
  experiment.set({ start: [rounded(x), rounded(y)] });
});
find("tracks").addEventListener("keydown", (event) => {
  const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (event.key === "Enter" && frame) race();
  if (!move || !frame) return;
  event.preventDefault();
  const [x0, x1] = frame.horizontal, [y0, y1] = frame.vertical;
  const limit = (value, low, high) => rounded(Math.max(low, Math.min(high, value)));
  experiment.set({ start: [
    limit(frame.start[0] + (move[0] * (x1 - x0)) / 40, x0, x1), limit(frame.start[1] + (move[1] * (y1 - y0)) / 40, y0, y1)] });
});
// Another surface has a start of its own.
find("surface").addEventListener("change", () => experiment.set({ start: [] }));
find("race").onclick = () => frame && race();
find("clock").oninput = () => { clearInterval(timer); if (frame) showStep(Number(find("clock").value)); };
addEventListener("resize", () => { if (frame) { drawMap(); showStep(now); } });
for (const mark of document.querySelectorAll("#settings .mark")) {
  const racer = racers[mark.dataset.racer];
  mark.style.borderColor = palette()[racer.color];
  if (racer.dash.length) mark.style.borderTopStyle = "dashed";
}
