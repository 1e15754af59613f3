// The image being searched with: its preview, its name, and the way back to the start.

import { byId, thumbnail } from './dom.js';

const frame = byId('query-frame');
const picture = byId('query-image');
const unseen = byId('query-unseen');
const about = byId('query-about');
const name = byId('query-name');
const remove = byId('remove-image');
let objectURL = null;

picture.addEventListener('error', () => { picture.hidden = true; unseen.hidden = false; });

function show(source, label) {
  if (objectURL) URL.revokeObjectURL(objectURL);
  objectURL = source?.startsWith('blob:') ? source : null;
  frame.hidden = about.hidden = source === null;
  unseen.hidden = true;
  unseen.textContent = objectURL ? 'No preview: this browser can’t show this image.' : 'No preview: the server doesn’t have this image’s file.';
  picture.hidden = false;
  if (source === null) picture.removeAttribute('src');
  else picture.src = source;
  picture.alt = source === null ? '' : `Your image: ${label}`;
  name.textContent = name.title = label ?? '';
  byId('drop-action').textContent = source === null ? 'Choose an image' : 'Another image';
}

/** Where the query has words beside the image, or in place of it. */
export function withWords(words) {
  remove.hidden = words === null || frame.hidden;
  about.hidden = words === null && frame.hidden;
  if (words !== null && frame.hidden) byId('drop-action').textContent = 'Add an image';
}

export const clear = () => show(null);

export const showFile = (file) => show(URL.createObjectURL(file), file.name || 'Pasted image');

export const showIndexed = (thumbnailURL, label) => show(thumbnail(thumbnailURL, 512), label);

export const rename = (label) => { name.textContent = name.title = label; picture.alt = `Your image: ${label}`; };

export const onClear = (action) => byId('clear').addEventListener('click', action);
export const onRemoveImage = (action) => remove.addEventListener('click', action);
