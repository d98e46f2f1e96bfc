import { LitElement, css, html } from 'lit';
import { endSatellite } from '../common/api.js';
import { count, moment } from '../common/format.js';
import { shared } from '../common/styles.js';

const STATES = {
  SPARE: { text: 'Spare', look: '' },
  IDLE: { text: 'Idle', look: '' },
  RUNNING: { text: 'Running', look: 'busy' },
  ENDING: { text: 'Ending', look: 'warn' },
};

/** The satellites that live now. */
class SatellitesTable extends LitElement {
  static properties = { satellites: { type: Array }, problem: { state: true } };

  static styles = [shared, css`
    td { white-space: nowrap; }
  `];

  async #end({ id, state }) {
    if (state === 'RUNNING' && !window.confirm(`End satellite ${id}? The script that it runs fails; a table job tries its rows again on another one.`)) {
      return;
    }
    this.problem = '';
    try {
      await endSatellite(id);
    } catch (error) {
      this.problem = error.message;
    }
  }

  render() {
    if (this.satellites.length === 0) {
      return html`<div class="card empty"><strong>No satellite is up</strong>The first script starts one.</div>`;
    }
    return html`
      <div class="card scroll" role="region" aria-label="Table of satellites" tabindex="0">
        <table aria-label="Satellites">
          <thead>
            <tr>
              <th scope="col" class="right">Id</th><th scope="col" class="right">Process</th><th scope="col">State</th>
              <th scope="col">Runtime</th><th scope="col">Since</th><th scope="col" class="right">Launched in</th>
              <th scope="col" class="right">Executions</th><th scope="col">Request</th>
              <th scope="col" class="right">Actions</th>
            </tr>
          </thead>
          <tbody>
            ${this.satellites.map((satellite) => html`
              <tr>
                <td class="number right">${satellite.id}</td>
                <td class="number right">${satellite.pid}</td>
                <td><span class="badge ${STATES[satellite.state].look}">${STATES[satellite.state].text}</span></td>
                <td>${satellite.runtime}</td>
                <td class="number">${moment(satellite.startedAt)}</td>
                <td class="number right">${count(satellite.launchMillis)} ms</td>
                <td class="number right">${count(satellite.executions)}</td>
                <td class="mono" title=${satellite.requestId ?? ''}>${satellite.requestId?.slice(0, 8) ?? '–'}</td>
                <td class="right">${['IDLE', 'RUNNING'].includes(satellite.state) ? html`<button class="danger"
                  @click=${() => this.#end(satellite)} aria-label="End satellite ${satellite.id}">End</button>` : ''}</td>
              </tr>`)}
          </tbody>
        </table>
      </div>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : ''}`;
  }
}

customElements.define('gs-satellites', SatellitesTable);
