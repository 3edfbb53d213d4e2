/**
 * Two patients, linked by level: where a point of one spine lies in the other. Pure: no DOM.
 * Levels are the middles of vertebral bodies by name: {"L1": [x, y, z]}, LPS in mm.
 */

/**
 * The mapping from one spine to another, or null where they share fewer than two levels.
 * @returns {((point: number[]) => {point: number[], stretch: number}) | null} `stretch` is how much
 *   longer the other spine is there.
 */
export function byLevel(from, to) {
  const shared = Object.keys(from ?? {}).filter((name) => to?.[name]).sort((a, b) => from[b][2] - from[a][2]);
  if (shared.length < 2) return null;
  const own = shared.map((name) => from[name]), other = shared.map((name) => to[name]);
  return (point) => {
    const below = own.findIndex((middle) => middle[2] <= point[2]);
    const k = Math.min(Math.max(below === -1 ? own.length - 1 : below, 1), own.length - 1);
    const part = (point[2] - own[k - 1][2]) / (own[k][2] - own[k - 1][2]);
    const here = between(own[k - 1], own[k], part), there = between(other[k - 1], other[k], part);
    const beside = [point[0] - here[0], point[1] - here[1]];
    return {
      point: [there[0] + beside[0], there[1] + beside[1], there[2]],
      stretch: length(other[k - 1], other[k]) / length(own[k - 1], own[k]),
    };
  };
}

const between = (a, b, part) => a.map((value, i) => value + part * (b[i] - value));
const length = (a, b) => Math.hypot(...a.map((value, i) => value - b[i]));
