/** A call that the server refused. `code` is for example GS-4008, the message says what to do. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`api/${path}`, {
      method,
      headers: { 'X-Groundstation': 'console', ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, '', 'The server does not answer. Check that it runs, then try again.');
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    // not ours: a proxy's page; the status tells enough
  }
  if (!response.ok) {
    throw new ApiError(response.status, answer?.code ?? '', answer?.message ?? `The server answered ${response.status}.`);
  }
  return answer;
}

/** Who is logged in, or null. */
export async function session() {
  try {
    return await call('GET', 'session');
  } catch (error) {
    if (error.status === 401) {
      return null;
    }
    throw error;
  }
}

export const login = (name, password) => call('POST', 'session', { name, password });
export const logout = () => call('DELETE', 'session');
export const stopJob = (id) => call('POST', `jobs/${id}/stop`);
export const endJob = (id) => call('POST', `jobs/${id}/end`);
export const restartJob = (id) => call('POST', `jobs/${id}/restart`);
export const endSatellite = (id) => call('DELETE', `satellites/${id}`);
export const definePool = (name, limits) => call('PUT', `pools/${encodeURIComponent(name)}`, limits);
export const dropPool = (name) => call('DELETE', `pools/${encodeURIComponent(name)}`);
export const grantNetwork = (grant) => call('PUT', 'network', grant);
export const revokeNetwork = (grant) => call('DELETE', `network?${new URLSearchParams(grant)}`);
