// The grid of the library and of what a search has found. Arrow keys, Home, End and the page keys move between cards.

import * as cards from './cards.js';
import { byId, h } from './dom.js';
import * as format from './format.js';
import { virtualGrid } from './virtual.js';
import { whole } from './lists.js';

const element = byId('grid');
const PICTURES = { least: 168, columns: 2, gap: 10, text: 0 };
const MATCHES = { least: 176, columns: 2, gap: 14, text: 86 };
const FILES = { least: 190, columns: 2, gap: 14, text: 112 };
const CATEGORIES = { least: 190, columns: 2, gap: 14, text: 96 };

let make = () => h('li');
const blank = () => h('li', { class: 'cell blank', 'aria-hidden': 'true' });

const grid = virtualGrid(element, { make: (item, place) => make(item, place), blank });

const narrow = (shape) => innerWidth < 600 ? { ...shape, least: shape.text ? 140 : 104, columns: shape.text ? 2 : 3, gap: shape.text ? 10 : 6 } : shape;

function show(kind, list, shape, maker) {
  element.className = `grid ${kind}`;
  make = (item, place) => cellOf(maker(item, place));
  grid.show(list, narrow(shape));
}

function cellOf(li) {
  li.classList.add('cell');
  return li;
}

/** The library: pictures without text. */
export const showLibrary = (list, { onOpen, onSimilar, choiceOf }) => show('library', list, PICTURES, (image, place) =>
  cards.picture(image, { testid: 'gallery-item', onOpen: () => onOpen(image, place), onSimilar, choice: choiceOf(image, place) }));

/** `isRanked` shows places in place of scores. */
export const showMatches = (list, { queryIDs, isRanked, onOpen, onSimilar, onCopies, choiceOf }) => show('matches', list, MATCHES, (match, place) =>
  cards.picture(match, {
    testid: 'result-card', score: match.score, rank: isRanked ? place + 1 : null, isQuery: queryIDs.has(match.id),
    onOpen: () => onOpen(match, place), onSimilar, onCopies, choice: choiceOf(match, place) }));

/** A company's images; where the server has only their vectors, the name stands for the image. */
export const showFiles = (company, results) => show('matches', whole(results), FILES, (file) =>
  cards.file({ company, path: file.fullPath, name: file.name, score: file.distance }));

/** Categories by their prototypes' scores; `examples` has images by a category's id. A rank needs no score. */
export const showCategories = (categories, { examples, isRanked }) => show('categories', whole(categories), CATEGORIES, (category) => cards.mosaic({
  testid: 'prototype-card', changes: { view: 'categories', item: String(category.id) }, title: category.name,
  hint: format.plural(category.images, 'image'), images: examples.get(category.id) ?? [], score: isRanked ? undefined : category.score,
}));

export const clear = () => grid.clear();
export const busy = (yes) => element.setAttribute('aria-busy', String(yes));
export const focus = (place) => grid.focus(place);
export const redraw = () => grid.redraw();
/** The list that is shown, null for none. */
export const list = () => grid.list();

/** Lets keys move between the cards of a list that is all there. */
export function arrows(list) {
  list.addEventListener('keydown', (event) => {
    const all = [...list.querySelectorAll('.card')];
    const here = all.indexOf(event.target);
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const top = all[0].getBoundingClientRect().top;
    const columns = Math.max(all.findIndex((card) => card.getBoundingClientRect().top > top + 1), 0) || all.length;
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, ArrowUp: here - columns, ArrowDown: here + columns, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  });
  return list;
}
