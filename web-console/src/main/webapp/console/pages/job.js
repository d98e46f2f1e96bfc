import { LitElement, css, html } from 'lit';
import { address } from '../common/router.js';
import { shared } from '../common/styles.js';
import '../parts/job-card.js';

/** One table job, by its number. */
class JobPage extends LitElement {
  static properties = { station: {}, rates: {}, number: {} };

  static styles = [shared, css`
    :host { display: grid; gap: 0.75rem; }
  `];

  render() {
    const job = this.station.jobs.find(({ id }) => String(id) === this.number);
    return html`
      <p><a href=${address('jobs')}>All jobs</a></p>
      ${job ? html`<gs-job .job=${job} .rate=${this.rates.get(job.id)} open></gs-job>`
        : html`<div class="card empty"><strong>No job ${this.number}</strong>The newest 200 are listed; <code>GET /api/jobs/${this.number}</code> knows older ones.</div>`}`;
  }
}

customElements.define('gs-job-page', JobPage);
