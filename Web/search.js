// The library and the search: shows what the state asks for, all images of a collection or those that look alike.

import * as api from './api.js';
import { byId } from './dom.js';
import * as conditions from './conditions.js';
import * as copies from './copies.js';
import { find } from './find.js';
import * as format from './format.js';
import * as grid from './grid.js';
import * as library from './library.js';
import * as notice from './notice.js';
import * as query from './query.js';
import * as selection from './selection.js';
import * as server from './server.js';
import * as sources from './sources.js';
import * as state from './state.js';
import * as teach from './teach.js';
import * as words from './words.js';

const PATIENCE = 150; // ms before "Searching" is worth saying

const panel = byId('panel-search');
const title = byId('found-title');

let request = new AbortController();
let focusAfter = false;

/** Shows the details of an image. */
const open = (image) => { query.know([image]); state.go({ open: image.id }); };

/** Searches with an image. */
export function similar(image) {
  query.know([image]);
  focusAfter = true;
  state.go(state.toImage(image.id));
}

function fail(error, retry) {
  if (error.name === 'AbortError') return;
  notice.status('', 'error');
  notice.error(error.message, error.status === 0 || error.status >= 500 ? retry : undefined);
}

const actions = {
  onOpen: open, onSimilar: similar, choiceOf: (image, place) => ({ isChosen: selection.has(image.id), toggle: (isRange) => selection.toggle(image, place, isRange) }),
  onCopies: (image) => copies.show(image, state.get().collection), onError: (error) => fail(error, () => show()),
};

/** A part with its file, where one is needed: stored images are searched by their vectors, but regions and other views are of
    files. An image that has none, as it came as a vector, has no other views. */
async function withFile(part, now) {
  if (part.upload) return { ...part, file: state.upload(part.upload) };
  if (!part.image || (!part.region && !now.augment.length)) return part;
  try {
    return { ...part, file: await api.content(now.collection, part.image, request.signal) };
  } catch (error) {
    if (part.region || error.status !== 404) throw error;
    return part;
  }
}

/** What the state searches with, the visitor's own files included. */
async function subject(now) {
  if (now.parts.some((part) => part.url)) await server.checkAddresses();
  const found = await Promise.all(now.parts.map((part) => withFile(part, now)));
  return { parts: found.filter((part) => part.image || part.url || part.file), words: words.read(now.words) };
}

/** Shows the current state. */
export async function show() {
  request.abort();
  request = new AbortController();
  const now = state.get();
  const collection = now.company ? null : sources.find(now.collection);
  notice.clearError();
  query.show(now);
  if (now.company ? !sources.hasCompany(now.company) : !collection) return showMissing(now);
  const isLost = now.parts.some((part) => part.upload && !state.upload(part.upload));
  const warnings = [...now.ignored, ...isLost ? ['Your image isn’t kept when the page is reloaded. Drop it again.'] : []];
  const hasQuery = now.words !== null || now.parts.some((part) => part.image || part.url || state.upload(part.upload));
  if (!hasQuery || (now.company && !now.parts.some((part) => state.upload(part.upload)))) {
    await (collection ? showLibrary(collection, now) : showCompany(now.company));
    return notice.warnings(warnings);
  }
  panel.dataset.view = 'results';
  document.title = `${now.words ?? 'Look-alikes'} · Lookalike`;
  await run(now, collection, warnings, request.signal);
}

async function run(now, collection, warnings, signal) {
  notice.empty();
  notice.searching();
  grid.busy(true);
  const slow = setTimeout(() => notice.status('Searching', 'searching'), PATIENCE);
  try {
    const found = await find(now, await subject(now), collection, signal, actions);
    clearTimeout(slow);
    title.textContent = found.heading;
    notice.warnings([...warnings, ...found.warnings ?? []]);
    notice.status(found.text, 'done', found.title);
    found.none?.();
    if (focusAfter) { scrollTo({ top: 0 }); title.focus({ preventScroll: true }); }
    performance.mark('results');
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

async function showLibrary(collection, now) {
  if (collection.problem) return showDamaged(collection);
  beginning(collection.images ? 'start' : 'empty');
  title.textContent = collection.images ? collection.name : 'No images yet';
  if (!collection.images) {
    grid.clear();
    return teach.emptyCollection(collection);
  }
  const { signal } = request;
  try {
    const filter = conditions.filter(now.filter, now.event);
    const list = await library.list(collection, { filter, order: now.order, onError: actions.onError }, signal);
    if (signal.aborted) return;
    grid.showLibrary(list, actions);
    notice.status(filter ? `${format.count(list.length)} of ${format.plural(collection.images, 'image')}` : format.plural(list.length, 'image'));
    if (!list.length) teach.noMatches(collection, now);
  } catch (error) {
    if (!signal.aborted) fail(error, () => show());
  }
}

function showDamaged({ name, problem }) {
  beginning('empty');
  grid.clear();
  title.textContent = `“${name}” can’t be used`;
  notice.error(problem);
}

function showCompany(company) {
  beginning('start');
  grid.clear();
  title.textContent = company;
  notice.empty('A company’s images are not listed. Drop or choose an image to search with.');
}

// When there is nothing to show

function beginning(view) {
  panel.dataset.view = view;
  document.title = 'Lookalike';
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
    title.textContent = 'Find images that look like yours';
    return teach.nothingYet();
  }
  title.textContent = 'Not found';
  notice.error(company ? `There is no company called “${company}”. Choose another one.`
    : `There is no collection called “${collection}”. Choose another one.`);
}

/** The collection's images changed: look again, quietly. */
export function refresh() {
  library.forget();
  return show();
}

query.onClear(() => { state.go(state.toImage(null)); byId('words').focus(); });
