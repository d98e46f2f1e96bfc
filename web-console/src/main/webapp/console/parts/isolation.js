import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../common/styles.js';

/** Any of these keeps scripts from the server's files. */
const KEEPING_FILES = ['root', 'account', 'landlock'];

/** What keeps satellites from the server and from each other, and why what is missing is. */
class Isolation extends LitElement {
  static properties = { layers: { type: Array } };

  static styles = [shared, css`
    :host { display: grid; gap: 0.75rem; }
  `];

  render() {
    const { layers } = this;
    if (layers.length === 0) {
      return nothing;
    }
    const active = layers.filter((layer) => layer.active).map((layer) => layer.name);
    const reasons = [...new Set(layers.map((layer) => layer.reason).filter(Boolean))];
    const missing = reasons.map((reason) => `${layers.filter((layer) => layer.reason === reason).map((layer) => layer.name).join(', ')} (${reason})`);
    return html`
      ${active.some((name) => KEEPING_FILES.includes(name)) ? nothing : html`
        <div class="notice bad">No isolation: trusted code only. Scripts can do whatever the server's user can.</div>`}
      <p class="quiet">Isolation: ${active.join(', ') || 'none'}${missing.length ? html`. Missing: ${missing.join('; ')}` : nothing}</p>`;
  }
}

customElements.define('gs-isolation', Isolation);
