import { css } from 'lit';

/** What buttons, tables, cards and badges look like in every element. */
export const shared = css`
  *, *::before, *::after { box-sizing: border-box; }
  :host { display: block; min-width: 0; }
  [hidden] { display: none !important; }

  h1, h2, h3, p { margin: 0; }
  h2 { font-size: 1.07rem; font-weight: 650; letter-spacing: -0.005em; }

  a { color: var(--accent-strong); text-underline-offset: 0.15em; border-radius: 4px; }

  button, .button {
    font: inherit; font-weight: 550; color: var(--text); background: var(--surface);
    border: 1px solid var(--line); border-radius: 8px; padding: 0.3rem 0.8rem; font-size: 0.93rem; cursor: pointer; text-decoration: none;
  }
  button:hover { border-color: var(--quiet); }
  button:disabled { opacity: 0.55; cursor: default; }
  button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
  button.primary:hover { background: var(--accent-strong); border-color: var(--accent-strong); }
  button.danger { color: var(--bad); }
  :is(button, input, a, summary, [tabindex]):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

  .card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
  .quiet { color: var(--quiet); }
  .number { font-variant-numeric: tabular-nums; }
  .mono { font-family: var(--mono); font-size: 0.9em; overflow-wrap: anywhere; }

  .badge {
    display: inline-flex; align-items: center; gap: 0.4em; padding: 0.1rem 0.6rem; border-radius: 99px;
    font-size: 0.8rem; font-weight: 600; background: var(--sunken); color: var(--quiet); white-space: nowrap;
  }
  .badge::before { content: ''; width: 0.5em; height: 0.5em; border-radius: 50%; background: currentColor; }
  .badge.good { background: var(--good-soft); color: var(--good); }
  .badge.busy { background: var(--busy-soft); color: var(--accent-strong); }
  .badge.warn { background: var(--warn-soft); color: var(--warn); }
  .badge.bad { background: var(--bad-soft); color: var(--bad); }

  .scroll { overflow-x: auto; border-radius: var(--radius); }
  table { width: 100%; border-collapse: collapse; font-size: 0.93rem; }
  th, td { padding: 0.55rem 1.15rem; text-align: left; }
  th { font-size: 0.82rem; font-weight: 600; color: var(--quiet); border-bottom: 1px solid var(--line); white-space: nowrap; }
  tbody tr + tr td { border-top: 1px solid var(--line); }
  .right { text-align: right; }
  .below { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; margin-top: 0.75rem; }
  .problem { color: var(--bad); }

  dialog { border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); color: var(--text); padding: 1.25rem 1.4rem; width: min(34rem, 92vw); }
  dialog::backdrop { background: rgb(0 0 0 / 35%); }
  dialog form { display: grid; gap: 0.75rem; }
  dialog :is(input, textarea) { font: inherit; padding: 0.35rem 0.55rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--text); width: 100%; }
  dialog .buttons { display: flex; gap: 0.5rem; justify-content: flex-end; margin-top: 0.3rem; }

  .notice { padding: 0.7rem 1rem; border-radius: var(--radius); background: var(--warn-soft); color: var(--warn); }
  .notice.bad { background: var(--bad-soft); color: var(--bad); white-space: pre-line; }

  .empty { padding: 2.2rem 1.5rem; text-align: center; color: var(--quiet); }
  .empty strong { display: block; color: var(--text); font-weight: 600; margin-bottom: 0.25rem; }
  .empty code { font-family: var(--mono); font-size: 0.88em; background: var(--sunken); padding: 0.1em 0.4em; border-radius: 5px; }
`;
