/**
 * Takes discs away from an outline, for the educator's eraser. The outline is laid on a fine grid of
 * square cells, the discs are cleared, and what is left is traced again; an outline can fall apart
 * into several, or vanish. A hole that touches no edge cannot be kept as one outline and is filled.
 * @typedef {[number, number]} Point
 */
const CELLS = 160; // along the longer side of the outline
const LEAST = 12; // cells: smaller crumbs are dropped

/**
 * @param {Point[]} polygon in pixels
 * @param {{at: Point, rx: number, ry: number}[]} discs in pixels
 * @returns {Point[][]} outlines of what is left; the very polygon where no disc touches its box
 */
export function erase(polygon, discs) {
  const xs = polygon.map((p) => p[0]), ys = polygon.map((p) => p[1]);
  const x0 = Math.min(...xs), y0 = Math.min(...ys), x1 = Math.max(...xs), y1 = Math.max(...ys);
  const near = discs.filter(({ at: [x, y], rx, ry }) => x + rx > x0 && x - rx < x1 && y + ry > y0 && y - ry < y1);
  const cell = Math.max(x1 - x0, y1 - y0) / CELLS;
  if (!near.length || !cell) return [polygon];
  const width = Math.ceil((x1 - x0) / cell) + 2, height = Math.ceil((y1 - y0) / cell) + 2; // with an empty rim
  const left = x0 - cell, top = y0 - cell, mask = new Uint8Array(width * height);
  let touched = false;
  for (let r = 0; r < height; r++) {
    const y = top + (r + 0.5) * cell, cuts = crossings(polygon, y);
    for (let c = 0; c < width; c++) {
      const x = left + (c + 0.5) * cell;
      if (cuts.filter((cut) => cut < x).length % 2 === 0) continue;
      const gone = near.some(({ at, rx, ry }) => ((x - at[0]) / rx) ** 2 + ((y - at[1]) / ry) ** 2 <= 1);
      touched ||= gone;
      mask[r * width + c] = Number(!gone);
    }
  }
  if (!touched) return [polygon];
  return trace(mask, width, height).map((ring) => simplify(ring, 0.7).map(([c, r]) => [left + c * cell, top + r * cell]))
    .filter((ring) => ring.length > 2);
}

/** Where a horizontal line meets the outline. */
function crossings(polygon, y) {
  return polygon.flatMap(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length];
    return (ay > y) === (by > y) ? [] : [ax + ((y - ay) / (by - ay)) * (bx - ax)];
  });
}

/** Outer borders of the set cells, as rings of midpoints of cell edges, clockwise on the screen. */
export function trace(mask, width, height) {
  const next = new Map(), on = (c, r) => c >= 0 && r >= 0 && c < width && r < height && mask[r * width + c] === 1;
  const add = (from, to) => (next.get(String(from)) ?? next.set(String(from), []).get(String(from))).push([from, to]);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      if (!on(c, r)) continue;
      if (!on(c, r - 1)) add([c, r], [c + 1, r]);
      if (!on(c + 1, r)) add([c + 1, r], [c + 1, r + 1]);
      if (!on(c, r + 1)) add([c + 1, r + 1], [c, r + 1]);
      if (!on(c - 1, r)) add([c, r + 1], [c, r]);
    }
  }
  const rings = [];
  for (const edges of next.values()) {
    while (edges.length) {
      const ring = [];
      for (let edge = edges.pop(); edge; edge = turnRight(next.get(String(edge[1])), edge)) ring.push(edge);
      const points = ring.map(([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
      if (area(points) >= LEAST) rings.push(points);
    }
  }
  return rings;
}

/** Takes the edge that goes on; where two cells meet at a corner only, the one that stays with its cell. */
function turnRight(edges, [a, b]) {
  if (!edges?.length) return undefined;
  const turn = ([, to]) => (b[0] - a[0]) * (to[1] - b[1]) - (b[1] - a[1]) * (to[0] - b[0]);
  edges.sort((e, f) => turn(e) - turn(f));
  return edges.pop();
}

/** Signed area; positive for outer borders as `trace` walks them. */
function area(points) {
  return points.reduce((sum, [x, y], i) => {
    const [u, v] = points[(i + 1) % points.length];
    return sum + x * v - u * y;
  }, 0) / 2;
}

/** Leaves out points that lie within `slack` of the line between those kept (Douglas-Peucker on a ring). */
function simplify(ring, slack) {
  const half = ring.length >> 1;
  return [...thin(ring.slice(0, half + 1), slack), ...thin([...ring.slice(half), ring[0]], slack)];
}

function thin(points, slack) {
  const [a, b] = [points[0], points.at(-1)], length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  let most = 0, at = 0;
  points.forEach(([x, y], i) => {
    const off = Math.abs((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / length;
    if (off > most) [most, at] = [off, i];
  });
  return most <= slack ? [a] : [...thin(points.slice(0, at + 1), slack), ...thin(points.slice(at), slack)];
}
