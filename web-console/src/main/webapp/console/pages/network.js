import { LitElement, html } from 'lit';
import { shared } from '../common/styles.js';
import '../parts/network-table.js';

/** Hosts that scripts may connect to. */
class NetworkPage extends LitElement {
  static properties = { station: {} };

  static styles = shared;

  render() {
    return html`<gs-network .grants=${this.station.network}></gs-network>`;
  }
}

customElements.define('gs-network-page', NetworkPage);
