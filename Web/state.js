// What the page shows, kept in the address: collection, picture, number of matches, minimum score.
// A picture from the visitor's machine can't be in an address; it is kept in memory under a key that
// the history entry remembers, so back and forward find it until the page is closed.

const DEFAULTS = { collection: null, image: null, upload: null, topK: 12, threshold: null };
const KEPT_UPLOADS = 20;

const uploads = new Map();
const listeners = [];
let current = read();

function read() {
  const query = new URLSearchParams(location.search);
  const topK = Math.round(Number(query.get('top_k') ?? NaN));
  const threshold = query.get('threshold') ? Number(query.get('threshold')) : NaN;
  return {
    collection: query.get('collection') || null,
    image: query.get('image') || null,
    upload: query.get('image') ? null : history.state?.upload ?? null,
    topK: topK >= 1 && topK <= 100 ? topK : DEFAULTS.topK,
    threshold: threshold >= 0 && threshold <= 1 ? threshold : null,
  };
}

/** The address of the current state with changes: for links that can be copied or opened in a tab. */
export function address(changes = {}) {
  const state = { ...current, ...changes };
  const query = new URLSearchParams();
  if (state.collection) query.set('collection', state.collection);
  if (state.image) query.set('image', state.image);
  if (state.topK !== DEFAULTS.topK) query.set('top_k', state.topK);
  if (state.threshold !== null) query.set('threshold', state.threshold);
  return `${location.pathname}?${query}`;
}

export const get = () => current;
export const upload = (key) => uploads.get(key) ?? null;

/** Calls `listener(now, before)` after every change, the visitor's back and forward included. */
export const subscribe = (listener) => listeners.push(listener);

function become(next) {
  const before = current;
  current = next;
  for (const listener of listeners) listener(current, before);
}

/** Changes the state. A new picture or collection makes a history entry; `replace` adjusts the current one. */
export function go(changes, { replace = false } = {}) {
  const next = { ...current, ...changes };
  history[replace ? 'replaceState' : 'pushState']({ upload: next.upload }, '', address(next));
  become(next);
}

/** Goes to a search by a picture of the visitor's own. */
export function goToUpload(file) {
  const key = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  uploads.set(key, file);
  if (uploads.size > KEPT_UPLOADS) uploads.delete(uploads.keys().next().value);
  go({ upload: key, image: null });
}

addEventListener('popstate', () => become(read()));
