/** Where we are: the part of the address after `#/`, without a slash at its end. */
export function here() {
  const path = window.location.hash.replace(/^#\/?/, '').replace(/\/$/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a lone % is no code
  }
}

/** The address of a path, for links. */
export const address = (path) => `#/${path}`;

/**
 * The route of a path, and what stands in the place of its `:names`; null when there is none.
 *
 * @param routes each with a `path` such as `jobs/:id`
 */
export function match(routes, path) {
  const parts = path.split('/');
  for (const route of routes) {
    const names = route.path.split('/');
    if (names.length === parts.length && names.every((name, at) => (name.startsWith(':') ? parts[at] : name === parts[at]))) {
      const params = names.flatMap((name, at) => (name.startsWith(':') ? [[name.slice(1), parts[at]]] : []));
      return { route, params: Object.fromEntries(params) };
    }
  }
  return null;
}

/** A Lit controller: its host is drawn again when the address changes, after `onChange` was told. */
export class Router {
  #routes;
  #onChange;
  #go = () => this.#follow();

  constructor(host, routes, onChange) {
    this.#routes = routes;
    this.#onChange = onChange;
    this.host = host;
    host.addController(this);
  }

  hostConnected() {
    window.addEventListener('hashchange', this.#go);
    this.#follow();
  }

  hostDisconnected() {
    window.removeEventListener('hashchange', this.#go);
  }

  #follow() {
    this.path = here();
    const found = match(this.#routes, this.path);
    this.route = found?.route ?? null;
    this.params = found?.params ?? {};
    this.#onChange();
    this.host.requestUpdate();
  }
}
