import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { logout } from './api.js';
import { LiveStation } from './live.js';
import { Rates } from './rates.js';
import { shared } from './shared-styles.js';
import './counters.js';
import './job-card.js';
import './network-table.js';
import './pools-table.js';
import './satellites-table.js';

const CONNECTIONS = {
  waiting: { text: 'Connecting', look: 'warn' },
  live: { text: 'Live', look: 'good' },
  lost: { text: 'Connection lost', look: 'bad' },
};

/** Any of these keeps scripts from the server's files. */
const KEEPING_FILES = ['root', 'account', 'landlock'];

/** Jobs, satellites and counters of this server, as they change. Fires `logged-out`. */
class StationPage extends LitElement {
  static properties = { session: {}, snapshot: { state: true }, connection: { state: true } };

  static styles = [shared, css`
    .bar { background: var(--surface); border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 1; }
    .bar > div, main { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
    .bar > div { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.8rem; padding-block: 0.6rem; }
    .bar img { width: 28px; height: 28px; }
    h1 { font-size: 1.05rem; font-weight: 700; letter-spacing: -0.01em; }
    .who { margin-left: auto; display: flex; align-items: center; gap: 0.8rem; }
    main { padding-block: 1.5rem 3rem; display: grid; gap: 2rem; }
    section { display: grid; gap: 0.75rem; min-width: 0; }
    .title { display: flex; align-items: baseline; gap: 0.6rem; }
    .jobs { display: grid; gap: 0.75rem; }
    .notice { padding: 0.7rem 1rem; border-radius: var(--radius); background: var(--warn-soft); color: var(--warn); }
    .notice.bad { background: var(--bad-soft); color: var(--bad); white-space: pre-line; }
  `];

  #live;
  #rates = new Rates();
  #rateOf = new Map();

  constructor() {
    super();
    this.connection = 'waiting';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#live = new LiveStation({
      onSnapshot: (snapshot) => {
        this.#rateOf = this.#rates.update(snapshot.jobs);
        this.connection = 'live';
        this.snapshot = snapshot;
      },
      onLost: () => { this.connection = 'lost'; },
      onClosed: () => this.#leave(),
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#live.close();
  }

  #leave() {
    this.dispatchEvent(new CustomEvent('logged-out'));
  }

  async #logout() {
    this.#live.close();
    await logout().catch(() => nothing);
    this.#leave();
  }

  #jobs(jobs) {
    if (jobs.length === 0) {
      return html`
        <div class="card empty"><strong>No job yet</strong>
          Start one from an application with <code>TableJobs.start</code>, or with <code>POST /api/jobs</code>.</div>`;
    }
    return html`<div class="jobs">${repeat(jobs, (job) => job.id,
      (job) => html`<gs-job .job=${job} .rate=${this.#rateOf.get(job.id)}></gs-job>`)}</div>`;
  }

  #isolation(layers) {
    if (layers.length === 0) {
      return nothing;
    }
    const active = layers.filter((layer) => layer.active).map((layer) => layer.name);
    const reasons = [...new Set(layers.map((layer) => layer.reason).filter(Boolean))];
    const missing = reasons.map((reason) => `${layers.filter((layer) => layer.reason === reason).map((layer) => layer.name).join(', ')} (${reason})`);
    return html`
      ${active.some((name) => KEEPING_FILES.includes(name)) ? nothing : html`
        <div class="notice bad">No isolation: trusted code only. Scripts can do whatever the server's user can.</div>`}
      <p class="quiet">Isolation: ${active.join(', ') || 'none'}${missing.length ? html`. Missing: ${missing.join('; ')}` : nothing}</p>`;
  }

  #station({ jobs, satellites, counters, isolation, pools, network, problem }) {
    const running = jobs.filter((job) => job.state === 'RUNNING').length;
    return html`
      ${problem ? html`<div class="notice bad" role="alert">${problem}</div>` : nothing}
      <section aria-labelledby="jobs">
        <div class="title"><h2 id="jobs">Jobs</h2><span class="quiet">${running ? `${running} running` : ''}</span></div>
        ${this.#jobs(jobs)}
      </section>
      <section aria-labelledby="satellites">
        <div class="title"><h2 id="satellites">Satellites</h2><span class="quiet">${satellites.length || ''}</span></div>
        <gs-satellites .satellites=${satellites}></gs-satellites>
        ${this.#isolation(isolation.layers)}
      </section>
      <section aria-labelledby="pools">
        <div class="title"><h2 id="pools">Resource pools</h2></div>
        <gs-pools .pools=${pools}></gs-pools>
      </section>
      <section aria-labelledby="network">
        <div class="title"><h2 id="network">Network</h2></div>
        <gs-network .grants=${network}></gs-network>
      </section>
      <section aria-labelledby="counters">
        <div class="title"><h2 id="counters">Since the server started</h2></div>
        <gs-counters .counters=${counters}></gs-counters>
      </section>`;
  }

  render() {
    const connection = CONNECTIONS[this.connection];
    return html`
      <header class="bar">
        <div>
          <img src="icon.svg" alt="">
          <h1>Groundstation</h1>
          <span class="badge ${connection.look}" role="status">${connection.text}</span>
          <div class="who"><span class="quiet">${this.session.name}</span><button @click=${this.#logout}>Log out</button></div>
        </div>
      </header>
      <main>
        ${this.connection === 'lost' ? html`
          <div class="notice" role="alert">The server does not answer. What you see may be old; the page reconnects by itself.</div>` : nothing}
        ${this.snapshot ? this.#station(this.snapshot) : html`<p class="quiet">Reading the station…</p>`}
      </main>`;
  }
}

customElements.define('gs-station', StationPage);
