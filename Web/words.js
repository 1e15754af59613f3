// The words of a search: the field for them, and what they say.

import { byId } from './dom.js';
import { isAddress } from './parts.js';

const UNWANTED = /(^|[\s;])-("[^"]*"|[^\s;-][^\s;]*)/g;

const form = byId('ask'), field = byId('words');
let shown = null; // the words that were shown last

const tidy = (text) => text.replace(/\s+/g, ' ').trim();

/** `red mug -handle; table -"wooden chair"` is `{ wanted: ['red mug', 'table'], unwanted: ['handle', 'wooden chair'] }`. */
export function read(words) {
  const unwanted = [];
  const wanted = (words ?? '').replace(UNWANTED, (all, before, part) => {
    unwanted.push(tidy(part.replaceAll('"', '')));
    return before;
  });
  return { wanted: wanted.split(';').map(tidy).filter(Boolean), unwanted: unwanted.filter(Boolean) };
}

/** What stands in the field, whether it was searched for or not; null for nothing. */
export const typed = () => field.disabled ? null : field.value.trim() || null;

/** `knowsWords` is null where that is not known. */
function hint(collection, knowsWords, takesAddresses) {
  if (!collection) return 'Drop or choose an image';
  if (!collection.model) return 'No words here: its vectors come from programs';
  if (knowsWords === false) return `No words here: ${collection.model} knows images only${takesAddresses ? ', by their address too' : ''}`;
  return takesAddresses ? 'Search by words, an image, or its address' : 'Search by words, an image, or both';
}

/** Companies, and places that are not there, take no words. */
export function show({ words }, collection, knowsWords, takesAddresses) {
  field.disabled = !collection;
  field.placeholder = hint(collection, knowsWords, takesAddresses);
  field.title = collection && knowsWords !== false ? 'Words, such as red mug -handle. A semicolon separates several wishes; what follows a minus is not wanted.' : field.placeholder;
  if (shown !== words) field.value = words ?? ''; // never under the visitor's hands
  shown = words;
}

/** `onWords(words)` when the visitor asks for them, null where there are none left; `onAddress(url, isUnwanted)` where an
    address stands there instead, with a minus before it where it is not wanted. */
export const listen = ({ onWords, onAddress }) => form.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = typed();
  const isUnwanted = text?.startsWith('-') ?? false;
  const address = isUnwanted ? text.slice(1) : text;
  if (!isAddress(address)) return onWords(text);
  field.value = shown ?? '';
  onAddress(address, isUnwanted);
});
