// The words of a search: the field for them, and what they say.

import { byId } from './dom.js';

const UNWANTED = /(^|\s)-("[^"]*"|[^\s-]\S*)/g;

const form = byId('words-form'), field = byId('words');
let shown = null; // the words that were shown last

/** `red mug -handle -"wooden table"` is `{ wanted: 'red mug', unwanted: ['handle', 'wooden table'] }`. */
export function read(words) {
  const unwanted = [];
  const wanted = (words ?? '').replace(UNWANTED, (all, before, part) => {
    unwanted.push(part.replaceAll('"', '').trim());
    return before;
  });
  return { wanted: wanted.replace(/\s+/g, ' ').trim(), unwanted: unwanted.filter(Boolean) };
}

/** What stands in the field, whether it was searched for or not; null for nothing. */
export const typed = () => form.hidden ? null : field.value.trim() || null;

/** `knowsWords` is null where that is not known. */
function hint(collection, knowsWords) {
  if (!collection.model) return 'No words here: its vectors come from programs';
  return knowsWords === false ? `No words here: ${collection.model} knows images only` : 'Words, such as red mug -handle';
}

/** Companies, and places that are not there, take no words. */
export function show({ words }, collection, knowsWords) {
  form.hidden = !collection;
  if (collection) field.placeholder = field.title = hint(collection, knowsWords);
  if (shown !== words) field.value = words ?? ''; // never under the visitor's hands
  shown = words;
}

/** `onWords(words)` when the visitor asks for them; null where there are none left. */
export const listen = (onWords) => form.addEventListener('submit', (event) => {
  event.preventDefault();
  onWords(typed());
});
