import { LitElement, css, html } from 'lit';
import { count, duration } from '../common/format.js';
import { shared } from '../common/styles.js';

/** Totals since the server started. */
class Counters extends LitElement {
  static properties = { counters: {} };

  static styles = [shared, css`
    dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(7.6rem, 1fr)); gap: 0.75rem; }
    div { padding: 0.75rem 0.85rem 0.8rem; }
    dt { color: var(--quiet); font-size: 0.85rem; white-space: nowrap; }
    dd { margin: 0.1rem 0 0; white-space: nowrap; font-size: 1.15rem; font-weight: 650; letter-spacing: -0.01em; }
  `];

  render() {
    const { launched, lost, executions, executionErrors, executionMillis, rowsIn, rowsOut } = this.counters;
    const figures = [
      ['Launched', count(launched)], ['Lost', count(lost)], ['Executions', count(executions)],
      ['Failed', count(executionErrors)], ['Script time', duration(executionMillis)], ['Rows in', count(rowsIn)],
      ['Rows out', count(rowsOut)],
    ];
    return html`<dl>${figures.map(([name, value]) => html`<div class="card"><dt>${name}</dt><dd class="number">${value}</dd></div>`)}</dl>`;
  }
}

customElements.define('gs-counters', Counters);
