// What the page shows, kept in the address: the view after the '#', what is searched, with what and how before it.
// A file from the visitor's machine can't be in an address; it is kept in memory under a key that the history entry
// remembers, so back and forward find it until the page is closed.

import * as conditions from './conditions.js';
import * as parts from './parts.js';

const DEFAULTS = {
  view: 'search', item: null, // the view, and what it shows of several
  collection: null, company: null, // where to search: one of them
  parts: [], words: null, // what to search with: images, words or both
  filter: [], event: null, topK: null, threshold: null, order: 'oldest', sort: 'score', fold: false, frames: false,
  augment: [], augmentBy: 'best', // other views of the images that are searched with, and what becomes of them
  // On, off, or only them. The gallery's own page, /app, has them on; elsewhere every image is compared.
  prototypes: location.pathname === '/app' ? 'on' : 'off', topCategories: 3,
  open: null, // the image whose details are shown
};
export const VIEWS = ['turns', 'mirror', 'crops'];
const CHOICES = { augment_by: ['best', 'mean'], prototypes: ['on', 'off', 'only'], order: ['oldest', 'newest'], sort: ['score', 'date', 'name'] };
const KEPT_UPLOADS = 40;

const uploads = new Map();
const listeners = [];
let current = read();

/** A number of the address; one that can't be used is told, not dropped in silence. */
function number(query, name, least, most, instead, ignored) {
  const text = query.get(name);
  if (text === null || text === '') return instead;
  const value = Number(text);
  if (value >= least && value <= most) return value;
  ignored.push(`The address says ${name}=${text}; it goes from ${least} to ${most}, so ${instead ?? 'none'} is used.`);
  return instead;
}

function choice(query, name, ignored) {
  const text = query.get(name);
  const instead = DEFAULTS[name] ?? CHOICES[name][0];
  if (!text || CHOICES[name].includes(text)) return text || instead;
  ignored.push(`The address says ${name}=${text}; it is one of ${CHOICES[name].join(', ')}.`);
  return instead;
}

function views(query, ignored) {
  const named = (query.get('augment') ?? '').split(',').filter(Boolean);
  const unknown = named.filter((name) => !VIEWS.includes(name));
  if (unknown.length) ignored.push(`The address says augment=${unknown.join(',')}; there are ${VIEWS.join(', ')}.`);
  return VIEWS.filter((name) => named.includes(name));
}

function read() {
  const query = new URLSearchParams(location.search);
  const [view, item] = location.hash.slice(1).split('/');
  const ignored = [];
  const topK = number(query, 'top_k', 1, 1000, null, ignored);
  return {
    ignored, // what the address says and can't be used, in sentences
    view: view || DEFAULTS.view,
    item: /^\d+$/.test(item) ? item : null,
    collection: query.get('company') ? null : query.get('collection') || null,
    company: query.get('company') || null,
    parts: history.state?.parts ?? parts.read(query, ignored),
    words: query.get('company') ? null : query.get('text')?.trim() || null, // a company's interface takes images only
    filter: conditions.read(query.get('filter'), ignored),
    event: query.get('event') || null,
    topK: topK === null ? null : Math.round(topK),
    threshold: number(query, 'threshold', 0, 1, null, ignored),
    order: choice(query, 'order', ignored),
    sort: choice(query, 'sort', ignored),
    fold: query.get('fold') === 'on',
    frames: query.get('frames') === 'all',
    augment: views(query, ignored),
    augmentBy: choice(query, 'augment_by', ignored),
    prototypes: choice(query, 'prototypes', ignored),
    topCategories: Math.round(number(query, 'top_categories', 1, 10, DEFAULTS.topCategories, ignored)),
    open: query.get('open') || null,
  };
}

/** The address of the current state with changes: for links that can be copied or opened in a tab. */
export function address(changes = {}) {
  const state = { ...current, ...changes };
  const query = new URLSearchParams();
  const set = (names) => {
    for (const [key, name] of Object.entries(names)) {
      if (state[key] !== null && state[key] !== DEFAULTS[key]) query.set(name, state[key]);
    }
  };
  set({ collection: 'collection', company: 'company' });
  parts.write(state.parts, query);
  set({ words: 'text', event: 'event' });
  if (state.filter.length) query.set('filter', conditions.write(state.filter));
  if (state.fold) query.set('fold', 'on');
  if (state.frames) query.set('frames', 'all');
  if (state.augment.length) query.set('augment', state.augment.join(','));
  set({ topK: 'top_k', threshold: 'threshold', order: 'order', sort: 'sort', augmentBy: 'augment_by', prototypes: 'prototypes', topCategories: 'top_categories', open: 'open' });
  const hash = state.view === DEFAULTS.view ? '' : `#${state.view}${state.item === null ? '' : `/${state.item}`}`;
  return `${location.pathname}?${query}${hash}`;
}

/** Changes that lead to another place: what was particular to the one before is let go. */
export const toCollection = (collection) => ({
  collection, company: null, parts: current.parts.filter((part) => part.upload || part.url), filter: [], event: null, item: null, open: null });
export const toCompany = (company) => ({
  ...toCollection(null), company, parts: current.parts.filter((part) => part.upload), words: null, view: 'search' }); // images alone
/** To a search by one image of the collection; null is for none. */
export const toImage = (image) => ({ view: 'search', item: null, parts: image === null ? [] : [parts.ofImage(image)], words: null, open: null });
export const toView = (view, item = null) => ({ view, item, open: null });

export const get = () => current;
export const upload = (key) => uploads.get(key) ?? null;
/** Whether there is something to search with. */
export const isSearch = (state) => state.parts.length > 0 || state.words !== null;

/** Calls `listener(now, before)` after every change, the visitor's back and forward included. */
export const subscribe = (listener) => listeners.push(listener);

function become(next) {
  const before = current;
  current = next;
  for (const listener of listeners) listener(current, before);
}

/** Changes the state. A new place makes a history entry; `replace` adjusts the current one. */
export function go(changes, { replace = false } = {}) {
  const next = { ...current, ignored: replace ? current.ignored : [], ...changes };
  const kept = next.parts.some((part) => part.upload) ? { parts: next.parts } : {};
  history[replace ? 'replaceState' : 'pushState'](kept, '', address(next));
  become(next);
}

/** Keeps a file of the visitor's own; returns its key. */
export function keep(file) {
  const key = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  uploads.set(key, file);
  if (uploads.size > KEPT_UPLOADS) uploads.delete(uploads.keys().next().value);
  return key;
}

addEventListener('popstate', () => become(read()));
