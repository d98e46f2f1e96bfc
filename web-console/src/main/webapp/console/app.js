import { LitElement, html, nothing } from 'lit';
import { session } from './api.js';
import './login-page.js';
import './station-page.js';

/** Shows the login until somebody is logged in, then the station. */
class App extends LitElement {
  static properties = { session: { state: true }, known: { state: true } };

  createRenderRoot() {
    return this;
  }

  async connectedCallback() {
    super.connectedCallback();
    // A server that does not answer shows at the login, where trying again is possible.
    this.session = await session().catch(() => null);
    this.known = true;
  }

  render() {
    if (!this.known) {
      return nothing;
    }
    return this.session
      ? html`<gs-station .session=${this.session} @logged-out=${() => { this.session = null; }}></gs-station>`
      : html`<gs-login @logged-in=${(event) => { this.session = event.detail; }}></gs-login>`;
  }
}

customElements.define('gs-app', App);
