// The search panel: shows what the state asks for, a search or a place to start one.

import * as api from './api.js';
import * as collections from './collections.js';
import { byId, h } from './dom.js';
import * as format from './format.js';
import * as grid from './grid.js';
import * as notice from './notice.js';
import * as query from './query.js';
import * as state from './state.js';

const POOL = 200, SAMPLE = 24; // pictures asked for at once, pictures offered
const PATIENCE = 150; // ms before "Searching" is worth saying

const panel = byId('panel-search');
const title = byId('found-title');
const others = byId('others');
const names = new Map(); // image id → name, of the pictures seen on this page

let request = new AbortController();
let focusAfter = false;
let pool = { images: [], next: null, turn: 0 };

function open(image) {
  names.set(image.id, image.name);
  focusAfter = true;
  state.go({ image: image.id, upload: null });
}

function fail(error, retry) {
  if (error.name === 'AbortError') return;
  notice.status('', 'error');
  notice.error(error.message, error.status === 0 || error.status >= 500 ? retry : undefined);
}

// Showing the state

/** Shows the current state; `sameQuery` leaves the picture as it is (only settings changed). */
export async function show({ sameQuery = false } = {}) {
  request.abort();
  request = new AbortController();
  const now = state.get();
  const collection = collections.find(now.collection);
  notice.clearError();

  if (!collection) return now.collection ? showMissing(now.collection) : showNoCollections();
  const file = now.upload ? state.upload(now.upload) : null;
  if (!now.image && !file) {
    await showStart(collection);
    if (now.upload) notice.warnings(['The picture that you searched with isn’t kept when the page is reloaded. Drop it again.']);
    return;
  }
  panel.dataset.view = 'results';
  title.textContent = 'Look-alikes';
  others.hidden = true;
  document.title = 'Look-alikes · Lookalike';
  if (!sameQuery) showQuery(now, file);
  await run(now, file, collection, request.signal);
}

function showQuery(now, file) {
  if (file) return query.showFile(file);
  const name = names.get(now.image);
  query.showIndexed(api.thumbnailOf(now.collection, now.image), name ?? now.image);
  if (name === undefined) {
    api.image(now.collection, now.image).then((image) => {
      names.set(image.id, image.name);
      if (state.get().image === image.id) query.rename(image.name);
    }, () => {}); // the id will do
  }
}

async function run(now, file, collection, signal) {
  notice.empty();
  notice.searching();
  grid.busy(true);
  const slow = setTimeout(() => notice.status('Searching', 'searching'), PATIENCE);
  try {
    const answer = await api.search(now.collection, { image: now.image, file }, now, signal);
    clearTimeout(slow);
    for (const match of answer.results) names.set(match.id, match.name);
    grid.showMatches(answer.results, { queryID: now.image, onOpen: open });
    notice.warnings(answer.warnings);
    const all = Math.max(collection.images, answer.total_compared);
    notice.status(
      `${format.plural(answer.results.length, 'match', 'matches')}, ${format.count(answer.total_compared)} of ${format.count(all)} compared, ${format.milliseconds(answer.took_ms)}`,
      'done', `Looking at the picture ${format.milliseconds(answer.embedding_ms)}, comparing ${format.milliseconds(answer.search_ms)}`);
    if (!answer.results.length) showNoMatches(collection, now.threshold);
    if (focusAfter) { scrollTo({ top: 0 }); title.focus({ preventScroll: true }); }
  } catch (error) {
    if (error.name === 'AbortError') return;
    grid.clear();
    notice.warnings();
    fail(error, () => show());
  } finally {
    clearTimeout(slow);
    if (!signal.aborted) { grid.busy(false); focusAfter = false; }
  }
}

async function showStart(collection) {
  startView(collection.images ? 'start' : 'empty');
  byId('intro-text').textContent = collection.images
    ? `Lookalike compares it with the ${format.plural(collection.images, 'picture')} of “${collection.name}” and shows the nearest ones first.` : '';
  if (!collection.images) {
    grid.clear();
    title.textContent = 'No pictures yet';
    return teachSync(collection);
  }
  title.textContent = 'Or pick one of these';
  const { signal } = request;
  try {
    if (pool.collection !== collection.name || pool.total !== collection.images) {
      const page = await api.images(collection.name, { limit: POOL });
      pool = { ...page, collection: collection.name, total: collection.images, turn: 0 };
    }
    if (!signal.aborted) offer();
  } catch (error) {
    if (!signal.aborted) fail(error, () => show());
  }
}

/** Evenly spread over the pool, so that neighbours in name order don't crowd the offer. */
function offer() {
  const ready = pool.images.filter((image) => image.state === 'ready');
  const step = Math.max(ready.length / SAMPLE, 1);
  const picked = [];
  for (let i = 0; i < Math.min(SAMPLE, ready.length); i += 1) {
    picked.push(ready[Math.floor(i * step + pool.turn) % ready.length]);
  }
  grid.showGallery([...new Set(picked)], { onOpen: open });
  others.hidden = ready.length <= SAMPLE && !pool.next;
}

async function offerOthers() {
  pool.turn += 1;
  const turns = Math.ceil(pool.images.length / SAMPLE);
  if (pool.next && pool.turn >= turns) {
    try {
      Object.assign(pool, await api.images(pool.collection, { limit: POOL, after: pool.next }), { turn: 0, total: pool.total });
    } catch (error) { return fail(error); }
  }
  offer();
}

// When there is nothing to show

function startView(view = 'empty') {
  panel.dataset.view = view;
  document.title = 'Lookalike';
  query.clear();
  others.hidden = true;
  focusAfter = false;
  notice.warnings();
  notice.empty();
  notice.status('');
  grid.busy(false);
}

function showNoCollections() {
  startView();
  grid.clear();
  byId('intro-text').textContent = 'Give Lookalike a folder of pictures once. After that, finding the look-alikes of any picture takes milliseconds.';
  title.textContent = 'No pictures yet';
  notice.empty(
    h('p', {}, 'Run this where your pictures are. They stay where they are; only what they look like is stored.'),
    notice.command('lookalike sync DIR'),
    h('p', { class: 'note' }, 'This page notices when the first pictures are in.'));
}

function showMissing(name) {
  startView();
  grid.clear();
  byId('intro-text').textContent = '';
  title.textContent = 'Not found';
  notice.error(`There is no collection called “${name}”. Choose another one above.`);
}

function teachSync({ name, directory }) {
  notice.empty(
    h('p', {}, directory ? `“${name}” is empty. Press Sync above to index ${directory}, or run:`
      : `“${name}” is empty. Point Lookalike at a folder of pictures:`),
    notice.command(`lookalike sync ${directory ? notice.quoted(directory) : 'DIR'} --collection ${notice.quoted(name)}`));
}

function showNoMatches(collection, threshold) {
  if (threshold === null || !collection.images) return teachSync(collection);
  notice.empty(
    h('p', {}, `Nothing in “${collection.name}” scores ${threshold} or more.`),
    h('button', { class: 'button primary', type: 'button', onclick: () => state.go({ threshold: null }, { replace: true }) }, 'Show the nearest anyway'));
}

/** The collection's pictures changed: look again, quietly. */
export function refresh() {
  pool = { images: [], next: null, turn: 0 };
  return show({ sameQuery: true });
}

others.addEventListener('click', offerOthers);
query.onClear(() => { state.go({ image: null, upload: null }); byId('file').focus(); });
