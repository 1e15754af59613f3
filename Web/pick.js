// Getting an image from the visitor: chosen, dropped anywhere on the page, or pasted.

import { byId } from './dom.js';

/** `onFile(file)` receives an image, and `onFiles(files)` all of several while `takesAll()` holds; `onProblem(sentence)`
    says why there is none. */
export function pick({ takesAll, onFiles, onFile, onProblem }) {
  const input = byId('file');

  function take(files) {
    if (files.length && takesAll()) return onFiles(files);
    const file = files.find((file) => file.type.startsWith('image/')) ?? files[0];
    if (!file) return;
    if (file.type && !file.type.startsWith('image/')) onProblem(`${file.name || 'That'} isn’t an image.`);
    else if (file.size === 0) onProblem(`${file.name || 'That file'} is empty.`);
    else onFile(file);
  }

  input.addEventListener('change', () => {
    const files = [...input.files];
    input.value = ''; // so that the same file can be chosen again
    take(files);
  });

  addEventListener('paste', (event) => {
    const files = [...event.clipboardData?.files ?? []];
    if (files.length) {
      event.preventDefault();
      take(files);
    } else if (!event.target.closest?.('input, textarea')) {
      onProblem('There is no image on the clipboard. Copy the image itself, not its address.');
    }
  });

  const carriesFiles = (event) => [...event.dataTransfer?.types ?? []].includes('Files');
  const show = (dragging) => document.body.classList.toggle('dragging', dragging);

  for (const type of ['dragenter', 'dragover']) {
    addEventListener(type, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      show(true);
    });
  }
  addEventListener('dragleave', (event) => { if (!event.relatedTarget) show(false); });
  addEventListener('dragend', () => show(false));
  addEventListener('drop', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    show(false);
    const entries = [...event.dataTransfer.items ?? []].map((item) => item.webkitGetAsEntry?.());
    if (entries.some((entry) => entry?.isDirectory)) return onProblem('Folders can’t be dropped. Drop the images in the folder, or press “Add a folder” in an empty collection.');
    take([...event.dataTransfer.files]);
  });

  if (/Mac|iPhone|iPad/.test(navigator.platform)) byId('paste-key').textContent = '⌘';
}
