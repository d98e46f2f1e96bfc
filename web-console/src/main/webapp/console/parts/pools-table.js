import { css, html, nothing } from 'lit';
import { definePool, dropPool } from '../common/api.js';
import { AskingElement } from '../common/asking-element.js';
import { bytes, count, duration } from '../common/format.js';
import { shared } from '../common/styles.js';

/** The limits of a pool: their property, what the form calls them, and how a value is shown. 0 and '' are no limit. */
const LIMITS = [
  { name: 'scripts', label: 'Scripts at once', text: (value) => `${count(value)} scripts at once`, type: 'number' },
  { name: 'scriptMemoryMegabytes', label: 'Memory of one script, MB', text: (value) => `${count(value)} MB each`, type: 'number' },
  { name: 'memoryPercent', label: 'Memory together, %', text: (value) => `${value} % of memory`, type: 'number', most: 100 },
  { name: 'cpuPercent', label: 'CPU together, %', text: (value) => `${value} % of CPU`, type: 'number', most: 100 },
  { name: 'processes', label: 'Processes together', text: (value) => `${count(value)} processes`, type: 'number' },
  { name: 'affinity', label: 'CPUs, for example 0-3,6', text: (value) => `CPUs ${value}`, type: 'text',
    pattern: '\\d{1,4}(-\\d{1,4})?(, ?\\d{1,4}(-\\d{1,4})?)*' },
];

/** External resource pools, and a form that defines them. */
class PoolsTable extends AskingElement {
  static properties = { pools: { type: Array }, edited: { state: true } };

  static styles = [shared, css`
    .actions { display: flex; gap: 0.4rem; justify-content: flex-end; }
    label { display: grid; grid-template-columns: 1fr 9rem; gap: 0.8rem; align-items: center; }
  `];

  #edit(view) {
    this.edited = view?.pool ?? { name: '' };
    this.showDialog();
  }

  #close() {
    this.closeDialog();
    this.edited = null;
  }

  async #save(event) {
    event.preventDefault();
    const fields = new FormData(event.target);
    const limits = Object.fromEntries(LIMITS.map(({ name, type }) => [name, type === 'number' ? Number(fields.get(name) || 0) : fields.get(name)]));
    limits.queueTimeoutMillis = Math.round(Number(fields.get('queue') || 30) * 1000);
    await this.ask(() => definePool(this.edited.name || fields.get('name'), limits));
    if (!this.problem) {
      this.#close();
    }
  }

  async #drop(name) {
    if (window.confirm(`Drop the resource pool '${name}'? Scripts that run in it come to their end; nobody new gets in.`)) {
      await this.ask(() => dropPool(name));
    }
  }

  #limits(pool) {
    const set = LIMITS.filter(({ name }) => pool[name]).map(({ name, text }) => text(pool[name]));
    return set.length ? set.join(', ') : html`<span class="quiet">none</span>`;
  }

  #row(view) {
    const { pool } = view;
    return html`
      <tr>
        <td><strong>${pool.name}</strong> ${view.draining ? html`<span class="badge warn">Draining</span>` : nothing}</td>
        <td>${this.#limits(pool)}</td>
        <td class="number right">${count(view.satellites)}${view.waiting ? ` + ${count(view.waiting)} waiting` : ''}</td>
        <td class="number right">${count(view.served)}</td>
        <td class="number right">${count(view.refused)} / ${count(view.ended)}</td>
        <td class="number right">${duration(view.cpuMillis)}</td>
        <td class="number right">${bytes(view.peakMemoryBytes)}</td>
        <td class="number right">${bytes(view.readBytes)} / ${bytes(view.writtenBytes)}</td>
        <td><div class="actions">
          <button @click=${() => this.#edit(view)} ?disabled=${view.draining} aria-label="Change pool ${pool.name}">Change</button>
          ${pool.name === 'default' ? nothing : html`<button class="danger" @click=${() => this.#drop(pool.name)}
            ?disabled=${view.draining || this.busy} aria-label="Drop pool ${pool.name}">Drop</button>`}
        </div></td>
      </tr>`;
  }

  #form() {
    const { edited } = this;
    const seconds = edited.queueTimeout ? secondsOf(edited.queueTimeout) : 30;
    return html`
      <dialog aria-labelledby="form-title" @cancel=${() => { this.edited = null; }}>
        <form @submit=${this.#save}>
          <h2 id="form-title">${edited.name ? `Pool ${edited.name}` : 'New resource pool'}</h2>
          ${edited.name ? nothing : html`<label>Name<input name="name" required pattern="[a-z0-9][a-z0-9_\\-]{0,63}"
            title="lower case letters, digits, - and _" autofocus></label>`}
          ${LIMITS.map(({ name, label, type, most, pattern }) => html`<label>${label}<input name=${name} type=${type} min="0" max=${most ?? nothing} pattern=${pattern ?? nothing}
            .value=${edited[name] ? String(edited[name]) : ''} placeholder="no limit"></label>`)}
          <label>Wait for a turn, seconds<input name="queue" type="number" min="0" step="any" .value=${String(seconds)}></label>
          ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
          <p class="quiet">Scripts that run keep the limits that they began with.</p>
          <div class="buttons"><button type="button" @click=${this.#close}>Cancel</button>
            <button class="primary" ?disabled=${this.busy}>Save</button></div>
        </form>
      </dialog>`;
  }

  render() {
    return html`
      <div class="card scroll" role="region" aria-label="Table of resource pools" tabindex="0">
        <table aria-label="Resource pools">
          <thead>
            <tr>
              <th scope="col">Pool</th><th scope="col">Limits</th><th scope="col" class="right">In use</th>
              <th scope="col" class="right">Served</th><th scope="col" class="right">Refused / ended</th><th scope="col" class="right">CPU time</th>
              <th scope="col" class="right">Most memory</th><th scope="col" class="right">Read / written</th><th scope="col" class="right">Actions</th>
            </tr>
          </thead>
          <tbody>${this.pools.map((view) => this.#row(view))}</tbody>
        </table>
      </div>
      <div class="below"><button @click=${() => this.#edit(null)}>New pool</button>
        <span class="quiet">Kept by ${this.pools[0]?.enforcement}.</span>
        ${this.problem && !this.edited ? html`<span class="problem" role="alert">${this.problem}</span>` : nothing}</div>
      ${this.edited ? this.#form() : nothing}`;
  }
}

/** Seconds of an ISO 8601 duration of hours, minutes and seconds. */
function secondsOf(text) {
  const [, hours = 0, minutes = 0, seconds = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

customElements.define('gs-pools', PoolsTable);
