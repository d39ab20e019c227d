// Histograms as frames carry them: { low, high, counts }, how many numbers lie in equal bins.
import { color, fit, short } from "/drawing.js";

export const percent = (share) => `${(share * 100).toFixed(share >= 0.0005 && share < 0.1 ? 1 : 0)} %`;

/**
 * Draws a histogram into a canvas.
 *
 * options: { color, range: [a, b], the histogram's own by default; labels: false without the numbers below }.
 */
export function drawHistogram(canvas, { low, high, counts }, options = {}) {
  const { context, width, height } = fit(canvas);
  const [start, end] = options.range ?? [low, high], bottom = options.labels === false ? 1 : 16;
  const span = end - start || 1, toX = (x) => 1 + ((x - start) / span) * (width - 2);
  const most = Math.max(...counts, 1e-12);
  context.fillStyle = options.color ?? color("--first");
  context.globalAlpha = 0.85;
  counts.forEach((count, index) => {
    if (!count) return;
    const left = toX(low + ((high - low) * index) / counts.length);
    const right = toX(low + ((high - low) * (index + 1)) / counts.length);
    const tall = Math.max(1, (count / most) * (height - bottom - 2));
    context.fillRect(left, height - bottom - tall, Math.max(1.5, right - left), tall);
  });
  context.globalAlpha = 1;
  context.strokeStyle = color("--faint");
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, height - bottom + 0.5); context.lineTo(width, height - bottom + 0.5);
  if (start < 0 && end > 0) { context.moveTo(toX(0), 0); context.lineTo(toX(0), height - bottom); }
  context.stroke();
  if (!bottom || options.labels === false) return;
  context.fillStyle = color("--faint");
  context.font = "12px Arial, Helvetica, sans-serif";
  context.textBaseline = "bottom";
  context.textAlign = "left"; context.fillText(short(start), 1, height);
  context.textAlign = "right"; context.fillText(short(end), width - 1, height);
}
