// Getting images from the visitor: chosen, dropped anywhere on the page, or pasted.

import { byId } from './dom.js';
import { isAddress } from './parts.js';

const veil = byId('veil');
const carriesFiles = (event) => [...event.dataTransfer?.types ?? []].includes('Files');

/** All files of dropped folders, with their paths. */
async function filesOf(entry, path = '') {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [path ? Object.defineProperty(file, 'pathInFolder', { value: `${path}${file.name}` }) : file];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) { // a folder answers a hundred entries at a time
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    for (const one of some) found.push(...await filesOf(one, `${path}${entry.name}/`));
  }
  return found;
}

const mayBeImage = (file) => !file.type || file.type.startsWith('image/');

/** `takesAll()` says whether images are wanted to search among, `canAdd()` whether they may be. `onAdd(files)` receives
    images to keep, `onSearch(files)` those to search with, `onAddress(url)` the address of one, `onProblem(sentence)` says why
    there is none. */
export function pick({ takesAll, canAdd, onAdd, onSearch, onAddress, onProblem }) {
  const input = byId('file');

  function search(files) {
    const images = files.filter(mayBeImage);
    const file = images[0] ?? files[0];
    if (!file) return;
    if (!images.length) onProblem(`${file.name || 'That'} isn’t an image.`);
    else if (file.size === 0) onProblem(`${file.name || 'That file'} is empty.`);
    else onSearch(images.filter(({ size }) => size > 0));
  }

  /** One image is searched with, several are kept; `wish` is what the visitor said, where they did. */
  function take(files, wish) {
    if (!files.length) return;
    const isMany = files.length > 1 || files.some((file) => file.pathInFolder);
    if (takesAll() || wish === 'add' || (isMany && wish !== 'search' && canAdd())) onAdd(files);
    else search(files);
  }

  input.addEventListener('change', () => {
    const files = [...input.files];
    input.value = ''; // so that the same file can be chosen again
    take(files, 'search');
  });

  addEventListener('paste', (event) => {
    const files = [...event.clipboardData?.files ?? []];
    if (files.length) {
      event.preventDefault();
      take(files, 'search');
    } else if (!event.target.closest?.('input, textarea, [contenteditable]')) {
      const text = event.clipboardData?.getData('text').trim();
      if (isAddress(text)) onAddress(text);
      else onProblem('There is no image on the clipboard, nor the address of one.');
    }
  });

  const wishOf = (event) => event.target.closest?.('[data-drop]')?.dataset.drop;
  const show = (dragging) => {
    document.body.classList.toggle('dragging', dragging);
    veil.classList.toggle('only-add', takesAll());
    veil.classList.toggle('only-search', !takesAll() && !canAdd());
  };
  const point = (event) => { for (const zone of veil.children) zone.classList.toggle('over', zone.contains(event.target)); };

  for (const type of ['dragenter', 'dragover']) {
    addEventListener(type, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      if (!document.querySelector('dialog[open]')) show(true);
      point(event);
    });
  }
  addEventListener('dragleave', (event) => { if (!event.relatedTarget) show(false); });
  addEventListener('dragend', () => show(false));
  addEventListener('drop', async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    performance.mark('drop');
    const wish = wishOf(event);
    show(false);
    const entries = [...event.dataTransfer.items ?? []].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [...event.dataTransfer.files];
    if (!entries.some((entry) => entry.isDirectory)) return take(files, wish);
    try {
      const found = (await Promise.all(entries.map((entry) => filesOf(entry)))).flat();
      if (canAdd() || takesAll()) onAdd(found);
      else onProblem('Folders can be added to a collection, not searched with.');
    } catch { onProblem('The folder can’t be read.'); }
  });
}
