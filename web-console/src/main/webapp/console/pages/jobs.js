import { LitElement, css, html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { shared } from '../common/styles.js';
import '../parts/job-card.js';

/** The newest table jobs. */
class JobsPage extends LitElement {
  static properties = { station: {}, rates: {} };

  static styles = [shared, css`
    :host, .jobs { display: grid; gap: 0.75rem; }
  `];

  render() {
    const { jobs } = this.station;
    if (jobs.length === 0) {
      return html`
        <div class="card empty"><strong>No job yet</strong>
          Start one from an application with <code>TableJobs.start</code>, or with <code>POST /api/jobs</code>.</div>`;
    }
    const running = jobs.filter((job) => job.state === 'RUNNING').length;
    return html`
      <p class="quiet">${jobs.length === 1 ? 'One job' : `${jobs.length} jobs`}, ${running || 'none'} running. The newest 200 are listed.</p>
      <div class="jobs">${repeat(jobs, (job) => job.id, (job) => html`<gs-job .job=${job} .rate=${this.rates.get(job.id)}></gs-job>`)}</div>`;
  }
}

customElements.define('gs-jobs-page', JobsPage);
