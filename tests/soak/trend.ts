/** Whether figures grow: the line through them, and quarters of a run against each other. Pure. */

export interface Point {
  x: number;
  y: number;
}

/** Of the line with the least squares, in y for each x. */
export function slope(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  if (spread === 0) return 0;
  return points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
}

/** The part of a series between two shares of its length. */
export function part<T>(all: readonly T[], from: number, to: number): T[] {
  return all.slice(Math.round(all.length * from), Math.round(all.length * to));
}

/** What the last three quarters would add in a whole run: what fills up to a bound may do so in the first. */
export function growth(points: readonly Point[]): number {
  const first = points[0]?.x ?? 0;
  const last = points.at(-1)?.x ?? 0;
  return slope(part(points, 0.25, 1)) * (last - first);
}
