// One search, of whatever kind the state asks for: asks the server, fills the grid, and returns what to say of it.
// Each is `(now, by, place, signal) → { text, heading?, title?, seen?, warnings?, none? }`, where `by` has an image or a file,
// and words as words.js reads them.

import * as api from './api.js';
import * as events from './events.js';
import * as format from './format.js';
import * as grid from './grid.js';
import * as scope from './scope.js';
import * as teach from './teach.js';

const COMPANY_MOST = 50;

/** What is found by words has a rank; its score is low even where it fits well. */
const isRanked = ({ score_scale: scale }) => scale === 'text' || scale === 'mixed';

/** Images of a collection. */
async function pictures(now, by, collection, signal, onOpen) {
  const answer = await api.searchPictures(collection.name, by, {
    topK: now.topK, threshold: now.words ? null : now.threshold, filter: events.filter(now.event),
    nearestCategories: scope.usesPrototypes(now, collection) ? now.topCategories : null,
  }, signal);
  grid.showMatches(answer.results, { queryID: now.image, isRanked: isRanked(answer), onOpen });
  const all = Math.max(collection.images, answer.total_compared);
  const searched = answer.categories_searched;
  return {
    seen: answer.results,
    heading: !now.words ? null : by.image || by.file ? 'Look-alikes that fit the words' : 'Images that fit the words',
    text: [
      format.plural(answer.results.length, 'match', 'matches'),
      searched ? `in ${format.count(searched.length)} of ${format.plural(collection.categories, 'category', 'categories')}` : null,
      `${format.count(answer.total_compared)} of ${format.count(all)} compared`,
      format.milliseconds(answer.took_ms)].filter(Boolean).join(', '),
    title: `Embedding ${format.milliseconds(answer.embedding_ms)}, search ${format.milliseconds(answer.search_ms)}`,
    warnings: answer.warnings,
    none: answer.results.length ? null : () => teach.noMatches(collection, now),
  };
}

/** Categories of a collection, by their prototypes. */
async function prototypes(now, by, collection, signal) {
  const [answer, categories] = await Promise.all([
    api.searchCategories(collection.name, by, signal),
    api.categories(collection.name, { examples: 4 }, signal)]);
  const shown = answer.categories.slice(0, now.topK);
  grid.showCategories(shown, {
    examples: new Map(categories.map((category) => [category.id, category.examples])), isRanked: isRanked(answer) });
  return {
    heading: 'Nearest categories',
    text: `${format.count(shown.length)} of ${format.plural(answer.categories.length, 'category', 'categories')}, ${format.milliseconds(answer.took_ms)}`,
    warnings: answer.warnings,
    none: shown.length ? null : () => teach.noMatches(collection, now),
  };
}

/** Files of a company. */
async function files(now, by, company, signal) {
  const begin = performance.now();
  const answer = await api.searchCompany(company, by.file, Math.min(now.topK, COMPANY_MOST), signal);
  grid.showFiles(company, answer.results);
  return {
    text: `${format.plural(answer.results.length, 'match', 'matches')}, ${format.milliseconds(performance.now() - begin)}`,
    title: 'Time from request to answer',
    warnings: now.topK > COMPANY_MOST ? [`A company returns at most ${COMPANY_MOST} matches.`] : [],
    none: answer.results.length ? null : () => teach.noFiles(company),
  };
}

export async function find(now, by, place, signal, onOpen) {
  if (now.company) return files(now, by, now.company, signal);
  if (now.words && !by.image && !by.file && !by.words.wanted) {
    throw new Error('These words say only what is not wanted. Add what is wanted, or an image.');
  }
  return scope.onlyPrototypes(now, place) ? prototypes(now, by, place, signal) : pictures(now, by, place, signal, onOpen);
}
