import { LitElement, html } from 'lit';
import { shared } from '../common/styles.js';
import '../parts/pools-table.js';

/** What scripts may take of the machine. */
class PoolsPage extends LitElement {
  static properties = { station: {} };

  static styles = shared;

  render() {
    return html`<gs-pools .pools=${this.station.pools}></gs-pools>`;
  }
}

customElements.define('gs-pools-page', PoolsPage);
