import { LitElement, css, html } from 'lit';
import { shared } from '../common/styles.js';
import '../parts/isolation.js';
import '../parts/satellites-table.js';

/** The satellites of this server, and what isolates them. */
class SatellitesPage extends LitElement {
  static properties = { station: {} };

  static styles = [shared, css`
    :host { display: grid; gap: 0.75rem; }
  `];

  render() {
    const { satellites, isolation } = this.station;
    return html`
      <gs-satellites .satellites=${satellites}></gs-satellites>
      <gs-isolation .layers=${isolation.layers}></gs-isolation>`;
  }
}

customElements.define('gs-satellites-page', SatellitesPage);
