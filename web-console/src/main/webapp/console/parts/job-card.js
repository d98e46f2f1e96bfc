import { LitElement, css, html, nothing } from 'lit';
import { endJob, restartJob, stopJob } from '../common/api.js';
import { count, duration, moment } from '../common/format.js';
import { address } from '../common/router.js';
import { shared } from '../common/styles.js';

const STATES = {
  RUNNING: { text: 'Running', look: 'busy' },
  STOPPING: { text: 'Stopping', look: 'warn' },
  STOPPED: { text: 'Stopped', look: 'warn' },
  COMPLETED: { text: 'Completed', look: 'good' },
  FAILED: { text: 'Failed', look: 'bad' },
};

/** One table job with its progress, its partitions, its error and what can be done with it. `open` shows the partitions at once. */
class JobCard extends LitElement {
  static properties = { job: {}, rate: { type: Number }, open: { type: Boolean }, problem: { state: true }, busy: { state: true } };

  static styles = [shared, css`
    article { padding: 1rem 1.15rem 1.1rem; }
    header { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.75rem; }
    h2 { font-size: 1rem; overflow-wrap: anywhere; }
    h2 a { color: inherit; text-decoration: none; }
    h2 a:hover { text-decoration: underline; }
    .actions { margin-left: auto; }
    .path { margin-top: 0.15rem; font-size: 0.93rem; }
    progress {
      appearance: none; display: block; width: 100%; height: 8px; margin: 0.8rem 0 0.45rem; border: 0; border-radius: 99px;
      overflow: hidden; background: var(--sunken); color: var(--accent);
    }
    progress::-webkit-progress-bar { background: var(--sunken); }
    progress::-webkit-progress-value { background: var(--accent); border-radius: 99px; }
    progress::-moz-progress-bar { background: var(--accent); }
    progress.good::-webkit-progress-value { background: var(--good); }
    progress.good::-moz-progress-bar { background: var(--good); }
    progress.bad::-webkit-progress-value { background: var(--bad); }
    progress.bad::-moz-progress-bar { background: var(--bad); }
    .facts { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; font-size: 0.9rem; }
    pre {
      margin: 0.8rem 0 0; padding: 0.75rem 0.9rem; border-radius: 8px; background: var(--bad-soft); color: var(--bad);
      font: 0.85rem/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere;
    }
    details { margin-top: 0.7rem; font-size: 0.9rem; }
    summary { cursor: pointer; color: var(--quiet); width: fit-content; border-radius: 4px; }
    ol { list-style: none; margin: 0.5rem 0 0; padding: 0; display: grid; gap: 0.45rem; }
    li { display: grid; grid-template-columns: 6.5rem 1fr minmax(9rem, auto); gap: 0.8rem; align-items: center; }
    li progress { margin: 0; height: 6px; }
    li .number { text-align: right; }
    @media (max-width: 34rem) {
      li { grid-template-columns: 1fr auto; }
      li progress { grid-column: 1 / -1; grid-row: 2; }
    }
  `];

  async #order(question, call) {
    if (!window.confirm(question)) {
      return;
    }
    this.busy = true;
    this.problem = '';
    try {
      await call(this.job.id);
    } catch (error) {
      this.problem = error.message;
    } finally {
      this.busy = false;
    }
  }

  #action() {
    const { id, name, state } = this.job;
    if (state === 'RUNNING') {
      return html`<button class="danger" aria-label="Stop job ${id}, ${name}" ?disabled=${this.busy}
        @click=${() => this.#order(`Stop “${name}” after the chunks that are being written?`, stopJob)}>Stop</button>`;
    }
    if (state === 'STOPPING') {
      return html`<button class="danger" aria-label="End job ${id}, ${name}, now" ?disabled=${this.busy}
        @click=${() => this.#order(`End “${name}” now, without waiting for its server? What it is writing is rolled back.`, endJob)}>End now</button>`;
    }
    if (state === 'STOPPED' || state === 'FAILED') {
      return html`<button aria-label="Restart job ${id}, ${name}" ?disabled=${this.busy}
        @click=${() => this.#order(`Continue “${name}” after the last row that it wrote?`, restartJob)}>Restart</button>`;
    }
    return nothing;
  }

  #partitions() {
    const partitions = this.job.partitions;
    return partitions.length === 0 ? nothing : html`
      <details ?open=${this.open}>
        <summary>${partitions.length} ${partitions.length === 1 ? 'partition' : 'partitions'}</summary>
        <ol>
          ${partitions.map((part) => html`
            <li>
              <span>Partition ${part.number + 1}</span>
              <progress aria-label="Rows written in partition ${part.number + 1}" max=${part.rowsTotal || 1} .value=${part.rowsWritten}></progress>
              <span class="number quiet">${count(part.rowsWritten)} / ${count(part.rowsTotal)}</span>
            </li>`)}
        </ol>
      </details>`;
  }

  render() {
    const job = this.job;
    const state = STATES[job.state];
    const running = job.state === 'RUNNING' || job.state === 'STOPPING';
    return html`
      <article class="card" aria-labelledby="name">
        <header>
          <h2 id="name"><a href=${address(`jobs/${job.id}`)}>${job.name}</a></h2>
          <span class="badge ${state.look}">${state.text}</span>
          <span class="quiet number">#${job.id}</span>
          <div class="actions">${this.#action()}</div>
        </header>
        <p class="path"><span class="mono">${job.source}</span> <span class="quiet" aria-label="to">→</span> <span class="mono">${job.target}</span></p>
        <progress class=${state.look} aria-label="Rows written by job ${job.id}" max=${job.rowsTotal || 1} .value=${job.rowsWritten}></progress>
        <div class="facts number">
          <span><strong>${count(job.rowsWritten)}</strong> <span class="quiet">of ${job.rowsTotal ? count(job.rowsTotal) : '…'} rows written</span></span>
          ${running ? html`<span>${count(Math.round(this.rate || 0))} <span class="quiet">rows/s</span></span>` : nothing}
          <span><span class="quiet">Started</span> ${moment(job.startedAt)}</span>
          ${job.endedAt ? html`<span><span class="quiet">Took</span> ${duration(new Date(job.endedAt) - new Date(job.startedAt))}</span>` : nothing}
          ${job.restarts ? html`<span><span class="quiet">Restarts</span> ${count(job.restarts)}</span>` : nothing}
        </div>
        ${running && job.waitsFor ? html`<p class="quiet">Waits for ${job.waitsFor}.</p>` : nothing}
        ${job.error ? html`<pre tabindex="0" aria-label="Error of job ${job.id}">${job.error}</pre>` : nothing}
        <div role="alert">${this.problem ? html`<pre>${this.problem}</pre>` : nothing}</div>
        ${this.#partitions()}
      </article>`;
  }
}

customElements.define('gs-job', JobCard);
