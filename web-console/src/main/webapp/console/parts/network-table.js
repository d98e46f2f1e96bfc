import { css, html, nothing } from 'lit';
import { grantNetwork, revokeNetwork } from '../common/api.js';
import { AskingElement } from '../common/asking-element.js';
import { bytes, count, moment } from '../common/format.js';
import { shared } from '../common/styles.js';

/** Hosts that scripts may connect to, and a form that grants one. */
class NetworkTable extends AskingElement {
  static properties = { grants: { type: Array }, editing: { state: true } };

  static styles = [shared, css`
    .where { display: grid; grid-template-columns: 1fr 7rem; gap: 0.8rem; }
    label { display: grid; gap: 0.3rem; }
    textarea { font-family: var(--mono); font-size: 0.85rem; min-height: 7rem; resize: vertical; }
  `];

  #open() {
    this.editing = true;
    this.showDialog();
  }

  #close() {
    this.closeDialog();
    this.editing = false;
  }

  async #save(event) {
    event.preventDefault();
    const fields = new FormData(event.target);
    await this.ask(() => grantNetwork({ host: fields.get('host'), port: Number(fields.get('port')), source: scriptOf(fields) }));
    if (!this.problem) {
      this.#close();
    }
  }

  async #revoke(grant) {
    if (window.confirm(`Take away ${grant.host}:${grant.port}? Its open connections are closed.`)) {
      await this.ask(() => revokeNetwork(grant));
    }
  }

  #row({ grant, grantedBy, grantedAt, open, connections, sentBytes, receivedBytes, lastUsed }) {
    const where = `${grant.host}:${grant.port}`;
    return html`
      <tr>
        <td><strong>${where}</strong></td>
        <td>${grant.script ? html`<span class="mono" title=${grant.script}>${grant.script.slice(0, 12)}…</span>` : 'Every script'}</td>
        <td>${grantedBy}, <span class="number">${moment(grantedAt)}</span></td>
        <td class="number right">${count(connections)}${open ? `, ${count(open)} open` : ''}</td>
        <td class="number right">${bytes(sentBytes)} / ${bytes(receivedBytes)}</td>
        <td class="number">${lastUsed ? moment(lastUsed) : '–'}</td>
        <td class="right"><button class="danger" @click=${() => this.#revoke(grant)} ?disabled=${this.busy}
          aria-label="Take away ${where}">Take away</button></td>
      </tr>`;
  }

  #form() {
    return html`
      <dialog aria-labelledby="network-form-title" @cancel=${() => { this.editing = false; }}>
        <form @submit=${this.#save}>
          <h2 id="network-form-title">Let scripts connect</h2>
          <div class="where">
            <label>Host or IPv4 address<input name="host" required maxlength="253" autocomplete="off" autofocus></label>
            <label>Port<input name="port" type="number" required min="1" max="65535"></label>
          </div>
          <label>Only this script, to the letter<textarea name="source" placeholder="empty: every script" spellcheck="false"></textarea></label>
          ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
          <p class="quiet">What a script can send to a host leaves this server. Every connection is written to the log.</p>
          <div class="buttons"><button type="button" @click=${this.#close}>Cancel</button>
            <button class="primary" ?disabled=${this.busy}>Grant</button></div>
        </form>
      </dialog>`;
  }

  #table() {
    return html`
      <div class="card scroll" role="region" aria-label="Table of network grants" tabindex="0">
        <table aria-label="Network grants">
          <thead>
            <tr>
              <th scope="col">Host</th><th scope="col">For</th><th scope="col">Granted</th><th scope="col" class="right">Connections</th>
              <th scope="col" class="right">Sent / received</th><th scope="col">Last used</th><th scope="col" class="right">Actions</th>
            </tr>
          </thead>
          <tbody>${this.grants.map((view) => this.#row(view))}</tbody>
        </table>
      </div>`;
  }

  render() {
    return html`
      ${this.grants.length ? this.#table() : html`<div class="card empty"><strong>No network</strong>Scripts can connect to nothing.</div>`}
      <div class="below"><button @click=${this.#open}>Let scripts connect</button>
        ${this.problem && !this.editing ? html`<span class="problem" role="alert">${this.problem}</span>` : nothing}</div>
      ${this.editing ? this.#form() : nothing}`;
  }
}

/** The text as it was pasted: forms make every line break CR LF. */
function scriptOf(fields) {
  return fields.get('source').replaceAll('\r\n', '\n');
}

customElements.define('gs-network', NetworkTable);
