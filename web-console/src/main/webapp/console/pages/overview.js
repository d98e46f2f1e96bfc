import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { count } from '../common/format.js';
import { address } from '../common/router.js';
import { shared } from '../common/styles.js';
import '../parts/counters.js';
import '../parts/isolation.js';
import '../parts/job-card.js';

const LATEST_JOBS = 3;

/** The station at a glance; each figure leads to its page. */
class OverviewPage extends LitElement {
  static properties = { station: {}, rates: {} };

  static styles = [shared, css`
    :host { display: grid; gap: 2rem; }
    section { display: grid; gap: 0.75rem; min-width: 0; }
    .title { display: flex; align-items: baseline; gap: 0.9rem; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 0.75rem; list-style: none; margin: 0; padding: 0; }
    .tiles a { display: block; height: 100%; padding: 0.85rem 1.1rem 0.9rem; color: inherit; text-decoration: none; }
    .tiles a:hover { border-color: var(--quiet); }
    .tiles strong { display: block; font-size: 1.5rem; font-weight: 650; letter-spacing: -0.015em; line-height: 1.3; }
    .tiles .bad { color: var(--bad); }
    .jobs { display: grid; gap: 0.75rem; }
  `];

  #tile(path, name, value, detail, look = '') {
    return html`<li><a class="card" href=${address(path)}><span class="quiet">${name}</span>
      <strong class="number">${value}</strong><span class=${look || 'quiet'}>${detail}</span></a></li>`;
  }

  #tiles({ jobs, satellites, pools, network }) {
    const inState = (...states) => jobs.filter((job) => states.includes(job.state)).length;
    const failed = inState('FAILED');
    const waiting = pools.reduce((sum, pool) => sum + pool.waiting, 0);
    const busy = satellites.filter(({ state }) => state === 'RUNNING' || state === 'IDLE').length;
    const spare = satellites.filter(({ state }) => state === 'SPARE').length;
    const open = network.reduce((sum, grant) => sum + grant.open, 0);
    return html`
      <ul class="tiles" aria-label="Now">
        ${this.#tile('jobs', 'Jobs running', count(inState('RUNNING', 'STOPPING')), failed ? `${count(failed)} failed` : 'none failed', failed ? 'bad' : '')}
        ${this.#tile('satellites', 'Satellites in use', count(busy), `${count(spare)} spare`)}
        ${this.#tile('pools', 'Waiting for a pool', count(waiting), pools.length === 1 ? 'one pool' : `${count(pools.length)} pools`)}
        ${this.#tile('network', 'Hosts granted', count(network.length), `${count(open)} connections open`)}
      </ul>`;
  }

  #latest(jobs) {
    if (jobs.length === 0) {
      return html`
        <div class="card empty"><strong>No job yet</strong>
          Start one from an application with <code>TableJobs.start</code>, or with <code>POST /api/jobs</code>.</div>`;
    }
    return html`<div class="jobs">${repeat(jobs.slice(0, LATEST_JOBS), (job) => job.id,
      (job) => html`<gs-job .job=${job} .rate=${this.rates.get(job.id)}></gs-job>`)}</div>`;
  }

  render() {
    const { jobs, counters, isolation } = this.station;
    return html`
      ${this.#tiles(this.station)}
      <section aria-labelledby="latest">
        <div class="title"><h2 id="latest">Latest jobs</h2>
          ${jobs.length > LATEST_JOBS ? html`<a href=${address('jobs')}>All ${count(jobs.length)} jobs</a>` : nothing}</div>
        ${this.#latest(jobs)}
      </section>
      <section aria-labelledby="counters">
        <h2 id="counters">Since the server started</h2>
        <gs-counters .counters=${counters}></gs-counters>
        <gs-isolation .layers=${isolation.layers}></gs-isolation>
      </section>`;
  }
}

customElements.define('gs-overview-page', OverviewPage);
