// The page as a whole: starts it, and connects the views with the state, the sources and the jobs. A new view is a
// module as panel.js describes, a line in VIEWS and a link in index.html.

import * as add from './add.js';
import * as augment from './augment.js';
import { follow } from './cards.js';
import * as detail from './detail.js';
import { byId } from './dom.js';
import * as filters from './filters.js';
import * as jobs from './jobs.js';
import * as notice from './notice.js';
import * as panel from './panel.js';
import * as parts from './parts.js';
import { pick } from './pick.js';
import * as scope from './scope.js';
import * as search from './search.js';
import * as selection from './selection.js';
import * as server from './server.js';
import * as settings from './settings.js';
import * as sources from './sources.js';
import * as state from './state.js';
import * as tools from './tools.js';
import * as upload from './upload.js';
import * as words from './words.js';
import * as categories from './view-categories.js';
import * as collections from './view-collections.js';
import * as companies from './view-companies.js';
import * as duplicates from './view-duplicates.js';
import * as events from './view-events.js';
import * as jobList from './view-jobs.js';
import * as map from './view-map.js';
import * as models from './view-models.js';
import * as statistics from './view-statistics.js';

const LOOK_AGAIN = 5000; // ms, while there is nothing to show
const VIEWS = { map, duplicates, categories, events, collections, companies, models, jobs: jobList, statistics };

const tabs = [...document.querySelectorAll('#views a')];
const viewOf = (now) => VIEWS[now.view] ?? null;
const problem = (error) => notice.error(error.message, null, byId(viewOf(state.get()) ? 'view-error' : 'error'));
const present = () => { const { collection, company } = state.get(); return company ? null : sources.find(collection); };

function showShell(now) {
  const collection = present();
  sources.show(now);
  sources.syncing(jobs.isSyncing(now.collection));
  words.show(now, collection, sources.knowsWords(collection), server.takesAddresses());
  settings.show(now, {
    isCompany: Boolean(now.company), isOfPrototypes: scope.onlyPrototypes(now, collection), hasWords: now.words !== null });
  settings.suggest(collection?.suggested_threshold);
  scope.show(now, collection);
  filters.show(now, collection);
  tools.show(now, collection);
  augment.show(now, collection);
  detail.show(now, collection);
  selection.show(collection);
  byId('veil-add').textContent = collection ? `Add to “${collection.name}”` : 'Add to a new collection';
  const view = viewOf(now) ? now.view : 'search';
  byId('panel-search').hidden = view !== 'search';
  byId('panel-view').hidden = view === 'search';
  document.body.dataset.view = view;
  for (const tab of tabs) {
    const isHere = tab.dataset.view === view;
    tab.href = state.address(state.toView(tab.dataset.view));
    if (!isHere) tab.removeAttribute('aria-current');
    else if (!tab.hasAttribute('aria-current')) {
      tab.setAttribute('aria-current', 'page');
      tab.parentElement.scrollLeft = tab.offsetLeft - 60; // where the tabs don't fit
    }
  }
  byId('home').href = state.address({ ...state.toImage(null), event: null, filter: [] });
}

function showView(now) {
  const view = viewOf(now);
  if (view) return panel.show(view);
  panel.hide();
  return search.show();
}

/** What the details of an image are shown over stays as it is. */
const isSameBelow = (now, before) => before && Object.keys(now).every((key) => key === 'open' || key === 'ignored' || now[key] === before[key]);

state.subscribe((now, before) => {
  showShell(now);
  if (isSameBelow(now, before)) return;
  const moved = now.view !== before.view || now.item !== before.item;
  showView(now);
  if (moved || !viewOf(now)) scrollTo({ top: 0 });
  if (moved && viewOf(now)) panel.focus();
});

/** Reads the sources anew; true where the view still has to be shown. */
async function load() {
  await Promise.all([sources.load(), server.load()]);
  const { collection, company } = state.get();
  const choice = collection || company ? {} : sources.favourite();
  const isNew = Boolean(choice.collection || choice.company);
  if (isNew) state.go(choice, { replace: true });
  else showShell(state.get());
  return !isNew;
}

async function begin() {
  try {
    if (await load()) await showView(state.get());
  } catch (error) {
    notice.error(error.message, () => { notice.clearError(); begin(); });
  }
}

/** What is shown may have changed. */
async function refresh() {
  if (!await load().catch(() => false)) return;
  const view = viewOf(state.get());
  if (view) panel.show(view, { quiet: true });
  else search.refresh();
}

/** While there are no images, the first ones may come from a command line: look for them. */
function lookForFirstPictures() {
  setInterval(async () => {
    const { collection: name, company } = state.get();
    if (document.hidden || company || sources.find(name)?.images || (name && !sources.find(name))) return;
    const stale = await load().catch(() => false);
    if (stale && sources.find(state.get().collection)?.images && !viewOf(state.get())) search.refresh();
  }, LOOK_AGAIN);
}

/** Where images are wanted to search among, rather than to search with: the name of the empty collection, null where
    there is none; undefined everywhere else. */
function wanting() {
  const { collection: name, company } = state.get();
  if (company) return undefined;
  if (!name) return null;
  const collection = sources.find(name);
  return collection && !collection.images && !collection.directory && !collection.problem ? name : undefined;
}

/** A search with files of the visitor's own: in place of what there was, or beside it where `isMore`. */
function searchWith(files) {
  const { company } = state.get();
  if (company ? !sources.hasCompany(company) : !present()) return problem(new Error('There are no images to compare with here. Choose another collection.'));
  const added = files.slice(0, parts.MOST).map((file) => parts.ofUpload(state.keep(file)));
  state.go({ view: 'search', item: null, open: null, parts: added, words: words.typed() });
}

/** A search with an image elsewhere, beside what there is. */
function searchAddress(url, negative = false) {
  if (!present()) return problem(new Error('There are no images to compare with here. Choose another collection.'));
  state.go({ view: 'search', item: null, open: null, parts: parts.adding(state.get().parts, parts.ofAddress(url, { negative })) });
}

pick({
  takesAll: () => wanting() !== undefined,
  canAdd: () => Boolean(present()?.model),
  onAdd: (files) => {
    if (wanting() !== undefined && viewOf(state.get())) state.go(state.toView('search'));
    add.add(wanting() ?? state.get().collection, files);
  },
  onSearch: searchWith,
  onAddress: searchAddress,
  onProblem: (sentence) => problem(new Error(sentence)),
});

async function showAdded(collection) {
  await load();
  if (state.get().collection !== collection) state.go(state.toCollection(collection));
  else if (!viewOf(state.get())) await search.refresh();
}

upload.listen((collection) => showAdded(collection).catch(problem));
add.listen({
  onMade: (collection) => { if (!sources.find(collection)) showAdded(collection).catch(problem); },
  onSync: (collection) => { jobs.look(); showAdded(collection).catch(problem); },
});
collections.listen({ onChanged: refresh, onSync: () => jobs.look() });
map.listen(() => jobs.look());
duplicates.listen({ onStarted: () => jobs.look(), onChanged: () => load().catch(() => {}), look: () => panel.show(duplicates, { quiet: true }) });
detail.listen({ onGone: refresh, onChanged: () => { if (!viewOf(state.get())) search.refresh(); } });

selection.listen(refresh);

const adjust = (changes) => {
  const now = state.get();
  if (Object.keys(changes).some((key) => changes[key] !== now[key])) state.go({ ignored: [], ...changes }, { replace: true });
};
settings.listen(adjust);
words.listen({ onWords: (text) => { if (text !== state.get().words) state.go({ words: text }); }, onAddress: searchAddress });
augment.listen(adjust);
scope.listen(adjust);
filters.listen(present, problem);
tools.listen(() => add.ask(state.get().collection));

sources.listen({
  onCollection: (collection) => state.go(state.toCollection(collection)),
  onCompany: (company) => state.go(state.toCompany(company)),
  onSync: () => jobs.start(state.get().collection).catch(problem),
});

for (const tab of tabs) tab.addEventListener('click', follow(() => state.go(state.toView(tab.dataset.view))));
byId('home').addEventListener('click', follow(() => state.go({ ...state.toImage(null), event: null, filter: [] })));
byId('skip').addEventListener('click', (event) => { // not by the address: it belongs to the state
  event.preventDefault();
  byId(viewOf(state.get()) ? 'view-title' : 'found-title').focus();
});
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target.closest('input, textarea, select, dialog')) return;
  event.preventDefault();
  if (viewOf(state.get())) state.go(state.toView('search'));
  byId('words').focus();
});

begin();
jobs.watch({
  onChange: () => sources.syncing(jobs.isSyncing(state.get().collection)),
  onFinish: refresh,
  onError: problem,
});
lookForFirstPictures();
