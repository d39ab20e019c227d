// An activation function, its derivative, and what becomes of normally distributed inputs.
import { startExperiment } from "/playground.js";
import { color, drawCurves, short } from "/drawing.js";
import { drawHistogram, percent } from "/histogram.js";

const find = (id) => document.getElementById(id);
const flatness = 0.01;

const experiment = startExperiment({
  onSettings(settings) { find("slope-field").hidden = settings.activation !== "leakyReLU"; },
  onFrame: draw,
  status: verdict,
});

function draw(frame) {
  drawCurve(frame);
  const { outputs, slopes } = frame;
  drawHistogram(find("outputs"), outputs, { color: color("--value") });
  drawHistogram(find("slopes"), { ...slopes, low: 0, high: Math.max(1, slopes.high), counts: rescaled(slopes) },
    { color: color("--gradient") });
  find("outputs-text").textContent =
    `mean ${short(frame.outputMean)}, standard deviation ${short(frame.outputDeviation)}`
    + (frame.outputMean > 0.2 * frame.outputDeviation ? ": not centered, so the next layer's weights are pushed in one direction" : "");
  find("slopes-text").textContent = `mean size ${short(frame.meanSlope)}; through ten such layers ${short(frame.meanSlope ** 10)}`;
  find("verdict").textContent = verdict(frame);
  find("outputs").setAttribute("aria-label", `Histogram of the outputs, ${find("outputs-text").textContent}`);
  find("slopes").setAttribute("aria-label", `Histogram of the derivative's size, ${find("slopes-text").textContent}`);
  find("curve").setAttribute("aria-label", `The function and its derivative from −6 to 6. ${verdict(frame)}`);
}

/** The counts of a histogram that begins at 0 and ends at 1 or above. */
function rescaled({ low, high, counts }) {
  const bins = counts.length, end = Math.max(1, high), result = new Array(bins).fill(0);
  counts.forEach((count, index) => {
    const middle = low + ((high - low) * (index + 0.5)) / bins;
    result[Math.max(0, Math.min(bins - 1, Math.floor((middle / end) * bins)))] += count;
  });
  return result;
}

function verdict({ deadShare, flatShare }) {
  const saturated = flatShare - deadShare;
  if (deadShare > 0.995) return "Dead: no input passes any gradient back.";
  const parts = [];
  if (deadShare > 0.0005) parts.push(`${percent(deadShare)} of the gradients are exactly zero`);
  if (saturated > 0.0005) parts.push(`${percent(saturated)} ${parts.length ? "are" : "of the gradients are"} below ${flatness}: saturated`);
  return parts.length ? parts.join(", ") + "." : "Gradients pass everywhere.";
}

function drawCurve({ x, values, derivatives, inputs }) {
  const canvas = find("curve");
  const numbers = [...values, ...derivatives].map(Number);
  const low = Math.min(-0.5, ...numbers), high = Math.max(1.2, Math.min(4, Math.max(...numbers)));
  const { toX, toY } = drawCurves(canvas, [
    { x, y: values, color: color("--value"), width: 3 },
    { x, y: derivatives, color: color("--gradient"), dash: [7, 5], width: 2.5 },
  ], { xRange: [-6, 6], yRange: [low, high], xLabel: "input" });
  const context = canvas.getContext("2d");
  // The inputs stand on the zero line, colored by whether the derivative there lets a gradient pass.
  const most = Math.max(...inputs.counts, 1), step = 12 / inputs.counts.length, scale = (high * 0.75) / most;
  context.globalAlpha = 0.35;
  inputs.counts.forEach((count, index) => {
    if (!count) return;
    const left = -6 + index * step;
    const place = Math.round(((left + step / 2 + 6) / 12) * (x.length - 1));
    context.fillStyle = color(Math.abs(derivatives[place]) < flatness ? "--second" : "--first");
    const top = toY(count * scale);
    context.fillRect(toX(left), top, toX(left + step) - toX(left), toY(0) - top);
  });
  context.globalAlpha = 1;
  context.strokeStyle = color("--faint");
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(toX(-6), toY(0)); context.lineTo(toX(6), toY(0));
  context.moveTo(toX(0), toY(low)); context.lineTo(toX(0), toY(high));
  context.stroke();
}

for (const button of document.querySelectorAll(".examples button")) {
  button.onclick = () => experiment.set({ mean: Number(button.dataset.mean), deviation: Number(button.dataset.deviation) });
}
