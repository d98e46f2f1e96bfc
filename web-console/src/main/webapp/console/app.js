import { LitElement, html, nothing } from 'lit';
import { session } from './common/api.js';
import './pages/login.js';
import './shell.js';

/** Shows the login until somebody is logged in, then the console. The address stays, so that whoever was sent somewhere arrives there. */
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
      ? html`<gs-shell .session=${this.session} @logged-out=${() => { this.session = null; }}></gs-shell>`
      : html`<gs-login @logged-in=${(event) => { this.session = event.detail; }}></gs-login>`;
  }
}

customElements.define('gs-app', App);
