// Pictures of the playground's pages: numbers of frames, colour scales, canvases, curves.

// ---- Numbers that Swift has packed

function decode(text) {
  const characters = atob(text), values = new Uint8Array(characters.length);
  for (let index = 0; index < values.length; index++) values[index] = characters.charCodeAt(index);
  return values;
}
/** A PackedBytes: 0 to 255. */
export const bytes = (text) => decode(text);
/** A PackedFloats. */
export const floats = (text) => new Float32Array(decode(text).buffer);

/** A number in at most four digits. */
export function short(value) {
  const number = Number(value);
  if (!Number.isFinite(number)) return String(value);
  const size = Math.abs(number);
  if (size !== 0 && (size < 0.001 || size >= 100000)) return number.toExponential(1).replace("-", "−");
  return String(Number(number.toPrecision(3))).replace("-", "−");
}

// ---- Colours, the same for all eyes: blue for the first class and below zero, orange for the second and above

const blue = [0, 114, 178], orange = [213, 94, 0];
const dark = matchMedia("(prefers-color-scheme: dark)");
export const isDark = () => dark.matches;
// Asked for thousands of times in a frame.
const known = new Map();
dark.addEventListener("change", () => known.clear());
/** The colour of a variable of the style sheet, as "--first". */
export function color(name) {
  if (!known.has(name)) known.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return known.get(name);
}
/** Colours for curves and classes. */
export const palette = () => ["--first", "--second", "--third", "--fourth"].map(color);

/** Red, green and blue for a number from −1 (blue) through 0 (ground) to 1 (orange). */
export function diverging(number) {
  const middle = isDark() ? [22, 27, 34] : [247, 247, 247];
  const end = number < 0 ? blue : orange, share = Math.min(1, Math.abs(number));
  return middle.map((part, index) => Math.round(part + (end[index] - part) * share));
}
export const divergingText = (number) => `rgb(${diverging(number).join(",")})`;

/** Red, green and blue for a number from 0 (ground) to 1 (text). */
export function gray(number) {
  const [from, to] = isDark() ? [22, 240] : [255, 20];
  const value = Math.round(from + (to - from) * Math.max(0, Math.min(1, number)));
  return [value, value, value];
}

/** 256 colours of a scale, for bytes; `from` and `to` are the numbers that 0 and 255 stand for. */
export function scaleTable(scale, from, to) {
  return Array.from({ length: 256 }, (_, index) => scale(from + ((to - from) * index) / 255));
}

// ---- Canvases

/** Fits the pixels of a canvas to the screen; returns its context, in CSS pixels, with width and height. */
export function fit(canvas) {
  const ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** Draws bytes as a picture of `columns` columns, the first row on top; the canvas gets these pixels, the style its size. */
export function drawBytes(canvas, values, columns, table) {
  const rows = values.length / columns;
  if (canvas.width !== columns || canvas.height !== rows) { canvas.width = columns; canvas.height = rows; }
  const context = canvas.getContext("2d"), image = context.createImageData(columns, rows);
  for (let index = 0; index < values.length; index++) {
    const [red, green, blue] = table[values[index]], place = index * 4;
    image.data[place] = red; image.data[place + 1] = green; image.data[place + 2] = blue; image.data[place + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

// ---- SVG

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/**
 * Draws curves into a canvas.
 *
 * series: [{ x: [..] or null for 0, 1, 2 …, y: [..], color, dash: [4, 3], width }]; NaN breaks a line.
 * options: { xRange: [a, b], yRange: [a, b], log: true (y), xLabel, yLabel }; ranges are found by default.
 */
export function drawCurves(canvas, series, options = {}) {
  const { context, width, height } = fit(canvas);
  const left = 54, right = 8, top = 8, bottom = options.xLabel ? 34 : 20;
  const log = options.log ? (value) => Math.log10(value) : (value) => value;
  const point = (one, index) => [one.x ? Number(one.x[index]) : index, log(Number(one.y[index]))];
  const range = (axis, given) => {
    if (given) return axis && options.log ? given.map(log) : given;
    let low = Infinity, high = -Infinity;
    for (const one of series) for (let index = 0; index < one.y.length; index++) {
      const value = point(one, index)[axis];
      if (Number.isFinite(value)) { low = Math.min(low, value); high = Math.max(high, value); }
    }
    if (low > high) return [0, 1];
    return low === high ? [low - 0.5, high + 0.5] : [low, high];
  };
  const [x0, x1] = range(0, options.xRange), [y0, y1] = range(1, options.yRange);
  const toX = (x) => left + ((x - x0) / (x1 - x0)) * (width - left - right);
  const toY = (y) => height - bottom - ((y - y0) / (y1 - y0)) * (height - top - bottom);
  context.font = "12px Arial, Helvetica, sans-serif";
  context.fillStyle = color("--faint"); context.strokeStyle = color("--line"); context.lineWidth = 1;
  context.textAlign = "right"; context.textBaseline = "middle";
  for (let index = 0; index <= 4; index++) {
    const y = y0 + ((y1 - y0) * index) / 4;
    context.beginPath(); context.moveTo(left, toY(y)); context.lineTo(width - right, toY(y)); context.stroke();
    context.fillText(short(options.log ? 10 ** y : y), left - 5, toY(y));
  }
  context.textBaseline = "top";
  for (const [x, align] of [[x0, "left"], [x1, "right"]]) {
    context.textAlign = align; context.fillText(short(x), toX(x), height - bottom + 4);
  }
  if (options.xLabel) { context.textAlign = "center"; context.fillText(options.xLabel, (left + width) / 2, height - 14); }
  if (options.yLabel) { context.textAlign = "left"; context.fillText(options.yLabel, left + 4, top); }
  context.save();
  context.beginPath(); context.rect(left, top - 2, width - left - right, height - top - bottom + 4); context.clip();
  for (const one of series) {
    context.beginPath();
    let isDown = false;
    for (let index = 0; index < one.y.length; index++) {
      const [x, y] = point(one, index);
      if (!Number.isFinite(x) || !Number.isFinite(y)) { isDown = false; continue; }
      if (isDown) context.lineTo(toX(x), toY(y)); else context.moveTo(toX(x), toY(y));
      isDown = true;
    }
    context.strokeStyle = one.color ?? color("--first"); context.lineWidth = one.width ?? 2;
    context.setLineDash(one.dash ?? []); context.stroke();
  }
  context.restore();
  return { toX, toY: (y) => toY(log(y)) };
}
