// Contour lines of a surface (marching squares).

/**
 * The lines where a surface has given heights, as segments [x0, y0, x1, y1] with coordinates from 0 to 1.
 *
 * heights: side × side numbers, row by row from the lowest y.
 */
export function contourLines(heights, side, levels) {
  const segments = [], cells = side - 1;
  for (const level of levels) for (let row = 0; row < cells; row++) for (let column = 0; column < cells; column++) {
    const place = row * side + column;
    // The corners, counterclockwise from the lower left, with their places.
    const corners = [[heights[place], 0, 0], [heights[place + 1], 1, 0], [heights[place + side + 1], 1, 1], [heights[place + side], 0, 1]];
    const crossings = [];
    for (let corner = 0; corner < 4; corner++) {
      const [a, ax, ay] = corners[corner], [b, bx, by] = corners[(corner + 1) % 4];
      if (a < level === b < level) continue;
      const share = (level - a) / (b - a);
      crossings.push((column + ax + (bx - ax) * share) / cells, (row + ay + (by - ay) * share) / cells);
    }
    if (crossings.length >= 4) segments.push(crossings.slice(0, 4));
    if (crossings.length === 8) segments.push(crossings.slice(4));
  }
  return segments;
}
