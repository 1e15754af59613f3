// What the page shows, kept in the address: the view after the '#', what is searched, with what and how before it.
// An image from the visitor's machine can't be in an address; it is kept in memory under a key that
// the history entry remembers, so back and forward find it until the page is closed.

const DEFAULTS = {
  view: 'search', item: null, // the view, and what it shows of several
  collection: null, company: null, // where to search: one of them
  image: null, upload: null, words: null, // what to search with: an image, words or both
  event: null, topK: 12, threshold: null,
  // On, off, or only them. The gallery's own page, /app, has them on; elsewhere every image is compared.
  prototypes: location.pathname === '/app' ? 'on' : 'off', topCategories: 3,
};
const PROTOTYPES = ['on', 'off', 'only'];
const KEPT_UPLOADS = 20;

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

function read() {
  const query = new URLSearchParams(location.search);
  const [view, item] = location.hash.slice(1).split('/');
  const prototypes = query.get('prototypes');
  const ignored = [];
  if (prototypes && !PROTOTYPES.includes(prototypes)) ignored.push(`The address says prototypes=${prototypes}; it is on, off or only.`);
  return {
    ignored, // what the address says and can't be used, in sentences
    view: view || DEFAULTS.view,
    item: /^\d+$/.test(item) ? item : null,
    collection: query.get('company') ? null : query.get('collection') || null,
    company: query.get('company') || null,
    image: query.get('image') || null,
    upload: query.get('image') ? null : history.state?.upload ?? null,
    words: query.get('company') ? null : query.get('text')?.trim() || null, // a company's interface takes images only
    event: query.get('event') || null,
    topK: Math.round(number(query, 'top_k', 1, 100, DEFAULTS.topK, ignored)),
    threshold: number(query, 'threshold', 0, 1, null, ignored),
    prototypes: PROTOTYPES.includes(prototypes) ? prototypes : DEFAULTS.prototypes,
    topCategories: Math.round(number(query, 'top_categories', 1, 10, DEFAULTS.topCategories, ignored)),
  };
}

/** The address of the current state with changes: for links that can be copied or opened in a tab. */
export function address(changes = {}) {
  const state = { ...current, ...changes };
  const query = new URLSearchParams();
  const names = {
    collection: 'collection', company: 'company', image: 'image', words: 'text', event: 'event', topK: 'top_k',
    threshold: 'threshold', prototypes: 'prototypes', topCategories: 'top_categories',
  };
  for (const [key, name] of Object.entries(names)) {
    if (state[key] !== null && state[key] !== DEFAULTS[key]) query.set(name, state[key]);
  }
  const hash = state.view === DEFAULTS.view ? '' : `#${state.view}${state.item === null ? '' : `/${state.item}`}`;
  return `${location.pathname}?${query}${hash}`;
}

/** Changes that lead to another place: what was particular to the one before is let go. */
export const toCollection = (collection) => ({ collection, company: null, image: null, event: null, item: null });
export const toCompany = (company) => ({ company, collection: null, image: null, words: null, event: null, item: null, view: 'search' });
export const toImage = (image) => ({ view: 'search', item: null, image, upload: null, words: null });
export const toView = (view, item = null) => ({ view, item });

export const get = () => current;
export const upload = (key) => uploads.get(key) ?? null;

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
  history[replace ? 'replaceState' : 'pushState']({ upload: next.upload }, '', address(next));
  become(next);
}

/** Goes to a search by an image of the visitor's own, and by words where there are some. */
export function goToUpload(file, words) {
  const key = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  uploads.set(key, file);
  if (uploads.size > KEPT_UPLOADS) uploads.delete(uploads.keys().next().value);
  go({ ...toImage(null), upload: key, words });
}

addEventListener('popstate', () => become(read()));
