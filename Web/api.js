// The routes that the page uses.

import { at, request } from './request.js';

const list = (path, parameters) => `${path}?${new URLSearchParams(
  Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null))}`;

// Collections and their images

export const collections = async () => (await request('/collections')).collections;
export const makeCollection = (order) => request('/collections', { method: 'POST', json: order });
export const deleteCollection = (name) => request(at('collections', name), { method: 'DELETE' });
export const images = (collection, { limit, after }, signal) =>
  request(list(at('collections', collection, 'images'), { limit, after }), { signal });
export const image = (collection, id) => request(at('collections', collection, 'images', id));
export const thumbnailOf = (collection, id) => at('collections', collection, 'images', id, 'thumbnail');

/** Stores an image under an id. */
export function putImage(collection, id, file) {
  const form = new FormData();
  form.append('name', id.split('/').pop());
  form.append('file', file, file.name || 'pasted.png');
  return request(at('collections', collection, 'images', id), { method: 'PUT', form, patience: 10 });
}

/** All categories, each with a few of its images. */
export const categories = async (collection, { examples = 0 } = {}, signal) =>
  (await request(list(at('collections', collection, 'categories'), { examples }), { signal })).categories;
export const categoryImages = (collection, id, { limit, after }, signal) =>
  request(list(at('collections', collection, 'categories', id, 'images'), { limit, after }), { signal });

// Searches: by an indexed image (`{ image }`), by a file (`{ file }`), by words (`{ words }`), or by an image and words

/** `words` is `{ wanted, unwanted }` as words.js reads them: a text, and texts that the results should not fit. */
function subject({ image, file, words }, fields, name = 'file') {
  const { wanted = '', unwanted = [] } = words ?? {};
  const negative = unwanted.map((text) => ({ text, negative: true }));
  if (!file) {
    const positive = [image ? { image_id: image } : null, wanted ? { text: wanted } : null].filter(Boolean);
    const parts = [...positive, ...negative];
    return { json: { ...parts.length > 1 || negative.length ? { parts } : parts[0], ...fields } };
  }
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) {
    form.append(key, typeof value === 'object' ? JSON.stringify(value) : value);
  }
  if (wanted) form.append('text', wanted);
  if (negative.length) form.append('parts', JSON.stringify(negative));
  form.append(name, file, file.name || 'pasted.png');
  return { form };
}

const search = (path, body, signal) => request(path, { method: 'POST', signal, patience: 2, ...body });

/** `nearestCategories` and `filter` may be null. */
export function searchPictures(collection, by, { topK, threshold, filter, nearestCategories }, signal) {
  const fields = { top_k: topK };
  if (threshold !== null) fields.threshold = threshold;
  if (filter) fields.filter = filter;
  if (nearestCategories) fields.nearest_categories = nearestCategories;
  return search(at('collections', collection, 'search'), subject(by, fields), signal);
}

export const searchCategories = (collection, by, signal) =>
  search(at('collections', collection, 'search', 'categories'), subject(by, {}), signal);

export const searchCompany = (company, file, topK, signal) =>
  search(at('api', 'search', company), subject({ file }, { top_k: topK }, 'image'), signal);

// Companies

export const companies = async (signal) => (await request('/api/companies', { signal })).companies;
export const companyStatistics = async (name) => (await request(at('api', 'stats', name))).stats;

export const companyContent = (company, path) => list(at('api', 'companies', company, 'content'), { path });
export const companyThumbnail = (company, path) => list(at('api', 'companies', company, 'thumbnail'), { path });

// The server

export const models = async (signal) => (await request('/models', { signal })).models;
export const availableModels = (signal) => request('/models/available', { signal });
/** Answers a job. */
export const pullModel = (name) => request(at('models', name, 'pull'), { method: 'POST', json: {} });
export const removeModel = (name, { force = false } = {}) =>
  request(`${at('models', name)}${force ? '?force=true' : ''}`, { method: 'DELETE' });
/** The model of each interface, as the interface says; undefined where it does not. */
const SERVING = {
  'product catalogue': ['/health', 'model'], 'event photos': ['/stats', 'event_photos_model'], gallery: ['/status', 'model'],
  'multi-tenant': ['/api/health', 'model'], 'million scale': ['/api/v1/health', 'model'],
};
export const servingModels = async (signal) => Object.fromEntries(await Promise.all(Object.entries(SERVING).map(
  async ([name, [path, member]]) => [name, (await request(path, { signal }).catch((error) => {
    if (error.name === 'AbortError') throw error;
    return {}; // an interface without images may have nothing to say
  }))[member]])));

export const health = (signal) => request('/api/v1/health', { signal });
export const gallery = (signal) => request('/status', { signal });
export const metrics = (signal) => request('/metrics', { signal, as: 'text' });

// Jobs

export const jobs = async (signal) => (await request('/jobs', { signal })).jobs;
export const job = (id) => request(at('jobs', id));
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
