import { LitElement, css, html, nothing } from 'lit';
import { ROUTES } from './routes.js';
import { logout } from './common/api.js';
import { LiveServer } from './common/live.js';
import { Rates } from './common/rates.js';
import { Router, address } from './common/router.js';
import { shared } from './common/styles.js';

const CONNECTIONS = {
  waiting: { text: 'Connecting', look: 'warn' },
  live: { text: 'Live', look: 'good' },
  lost: { text: 'Connection lost', look: 'bad' },
};
const PRODUCT = 'Groundstation';

/** What is around every page: header, navigation, and the station as it changes. Fires `logged-out`. */
class Shell extends LitElement {
  static properties = { session: {}, station: { state: true }, connection: { state: true }, missing: { state: true } };

  static styles = [shared, css`
    :host { min-height: 100vh; display: grid; grid-template: auto 1fr / minmax(0, 1fr); }
    .skip { position: absolute; left: 0.75rem; top: -4rem; z-index: 2; }
    .skip:focus { top: 0.45rem; }
    .bar { background: var(--surface); border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 1; }
    .bar > div { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.8rem; padding: 0.6rem 1.25rem; }
    .brand { display: flex; align-items: center; gap: 0.6rem; color: var(--text); text-decoration: none; font-size: 1.05rem; font-weight: 700; letter-spacing: -0.01em; border-radius: 6px; }
    .brand img { width: 28px; height: 28px; }
    .who { margin-left: auto; display: flex; align-items: center; gap: 0.8rem; }
    .body { display: grid; grid-template-columns: 13rem minmax(0, 1fr); }
    nav { border-right: 1px solid var(--line); padding: 1.1rem 0.75rem; }
    nav ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.15rem; position: sticky; top: 4.6rem; }
    nav a { display: block; padding: 0.42rem 0.75rem; border-radius: 8px; color: var(--text); text-decoration: none; white-space: nowrap; }
    nav a:hover { background: var(--sunken); }
    nav a[aria-current] { background: var(--busy-soft); color: var(--accent-strong); font-weight: 600; }
    main { width: 100%; max-width: 72rem; padding: 1.5rem 1.75rem 3rem; display: grid; gap: 1.25rem; align-content: start; min-width: 0; }
    h1 { font-size: 1.35rem; font-weight: 700; letter-spacing: -0.015em; line-height: 1.25; }
    h1:focus { outline: none; }
    @media (max-width: 52rem) {
      .body { grid-template: auto 1fr / minmax(0, 1fr); }
      nav { border-right: 0; border-bottom: 1px solid var(--line); padding: 0.35rem 0.6rem; overflow-x: auto; background: var(--surface); }
      nav ul { display: flex; position: static; }
      main { padding: 1.1rem 1rem 2.5rem; }
    }
    @media (max-width: 28rem) {
      .bar > div { padding-inline: 1rem; }
      .brand span { position: absolute; clip-path: inset(50%); }
    }
  `];

  #live;
  #rates = new Rates();
  #rateOf = new Map();
  #router = new Router(this, ROUTES, () => this.#opened());
  #shown = false;

  constructor() {
    super();
    this.connection = 'waiting';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#live = new LiveServer({
      onSnapshot: (station) => {
        this.#rateOf = this.#rates.update(station.jobs);
        this.connection = 'live';
        this.station = station;
      },
      onLost: () => { this.connection = 'lost'; },
      onClosed: () => this.#leave(),
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#live.close();
  }

  async #opened() {
    const { route } = this.#router;
    document.title = `${this.#title()} · ${PRODUCT}`;
    this.missing = '';
    try {
      await route?.load();
    } catch {
      if (route !== this.#router.route) {
        return; // somebody has gone on meanwhile
      }
      this.missing = 'The server does not answer, and this page was not loaded before. Check that it runs, then load the page again.';
    }
    await this.updateComplete;
    this.renderRoot.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (this.#shown) {
      // Whoever follows a link by keyboard or ear goes on reading at the new page.
      window.scrollTo(0, 0);
      this.renderRoot.querySelector('h1').focus();
    }
    this.#shown = true;
  }

  #title() {
    return this.#router.route?.title(this.#router.params) ?? 'No such page';
  }

  #leave() {
    this.dispatchEvent(new CustomEvent('logged-out'));
  }

  async #logout() {
    this.#live.close();
    await logout().catch(() => nothing);
    this.#leave();
  }

  #skip(event) {
    event.preventDefault(); // the part after # is the page's
    this.renderRoot.querySelector('h1').focus();
  }

  #navigation() {
    const first = this.#router.path.split('/')[0];
    return html`
      <nav aria-label="Pages">
        <ul>${ROUTES.filter(({ label }) => label).map(({ path, label }) => html`
          <li><a href=${address(path)} aria-current=${path === first ? 'page' : nothing}>${label}</a></li>`)}</ul>
      </nav>`;
  }

  #page() {
    const { route, params, path } = this.#router;
    if (!route) {
      return html`<div class="card empty"><strong>There is no page “${path}”</strong>
        <a href=${address('')}>Go to the overview</a></div>`;
    }
    if (this.missing) {
      return html`<div class="notice" role="alert">${this.missing}</div>`;
    }
    return this.station ? route.render({ station: this.station, rates: this.#rateOf, params }) : html`<p class="quiet">Reading the station…</p>`;
  }

  render() {
    const connection = CONNECTIONS[this.connection];
    const problem = this.station?.problem;
    return html`
      <header class="bar">
        <a class="skip button" href="#" @click=${this.#skip}>Skip to the page</a>
        <div>
          <a class="brand" href=${address('')}><img src="icon.svg" alt=""><span>${PRODUCT}</span></a>
          <span class="badge ${connection.look}" role="status">${connection.text}</span>
          <div class="who"><span class="quiet">${this.session.name}</span><button @click=${this.#logout}>Log out</button></div>
        </div>
      </header>
      <div class="body">
        ${this.#navigation()}
        <main>
          <h1 tabindex="-1">${this.#title()}</h1>
          ${this.connection === 'lost' ? html`
            <div class="notice" role="alert">The server does not answer. What you see may be old; the page reconnects by itself.</div>` : nothing}
          ${problem ? html`<div class="notice bad" role="alert">${problem}</div>` : nothing}
          ${this.#page()}
        </main>
      </div>`;
  }
}

customElements.define('gs-shell', Shell);
