// One search, of whatever kind the state asks for: asks the server, fills the grid, and returns what to say of it.
// Each is `(now, by, place, signal, actions) → { text, heading?, title?, warnings?, none? }`.

import * as api from './api.js';
import * as conditions from './conditions.js';
import * as format from './format.js';
import * as grid from './grid.js';
import { found } from './matches.js';
import * as query from './query.js';
import * as scope from './scope.js';
import * as searches from './searches.js';
import * as teach from './teach.js';

const COMPANY_MOST = 50, CATEGORIES_MOST = 100;

/** What is found by words has a rank; its score is low even where it fits well. */
const isRanked = ({ score_scale: scale }) => scale === 'text' || scale === 'mixed';

function heading({ parts, words }) {
  if (!words) return 'Look-alikes';
  return parts.length ? 'Look-alikes that fit the words' : 'Images that fit the words';
}

/** Images of a collection. */
async function pictures(now, by, collection, signal, actions) {
  const { list, answer } = await found(collection, by, {
    topK: now.topK, threshold: now.words ? null : now.threshold, sort: now.sort, fold: now.fold, frames: now.frames,
    augment: now.parts.length ? now.augment : [], augmentBy: now.augmentBy,
    filter: conditions.filter(now.filter, now.event),
    nearestCategories: scope.usesPrototypes(now, collection) ? now.topCategories : null,
  }, signal, actions.onError);
  query.know(answer.results);
  grid.showMatches(list, {
    queryIDs: new Set(now.parts.map((part) => part.image)), isRanked: isRanked(answer) && now.sort === 'score', ...actions });
  const all = Math.max(collection.images, answer.total_compared);
  const searched = answer.categories_searched;
  return {
    heading: heading(now),
    text: [
      list.isWhole ? format.plural(list.length, 'match', 'matches') : null,
      searched ? `in ${format.count(searched.length)} of ${format.plural(collection.categories, 'category', 'categories')}` : null,
      `${format.count(answer.total_compared)} of ${format.count(all)} compared`,
      format.milliseconds(answer.took_ms)].filter(Boolean).join(', '),
    title: `Embedding ${format.milliseconds(answer.embedding_ms)}, search ${format.milliseconds(answer.search_ms)}`,
    warnings: answer.warnings,
    none: list.length ? null : () => teach.noMatches(collection, now),
  };
}

/** Categories of a collection, by their prototypes. */
async function prototypes(now, by, collection, signal) {
  const [answer, categories] = await Promise.all([
    searches.categories(collection.name, by, signal),
    api.categories(collection.name, { examples: 4 }, signal)]);
  const shown = answer.categories.slice(0, now.topK ?? CATEGORIES_MOST);
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
  const file = by.parts.find((part) => part.file)?.file;
  const answer = await searches.company(company, file, Math.min(now.topK ?? COMPANY_MOST, COMPANY_MOST), signal);
  grid.showFiles(company, answer.results);
  return {
    heading: 'Look-alikes',
    text: `${format.plural(answer.results.length, 'match', 'matches')}, ${format.milliseconds(performance.now() - begin)}`,
    title: 'Time from request to answer',
    warnings: [
      now.topK > COMPANY_MOST ? `A company returns at most ${COMPANY_MOST} matches.` : null,
      by.parts.length > 1 || by.parts.some((part) => part.region || part.negative) ? 'A company is searched with one whole image: the first.' : null].filter(Boolean),
    none: answer.results.length ? null : () => teach.noFiles(company),
  };
}

export async function find(now, by, place, signal, actions) {
  if (now.company) return files(now, by, now.company, signal);
  if (!by.words.wanted.length && by.parts.every((part) => part.negative)) {
    throw new Error(now.parts.length ? 'These images say only what is not wanted. Add one that is, or words.'
      : 'These words say only what is not wanted. Add what is wanted, or an image.');
  }
  return scope.onlyPrototypes(now, place) ? prototypes(now, by, place, signal) : pictures(now, by, place, signal, actions);
}
