// A network with one hidden layer that bends to a curve, which one may draw.
import { startExperiment } from "/playground.js";
import { color, drawCurves, floats, short } from "/drawing.js";

const find = (id) => document.getElementById(id);
const reach = 1.1, drawnCount = 41, mostLosses = 400;
let frame = null, target = null, place = (drawnCount - 1) / 2, plot = null, losses = [], drawing = null;

const experiment = startExperiment({
  onSettings(settings) {
    const areBumps = settings.start === "bumps";
    for (const field of document.querySelectorAll("#settings .random")) field.hidden = areBumps;
    for (const field of document.querySelectorAll("#settings .bumps")) field.hidden = !areBumps;
    find("clear").hidden = settings.curve.length === 0;
    find("explanation").textContent = areBumps
      ? "Two steep sigmoids make a bump: one goes up at its left edge, the other down again at its right. Enough narrow bumps come as close to any curve as one likes; training then smooths their edges."
      : "Each unit is one bend or step, which training moves, stretches and weighs. With few units the network must choose what to leave out.";
  },
  onFrame(received) {
    frame = received;
    if (losses.length && frame.step < losses[losses.length - 1].step) losses = [];
    losses.push({ step: frame.step, loss: Number(frame.loss) });
    // Every other one, so that the curve keeps its beginning.
    if (losses.length > mostLosses) losses = losses.filter((_, index) => index % 2 === 0);
    if (!drawing) target = Array.from(floats(frame.target));
    draw();
  },
  pace: 100,
  status: (frame) => `step ${frame.step}, mean squared error ${short(frame.loss)}`,
});

function draw() {
  const count = frame.pointCount, x = Array.from({ length: count }, (_, index) => (index / (count - 1)) * 2 - 1);
  const shown = drawing ?? target, shownX = shown.map((_, index) => (index / (shown.length - 1)) * 2 - 1);
  plot = drawCurves(find("board"), [
    { x: shownX, y: shown, color: color("--faint"), dash: [6, 4], width: 3 },
    { x, y: floats(frame.curve), color: color("--second"), width: 3 },
  ], { xRange: [-1, 1], yRange: [-reach, reach] });
  if (document.activeElement === find("board")) drawHandle(shown);
  const units = floats(frame.units), colors = ["--first", "--second", "--third", "--fourth"].map(color);
  drawCurves(find("units"), Array.from({ length: frame.unitCount }, (_, unit) => ({
    x, y: units.subarray(unit * count, (unit + 1) * count), color: colors[unit % 4], width: 1.5,
    dash: unit % 8 > 3 ? [4, 3] : [],
  })), { xRange: [-1, 1] });
  drawCurves(find("losses"), [{ x: losses.map((one) => one.step), y: losses.map((one) => one.loss), color: color("--training") }],
    { log: true, xLabel: "step" });
  find("units").setAttribute("aria-label", `The parts of ${frame.unitCount} hidden units`);
  find("losses").setAttribute("aria-label", `Mean squared error ${short(frame.loss)} after ${frame.step} steps`);
}

function drawHandle(shown) {
  const context = find("board").getContext("2d"), share = place / (drawnCount - 1);
  const height = shown[Math.round(share * (shown.length - 1))];
  context.fillStyle = color("--focus");
  context.beginPath(); context.arc(plot.toX(share * 2 - 1), plot.toY(height), 6, 0, 7); context.fill();
}

// ---- Drawing

/** The curve as heights at `drawnCount` places. */
const drawn = () => Array.from({ length: drawnCount }, (_, index) =>
  target[Math.round((index / (drawnCount - 1)) * (target.length - 1))]);
const limited = (height) => Number(Math.max(-1, Math.min(1, height)).toFixed(2));

let last = null;
function paint(event) {
  const box = find("board").getBoundingClientRect();
  // The inverse of the axes, of which two places are known.
  const [left, right] = [plot.toX(-1), plot.toX(1)], [bottom, top] = [plot.toY(-1), plot.toY(1)];
  const at = Math.round(((event.clientX - box.left - left) / (right - left)) * (drawnCount - 1));
  const height = limited(((event.clientY - box.top - bottom) / (top - bottom)) * 2 - 1);
  const index = Math.max(0, Math.min(drawnCount - 1, at));
  const from = last ?? { index, height };
  const steps = Math.max(1, Math.abs(index - from.index));
  for (let step = 0; step <= steps; step++) {
    const share = step / steps;
    drawing[Math.round(from.index + (index - from.index) * share)] = limited(from.height + (height - from.height) * share);
  }
  last = { index, height };
  draw();
}
find("board").addEventListener("pointerdown", (event) => {
  if (!plot) return;
  find("board").setPointerCapture(event.pointerId);
  find("board").focus({ focusVisible: false });
  drawing = drawn();
  last = null;
  paint(event);
});
find("board").addEventListener("pointermove", (event) => { if (drawing && last) paint(event); });
for (const name of ["pointerup", "pointercancel"]) find("board").addEventListener(name, () => {
  if (!drawing) return;
  const curve = drawing.map(limited);
  [target, drawing, last] = [curve, null, null];
  experiment.set({ curve });
});
find("board").addEventListener("keydown", (event) => {
  const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
  if (!move || !target) return;
  event.preventDefault();
  place = Math.max(0, Math.min(drawnCount - 1, place + move[0]));
  if (move[1]) {
    const curve = drawn().map(limited);
    // A hill three places wide, so that few keys bend a curve.
    [0.25, 0.6, 1, 0.6, 0.25].forEach((share, index) => {
      const at = place + index - 2;
      if (at >= 0 && at < drawnCount) curve[at] = limited(curve[at] + move[1] * share);
    });
    target = curve;
    experiment.set({ curve });
  }
  draw();
});
find("board").addEventListener("focus", () => frame && draw());
find("clear").onclick = () => experiment.set({ curve: [] });
// Another preset takes the place of what was drawn.
find("preset").addEventListener("change", () => experiment.set({ curve: [] }));
addEventListener("resize", () => frame && draw());
