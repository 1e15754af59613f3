// The page as a whole: starts it, and connects the panels with the state, the collections and the jobs.
// A new panel is a module with `show()`, a `<main id="panel-…">` and a link in the header.

import * as collections from './collections.js';
import { byId } from './dom.js';
import * as jobs from './jobs.js';
import * as notice from './notice.js';
import { pick } from './pick.js';
import * as search from './search.js';
import * as settings from './settings.js';
import * as state from './state.js';

const LOOK_AGAIN = 5000; // ms, while there is nothing to show

function showShell(now) {
  collections.show(now.collection);
  collections.syncing(jobs.isSyncing(now.collection));
  settings.show(now);
  settings.suggest(collections.find(now.collection)?.suggested_threshold);
  byId('home').href = state.address({ image: null, upload: null });
}

state.subscribe((now, before) => {
  showShell(now);
  search.show({ sameQuery: now.collection === before.collection && now.image === before.image && now.upload === before.upload });
});

/** Reads the collections anew; true where the panel still has to be shown. */
async function load() {
  await collections.load();
  const choice = state.get().collection ? null : collections.favourite();
  if (choice) state.go({ collection: choice }, { replace: true });
  else showShell(state.get());
  return choice === null;
}

async function begin() {
  try {
    if (await load()) await search.show();
  } catch (error) {
    notice.error(error.message, () => { notice.clearError(); begin(); });
  }
}

/** While there are no pictures, the first ones may come from a command line: look for them. */
function lookForFirstPictures() {
  setInterval(async () => {
    const name = state.get().collection;
    if (document.hidden || collections.find(name)?.images || (name && !collections.find(name))) return;
    const stale = await load().catch(() => false);
    if (stale && collections.find(state.get().collection)?.images) search.refresh();
  }, LOOK_AGAIN);
}

pick({
  onFile: (file) => {
    if (collections.find(state.get().collection)) state.goToUpload(file);
    else notice.error('There are no pictures to compare with yet. Choose or make a collection first.');
  },
  onProblem: (sentence) => notice.error(sentence),
});

settings.listen((changes) => {
  const now = state.get();
  if (changes.topK !== now.topK || changes.threshold !== now.threshold) state.go(changes, { replace: true });
});

collections.listen({
  onChoose: (collection) => state.go({ collection, image: null }),
  onSync: () => jobs.start(state.get().collection).catch((error) => notice.error(error.message)),
});

byId('home').addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  state.go({ image: null, upload: null });
});

byId('skip').addEventListener('click', (event) => { // not by the address: it belongs to the state
  event.preventDefault();
  byId('found-title').focus();
});

begin();
jobs.watch({
  onChange: () => collections.syncing(jobs.isSyncing(state.get().collection)),
  onFinish: async (job) => {
    const stale = await load().catch(() => false);
    if (stale && job.collection === state.get().collection) search.refresh();
  },
  onError: (error) => notice.error(error.message),
});
lookForFirstPictures();
