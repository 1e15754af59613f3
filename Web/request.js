// One request to the server, and its answer turned into a value or an ApiError with a sentence.

import { bytes } from './format.js';

export class ApiError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

/** A path of parts, each escaped. */
export const at = (...parts) => '/' + parts.map(encodeURIComponent).join('/');

/** Each interface has its own shape of errors; a sentence is in all of them. */
function sentence(body, response) {
  const detail = body?.detail;
  if (typeof detail === 'string' && detail) return detail;
  if (Array.isArray(detail) && detail.length) {
    return detail.map(({ loc = [], msg }) => {
      const field = loc.filter((part) => part !== 'body' && part !== 'query').join('.');
      return field ? `${field}: ${msg}` : msg;
    }).join('. ');
  }
  const text = body?.message ?? body?.error;
  return typeof text === 'string' && text ? text : `The server answered ${response.status} without an error message.`;
}

const pause = (ms, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
});

const upload = (form) => [...form?.values() ?? []].reduce((sum, value) => sum + (value instanceof Blob ? value.size : 0), 0);

/** `patience`: how often to ask again where the server is busy; `as`: how to read the body. */
export async function request(path, { method = 'GET', json, form, signal, patience = 0, as = 'json' } = {}) {
  const options = { method, signal, headers: { Accept: as === 'json' ? 'application/json' : '*/*' } };
  if (json !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(json);
  }
  if (form) options.body = form;

  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(upload(form) > 8e6
      ? `The server closed the connection during the upload. The image (${bytes(upload(form))}) may be larger than the server accepts.`
      : 'The server can’t be reached. Check that lookalike is still running.');
  }
  const wait = Number(response.headers.get('Retry-After'));
  if (response.status === 503 && patience > 0 && wait > 0) { // busy, not broken: wait as told, then ask again
    await pause(1000 * Math.min(wait, 5), signal);
    return request(path, { method, json, form, signal, patience: patience - 1, as });
  }
  if (response.ok && as !== 'json') return response[as]();
  const body = await response.json().catch((error) => {
    if (error.name === 'AbortError') throw error;
    return null;
  });
  if (!response.ok) throw new ApiError(sentence(body, response), response.status);
  return body;
}
