import { LitElement, css, html } from 'lit';
import { login } from '../common/api.js';
import { shared } from '../common/styles.js';

/** Asks for name and password. Fires `logged-in` with the session. */
class LoginPage extends LitElement {
  static properties = { error: { state: true }, busy: { state: true } };

  static styles = [shared, css`
    :host { min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; }
    main { width: 100%; max-width: 23rem; }
    .brand { display: flex; align-items: center; gap: 0.75rem; margin-bottom: 1.25rem; }
    .brand img { width: 40px; height: 40px; }
    h1 { font-size: 1.35rem; font-weight: 700; letter-spacing: -0.015em; line-height: 1.2; }
    form { padding: 1.5rem; display: grid; gap: 1rem; }
    label { display: grid; gap: 0.3rem; font-weight: 550; font-size: 0.93rem; }
    input {
      font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--quiet); border-radius: 8px;
      padding: 0.55rem 0.7rem; width: 100%;
    }
    button { padding: 0.6rem; }
    [role=alert]:empty { display: none; }
    .error { background: var(--bad-soft); color: var(--bad); border-radius: 8px; padding: 0.6rem 0.75rem; font-size: 0.9rem; }
    .hint { margin-top: 1rem; font-size: 0.87rem; text-align: center; }
  `];

  constructor() {
    super();
    this.error = '';
  }

  connectedCallback() {
    super.connectedCallback();
    document.title = 'Log in · Groundstation';
  }

  async #submit(event) {
    event.preventDefault();
    const fields = new FormData(event.target);
    this.busy = true;
    this.error = '';
    try {
      const session = await login(fields.get('name'), fields.get('password'));
      this.dispatchEvent(new CustomEvent('logged-in', { detail: session }));
    } catch (error) {
      this.error = error.message;
      this.busy = false;
      await this.updateComplete;
      const password = this.renderRoot.querySelector('[name=password]');
      password.value = '';
      password.focus();
    }
  }

  render() {
    return html`
      <main>
        <div class="brand">
          <img src="icon.svg" alt="">
          <div>
            <h1>Groundstation</h1>
            <p class="quiet">Python next to the tables</p>
          </div>
        </div>
        <form class="card" @submit=${this.#submit}>
          <label>Name <input name="name" autocomplete="username" required autofocus></label>
          <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
          <div role="alert" class=${this.error ? 'error' : ''}>${this.error}</div>
          <button class="primary" ?disabled=${this.busy}>${this.busy ? 'Logging in…' : 'Log in'}</button>
        </form>
        <p class="hint quiet">The first start of the server printed the administrator’s password.</p>
      </main>`;
  }
}

customElements.define('gs-login', LoginPage);
