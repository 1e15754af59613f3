// Figures: of each collection, of the server, of its caches, models and the gallery's search in two stages.

import * as api from './api.js';
import * as cards from './cards.js';
import { h } from './dom.js';
import { empty } from './empty.js';
import * as metrics from './metrics.js';
import * as tables from './tables.js';
import * as state from './state.js';

export const every = 10000;
export const title = () => 'Statistics';
export const lead = () => '';

/** Each part may fail for itself: `{ value }` or `{ error }`. */
const part = (promise) => promise.then((value) => ({ value }), (error) => {
  if (error.name === 'AbortError') throw error;
  return { error: error.message };
});

export async function load(now, signal) {
  const names = ['collections', 'metrics', 'health', 'models', 'gallery'];
  const parts = await Promise.all(names.map((name) => part(api[name](signal))));
  return Object.fromEntries(names.map((name, i) => [name, parts[i]]));
}

const section = (name, { value, error }, content) => h('section', { class: 'figures', testid: `statistics-${name.toLowerCase()}` },
  h('h2', {}, name), error === undefined ? content(value) : h('p', { class: 'problem', role: 'alert' }, error));

export function draw(data) {
  const figures = { ...data.metrics, value: data.metrics.value === undefined ? undefined : metrics.parse(data.metrics.value) };
  return [
    section('Collections', data.collections, (collections) => collections.length ? tables.collections(collections)
      : empty('There are no collections yet.', h('p', {}, cards.link(state.toView('search'), { testid: 'to-search' }, 'Add the first images')))),
    section('Server', figures, (values) => tables.server(values, data.health)),
    section('Caches', figures, tables.caches),
    section('Prototypes', data.gallery, tables.prototypes),
    section('Models', data.models, tables.models),
  ];
}
