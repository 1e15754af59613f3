// The routes that the page uses; those of searches are in searches.js.

import { at, request } from './request.js';

const list = (path, parameters) => `${path}?${new URLSearchParams(
  Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null))}`;

// Collections and their images

export const collections = async () => (await request('/collections')).collections;
export const makeCollection = (order) => request('/collections', { method: 'POST', json: order });
export const collection = (name, signal) => request(at('collections', name), { signal });
export const changeCollection = (name, change) => request(at('collections', name), { method: 'PATCH', json: change });
export const deleteCollection = (name) => request(at('collections', name), { method: 'DELETE' });
export const images = (collection, { limit, after, offset, order, filter }, signal) => request(list(
  at('collections', collection, 'images'), { limit, after, offset, order, filter: filter ? JSON.stringify(filter) : null }), { signal });
export const image = (collection, id, signal) => request(at('collections', collection, 'images', id), { signal });
/** All frames of the file that an image is a frame of. */
export const frames = async (collection, id, signal) => (await request(at('collections', collection, 'images', id, 'frames'), { signal })).images;
export const changeImage = (collection, id, change) => request(at('collections', collection, 'images', id), { method: 'PATCH', json: change });
export const deleteImage = (collection, id) => request(at('collections', collection, 'images', id), { method: 'DELETE' });
export const imageDuplicates = (collection, id, { threshold, limit }, signal) =>
  request(list(at('collections', collection, 'images', id, 'duplicates'), { threshold, limit }), { signal });
export const contentOf = (collection, id) => at('collections', collection, 'images', id, 'content');
/** The bytes of an image, as a file. */
export const content = async (collection, id, signal) =>
  new File([await request(contentOf(collection, id), { signal, as: 'blob' })], id.split('/').pop());
export const thumbnailOf = (collection, id) => at('collections', collection, 'images', id, 'thumbnail');

/** Stores an image under an id. */
export function putImage(collection, id, file, { attributes, signal } = {}) {
  const form = new FormData();
  form.append('name', id.split('/').pop());
  if (attributes) form.append('attributes', JSON.stringify(attributes));
  form.append('file', file, file.name || 'pasted.png');
  return request(at('collections', collection, 'images', id), { method: 'PUT', form, patience: 10, signal });
}

/** The attributes that images have, with what is frequent in each. */
export const fields = async (collection) => (await request(at('collections', collection, 'fields'))).fields;

/** All categories, each with a few of its images. */
export const categories = async (collection, { examples = 0 } = {}, signal) =>
  (await request(list(at('collections', collection, 'categories'), { examples }), { signal })).categories;
export const categoryImages = (collection, id, { limit, after }, signal) =>
  request(list(at('collections', collection, 'categories', id, 'images'), { limit, after }), { signal });

export const makeCategory = (collection, name) => request(at('collections', collection, 'categories'), { method: 'POST', json: { name } });
export const renameCategory = (collection, id, name) => request(at('collections', collection, 'categories', id), { method: 'PATCH', json: { name } });
export const deleteCategory = (collection, id) => request(at('collections', collection, 'categories', id), { method: 'DELETE' });

// Roots: the folders that a collection is synced with

export const roots = async (collection, signal) => (await request(at('collections', collection, 'roots'), { signal })).roots;
export const addRoot = (collection, directory) => request(at('collections', collection, 'roots'), { method: 'POST', json: { directory } });
export const removeRoot = (collection, id) => request(at('collections', collection, 'roots', id), { method: 'DELETE' });

// Migrations: a collection's way to another model

export const migration = (collection, signal) => request(at('collections', collection, 'migration'), { signal });
export const migrate = (collection, order) => request(at('collections', collection, 'migration'), { method: 'POST', json: order });
export const cancelMigration = (collection) => request(at('collections', collection, 'migration'), { method: 'DELETE' });
export const rollBackMigration = (collection) => request(at('collections', collection, 'migration', 'rollback'), { method: 'POST', json: {} });
export const finishMigration = (collection) => request(at('collections', collection, 'migration', 'finish'), { method: 'POST', json: {} });

// Maps

export const map = (collection, signal) => request(at('collections', collection, 'map'), { signal });
/** Answers a job. */
export const makeMap = (collection) => request(at('collections', collection, 'map'), { method: 'POST' });

// Companies

export const companies = async (signal) => (await request('/api/companies', { signal })).companies;
export const companyStatistics = async (name) => (await request(at('api', 'stats', name))).stats;

export const companyContent = (company, path) => list(at('api', 'companies', company, 'content'), { path });
export const companyThumbnail = (company, path) => list(at('api', 'companies', company, 'thumbnail'), { path });

// The server

export const models = async (signal) => (await request('/models', { signal })).models;
export const availableModels = (signal) => request('/models/available', { signal });
/** Answers a job. */
export const pullModel = (name, order = {}) => request(at('models', name, 'pull'), { method: 'POST', json: order });
export const modelDetails = (name) => request(at('models', name));
export const modelSpeed = (name) => request(at('models', name, 'speed'), { method: 'POST' });
export const checkModel = (name) => request(at('models', name, 'check'), { method: 'POST' });
export const networkOf = (name, { text = false } = {}) => list(at('models', name, 'network'), { text: text || null });
/** Answers a job. */
export const quantizeModel = (name, order) => request(at('models', name, 'quantize'), { method: 'POST', json: order });
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

export const server = () => request('/server');
export const health = (signal) => request('/api/v1/health', { signal });
export const gallery = (signal) => request('/status', { signal });
export const metrics = (signal) => request('/metrics', { signal, as: 'text' });

// Jobs

export const jobs = async (signal) => (await request('/jobs', { signal })).jobs;
export const job = (id) => request(at('jobs', id));
export const startSync = (collection, order = {}) => request(at('collections', collection, 'sync'), { method: 'POST', json: order });
export const cancelJob = (id) => request(at('jobs', id), { method: 'DELETE' });

/** The live events of a job; returns a function that stops listening. */
export function followJob(id, onJob) {
  const source = new EventSource(`${at('jobs', id)}/events`);
  const hear = (event) => onJob(JSON.parse(event.data));
  source.addEventListener('progress', hear);
  source.addEventListener('done', (event) => { source.close(); hear(event); });
  return () => source.close();
}
