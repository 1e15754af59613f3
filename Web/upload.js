// Images on their way to the server: a queue that works on several at once, and the tray that shows how far it is.

import * as api from './api.js';
import { byId, h, icon } from './dom.js';
import * as format from './format.js';

const AT_ONCE = 4; // uploads
const SHOWN = 50; // problems
const LONGEST = 400; // letters of an id
const OFTEN = 150; // ms between two looks of the tray

const tray = byId('tray');
const queue = []; // { collection, id, file }
let run = null; // { collection, total, done, added, problems, failed, controller }
let onAdded = () => {};

/** `added(collection, count)` when all are done. */
export const listen = (added) => { onAdded = added; };

const pathOf = (file) => file.pathInFolder || file.webkitRelativePath || file.name || 'pasted.png';
const isHidden = (path) => path.split('/').some((part) => part.startsWith('.') || part === '@eaDir');
export const mayBePicture = (file) => file.size > 0 && (!file.type || file.type.startsWith('image/')) && !isHidden(pathOf(file));

/** An id for each: its path, with a number where two have the same. */
function named(files) {
  const taken = new Set(queue.map(({ id }) => id));
  return files.map((file) => {
    const path = pathOf(file).slice(-LONGEST);
    let id = path;
    for (let n = 2; taken.has(id); n += 1) id = `${path} (${n})`;
    taken.add(id);
    return { id, file };
  });
}

/** Sends files to a collection; more may be added while others are on their way. Answers how many are images. */
export function add(collection, files) {
  const pictures = named(files.filter(mayBePicture));
  if (!pictures.length) return 0;
  queue.push(...pictures.map((picture) => ({ ...picture, collection })));
  if (run && !run.isOver) run.total += pictures.length;
  else begin(collection, pictures.length);
  paint();
  return pictures.length;
}

async function begin(collection, total) {
  run = { collection, total, done: 0, added: 0, problems: [], failed: [], controller: new AbortController(), isOver: false, begun: performance.now() };
  const mine = run;
  const workers = Array.from({ length: AT_ONCE }, () => work(mine));
  await Promise.all(workers);
  mine.isOver = true;
  paint();
  if (mine.added) onAdded(mine.collection, mine.added);
}

async function work(mine) {
  for (let next = queue.shift(); next; next = queue.shift()) {
    try {
      await api.putImage(next.collection, next.id, next.file, { signal: mine.controller.signal });
      mine.added += 1;
    } catch (error) {
      if (error.name === 'AbortError') return;
      mine.problems.push(`${next.id}: ${error.message}`);
      mine.failed.push(next.file);
      if (error.status === 0) { // nobody answers
        mine.failed.push(...queue.splice(0).map(({ file }) => file));
      }
    }
    mine.done += 1;
    later();
  }
}

function cancel() {
  queue.length = 0;
  run.controller.abort();
}

function retry() {
  const { collection, failed } = run;
  run = null;
  add(collection, failed);
}

let timer = 0;
const later = () => { timer ||= setTimeout(() => { timer = 0; paint(); }, OFTEN); };

function headline() {
  const { total, done, added, collection, isOver, controller } = run;
  if (!isOver) return `Adding ${format.count(done)} of ${format.plural(total, 'image')} to ${collection}`;
  if (controller.signal.aborted) return `Stopped: ${format.plural(added, 'image')} added to ${collection}.`;
  return added === total ? `${format.plural(added, 'image')} added to ${collection}.`
    : added ? `${format.plural(added, 'image')} added to ${collection}, ${format.count(total - added)} not.` : 'No image was added.';
}

function timeLeft() {
  const { total, done, begun } = run;
  if (done < 10) return '';
  return `${format.seconds((performance.now() - begun) / done * (total - done) / 1000)} left`;
}

const button = (text, testid, action, kind = '') => h('button', { class: `button ${kind}`, type: 'button', testid, onclick: action }, text);
const dismiss = () => h('button', { class: 'button quiet square', type: 'button', 'aria-label': 'Dismiss', onclick: () => { run = null; paint(); } }, icon('close'));

let parts = null; // of the tray, for as long as the buttons in it stay the same

function build() {
  const { isOver } = run;
  const text = h('p', { testid: 'tray-text', role: isOver ? 'status' : null }), left = h('span', { class: 'note' });
  const bar = h('progress', { max: 1, 'aria-label': 'Images added', hidden: isOver });
  const list = h('ul', { class: 'tray-problems', testid: 'tray-problems', tabindex: 0, 'aria-label': 'Images that were not added' });
  tray.replaceChildren(
    h('div', { class: 'tray-head' }, text, left, isOver ? dismiss() : button('Stop', 'tray-cancel', cancel, 'quiet')), bar, list,
    ...isOver && run.failed.length ? [button('Try these again', 'tray-retry', retry)] : []);
  return { run, isOver, text, left, bar, list, told: 0 };
}

function paint() {
  tray.hidden = !run;
  if (!run) { parts = null; return; }
  if (parts?.run !== run || parts.isOver !== run.isOver) parts = build();
  const { total, done, problems, isOver } = run;
  parts.text.textContent = headline();
  parts.left.textContent = isOver ? '' : timeLeft();
  parts.bar.value = done / total;
  parts.list.hidden = problems.length === 0;
  if (problems.length === parts.told) return;
  parts.told = problems.length;
  const more = problems.length - SHOWN;
  parts.list.replaceChildren(...problems.slice(0, SHOWN).map((text) => h('li', {}, text)), more > 0 ? h('li', {}, `And ${format.count(more)} more.`) : '');
}

/** While images are on their way, leaving the page asks first. */
addEventListener('beforeunload', (event) => { if (run && !run.isOver) event.preventDefault(); });
