// The search: shows what the state asks for, matches or a place to start.

import * as api from './api.js';
import { byId } from './dom.js';
import { find } from './find.js';
import * as format from './format.js';
import * as grid from './grid.js';
import * as notice from './notice.js';
import * as query from './query.js';
import * as sources from './sources.js';
import * as start from './start.js';
import * as state from './state.js';
import * as teach from './teach.js';
import * as words from './words.js';

const PATIENCE = 150; // ms before "Searching" is worth saying

const panel = byId('panel-search');
const title = byId('found-title');
const intro = byId('intro-text');
const names = new Map(); // image id → name, of the images seen on this page

let request = new AbortController();
let focusAfter = false;

function open(image) {
  names.set(image.id, image.name);
  focusAfter = true;
  state.go(state.toImage(image.id));
}

function fail(error, retry) {
  if (error.name === 'AbortError') return;
  notice.status('', 'error');
  notice.error(error.message, error.status === 0 || error.status >= 500 ? retry : undefined);
}

/** Shows the current state; `sameQuery` leaves the image as it is (only settings changed). */
export async function show({ sameQuery = false } = {}) {
  request.abort();
  request = new AbortController();
  const now = state.get();
  const collection = now.company ? null : sources.find(now.collection);
  notice.clearError();
  if (now.company ? !sources.hasCompany(now.company) : !collection) return showMissing(now);

  const file = now.upload ? state.upload(now.upload) : null;
  const lost = now.upload && !file ? ['Your image isn’t kept when the page is reloaded. Drop it again.'] : [];
  if (!now.image && !file && !now.words) {
    await (collection ? showStart(collection, now.event) : showCompany(now.company));
    notice.warnings([...now.ignored, ...lost]);
    return;
  }
  if (now.company && !file) return showCompany(now.company); // an indexed image is a collection's
  panel.dataset.view = 'results';
  start.hide();
  document.title = `${now.words ?? 'Look-alikes'} · Lookalike`;
  if (!sameQuery) {
    showImage(now, file);
    query.withWords(now.words);
  }
  await run({ now, file, lost }, collection, request.signal);
}

function showImage(now, file) {
  if (file) return query.showFile(file);
  if (!now.image) return query.clear();
  const name = names.get(now.image);
  query.showIndexed(api.thumbnailOf(now.collection, now.image), name ?? now.image);
  if (name === undefined) {
    api.image(now.collection, now.image).then((image) => {
      names.set(image.id, image.name);
      if (state.get().image === image.id) query.rename(image.name);
    }, () => {}); // the id will do
  }
}

async function run({ now, file, lost }, collection, signal) {
  notice.empty();
  notice.searching();
  grid.busy(true);
  const slow = setTimeout(() => notice.status('Searching', 'searching'), PATIENCE);
  try {
    const found = await find(now, { image: now.image, file, words: words.read(now.words) }, collection, signal, open);
    clearTimeout(slow);
    for (const match of found.seen ?? []) names.set(match.id, match.name);
    title.textContent = found.heading ?? 'Look-alikes';
    notice.warnings([...now.ignored, ...lost, ...found.warnings ?? []]);
    notice.status(found.text, 'done', found.title);
    found.none?.();
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

async function showStart(collection, event) {
  if (collection.problem) return showDamaged(collection);
  beginning(collection.images ? 'start' : 'empty');
  const pictures = event ? 'the photos of one event' : `the ${format.plural(collection.images, 'image')} of “${collection.name}”`;
  const yours = sources.knowsWords(collection) ? 'your words, your image or both' : 'your image';
  intro.textContent = collection.images ? `Lookalike compares ${yours} with ${pictures} and shows the ${sources.knowsWords(collection) ? 'best' : 'most similar'} ones first.` : '';
  if (!collection.images) {
    grid.clear();
    title.textContent = 'No images yet';
    return teach.emptyCollection(collection);
  }
  title.textContent = event ? 'Or pick a photo of this event' : 'Or pick one of these';
  const { signal } = request;
  try {
    await start.offer(collection, event, open, signal);
  } catch (error) {
    if (!signal.aborted) fail(error, () => show());
  }
}

function showDamaged({ name, problem }) {
  beginning('empty');
  grid.clear();
  intro.textContent = '';
  title.textContent = `“${name}” can’t be used`;
  notice.error(problem);
}

function showCompany(company) {
  beginning('start');
  grid.clear();
  title.textContent = '';
  intro.textContent = `Lookalike compares your image with those of “${company}” and lists the most similar files.`;
}

// When there is nothing to show

function beginning(view) {
  panel.dataset.view = view;
  document.title = 'Lookalike';
  query.clear();
  query.withWords(null);
  start.hide();
  focusAfter = false;
  notice.warnings();
  notice.empty();
  notice.status('');
  grid.busy(false);
}

function showMissing({ collection, company }) {
  beginning('empty');
  grid.clear();
  if (!collection && !company) {
    intro.textContent = 'Give Lookalike a folder of images once. Then finding similar images takes milliseconds.';
    title.textContent = 'No images yet';
    return teach.nothingYet();
  }
  intro.textContent = '';
  title.textContent = 'Not found';
  notice.error(company ? `There is no company called “${company}”. Choose another one above.`
    : `There is no collection called “${collection}”. Choose another one above.`);
}

/** The collection's images changed: look again, quietly. */
export function refresh() {
  start.forget();
  return show({ sameQuery: true });
}

start.listen((error) => fail(error));
query.onClear(() => { state.go(state.toImage(null)); byId('file').focus(); });
query.onRemoveImage(() => { state.go({ image: null, upload: null }); byId('words').focus(); });
