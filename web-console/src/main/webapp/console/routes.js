import { html } from 'lit';

/**
 * The pages: what stands in the address; in the navigation, unless it has no `label`; in the title, made of the address's parameters; the module that
 * is loaded when a page is opened first; and how its element is drawn, of a view with the station, the rates of its jobs and the parameters.
 */
export const ROUTES = [
  {
    path: '',
    label: 'Overview',
    title: () => 'Overview',
    load: () => import('./pages/overview.js'),
    render: ({ station, rates }) => html`<gs-overview-page .station=${station} .rates=${rates}></gs-overview-page>`,
  },
  {
    path: 'jobs',
    label: 'Jobs',
    title: () => 'Jobs',
    load: () => import('./pages/jobs.js'),
    render: ({ station, rates }) => html`<gs-jobs-page .station=${station} .rates=${rates}></gs-jobs-page>`,
  },
  {
    path: 'jobs/:id',
    title: ({ id }) => `Job ${id}`,
    load: () => import('./pages/job.js'),
    render: ({ station, rates, params }) => html`<gs-job-page .station=${station} .rates=${rates} number=${params.id}></gs-job-page>`,
  },
  {
    path: 'satellites',
    label: 'Satellites',
    title: () => 'Satellites',
    load: () => import('./pages/satellites.js'),
    render: ({ station }) => html`<gs-satellites-page .station=${station}></gs-satellites-page>`,
  },
  {
    path: 'pools',
    label: 'Resource pools',
    title: () => 'Resource pools',
    load: () => import('./pages/pools.js'),
    render: ({ station }) => html`<gs-pools-page .station=${station}></gs-pools-page>`,
  },
  {
    path: 'network',
    label: 'Network',
    title: () => 'Network',
    load: () => import('./pages/network.js'),
    render: ({ station }) => html`<gs-network-page .station=${station}></gs-network-page>`,
  },
];
