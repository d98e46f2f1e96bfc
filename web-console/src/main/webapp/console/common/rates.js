const WINDOW_MILLIS = 5_000;

/** Rows per second of each job over the last five seconds of snapshots. */
export class Rates {
  #seen = new Map();

  /** Takes the jobs of a snapshot and returns their rates, job id to rows per second. */
  update(jobs, now = performance.now()) {
    const rates = new Map();
    for (const job of jobs) {
      const points = (this.#seen.get(job.id) ?? []).filter((point) => now - point.at <= WINDOW_MILLIS);
      points.push({ at: now, rows: job.rowsWritten });
      this.#seen.set(job.id, points);
      const first = points[0];
      const elapsed = now - first.at;
      rates.set(job.id, elapsed > 0 ? Math.max(0, (job.rowsWritten - first.rows) * 1000 / elapsed) : 0);
    }
    return rates;
  }
}
