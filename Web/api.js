// Every request to the server, and every answer turned into a value or an ApiError with a sentence.

import { bytes } from './format.js';

export class ApiError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

const at = (...parts) => '/' + parts.map(encodeURIComponent).join('/');

function sentence(body, response) {
  const detail = body?.detail;
  if (typeof detail === 'string' && detail) return detail;
  if (Array.isArray(detail) && detail.length) {
    return detail.map(({ loc = [], msg }) => {
      const field = loc.filter((part) => part !== 'body' && part !== 'query').join('.');
      return field ? `${field}: ${msg}` : msg;
    }).join('. ');
  }
  return `The server answered ${response.status} without saying why.`;
}

const pause = (ms, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
});

async function request(path, { method = 'GET', json, form, signal, patience = 0 } = {}) {
  const options = { method, signal, headers: { Accept: 'application/json' } };
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
    const size = form?.get('file')?.size ?? 0;
    throw new ApiError(size > 8e6
      ? `The server hung up while receiving this picture. At ${bytes(size)} it may be larger than the server accepts.`
      : 'The server can’t be reached. Check that lookalike is still running.');
  }
  if (response.status === 503 && patience > 0) { // busy, not broken: wait as told, then ask again
    await pause(1000 * Math.min(Number(response.headers.get('Retry-After')) || 1, 5), signal);
    return request(path, { method, json, form, signal, patience: patience - 1 });
  }
  const body = await response.json().catch((error) => {
    if (error.name === 'AbortError') throw error;
    return null;
  });
  if (!response.ok) throw new ApiError(sentence(body, response), response.status);
  return body;
}

export const collections = async () => (await request('/collections')).collections;

export function images(collection, { limit, after } = {}) {
  const query = new URLSearchParams({ limit });
  if (after) query.set('after', after);
  return request(`${at('collections', collection, 'images')}?${query}`);
}

export const image = (collection, id) => request(at('collections', collection, 'images', id));

export const thumbnailOf = (collection, id) => at('collections', collection, 'images', id, 'thumbnail');

/** Search by an indexed picture (`{ image }`) or by a file (`{ file }`). */
export function search(collection, { image, file }, { topK, threshold }, signal) {
  const path = at('collections', collection, 'search');
  if (image) {
    return request(path, {
      method: 'POST', signal, patience: 2,
      json: { image_id: image, top_k: topK, ...(threshold === null ? {} : { threshold }) },
    });
  }
  const form = new FormData();
  form.append('top_k', topK);
  if (threshold !== null) form.append('threshold', threshold);
  form.append('file', file, file.name || 'pasted.png');
  return request(path, { method: 'POST', signal, form, patience: 2 });
}

export const jobs = async () => (await request('/jobs')).jobs;
export const startSync = (collection) => request(at('collections', collection, 'sync'), { method: 'POST', json: {} });
export const cancelJob = (id) => request(at('jobs', id), { method: 'DELETE' });

/** The live events of a job; returns a function that stops listening. */
export function followJob(id, onJob) {
  const source = new EventSource(`${at('jobs', id)}/events`);
  const hear = (event) => onJob(JSON.parse(event.data));
  source.addEventListener('progress', hear);
  source.addEventListener('done', (event) => { source.close(); hear(event); });
  return () => source.close();
}
