// The frame of every view but the search: its heading, and what it says while it loads and when it can't. A view is
// `{ title(now), lead?(now), load(now, signal), draw(data, now), every? }`; `draw` returns elements.

import { byId } from './dom.js';
import * as notice from './notice.js';
import * as state from './state.js';

const PATIENCE = 150; // ms before "Loading" is worth saying

const title = byId('view-title');
const lead = byId('view-lead');
const status = byId('view-status');
const errorBox = byId('view-error');
const body = byId('view-body');

let request = new AbortController();
let timer;
let shown = null; // what the body shows, as text

export function hide() {
  request.abort();
  clearTimeout(timer);
  shown = null;
}

/** Shows a view; `quiet` leaves what is there until there is something new. */
export async function show(view, { quiet = false } = {}) {
  request.abort();
  clearTimeout(timer);
  request = new AbortController();
  const { signal } = request;
  const now = state.get();
  if (!quiet) {
    title.textContent = view.title(now);
    lead.textContent = view.lead?.(now) ?? '';
    document.title = `${view.title(now)} · Lookalike`;
    notice.clearError(errorBox);
    body.replaceChildren();
    shown = null;
  }
  body.setAttribute('aria-busy', 'true');
  const slow = quiet ? null : setTimeout(() => { status.textContent = 'Loading'; }, PATIENCE);
  try {
    const data = await view.load(now, signal);
    if (signal.aborted) return;
    notice.clearError(errorBox);
    fill(view, data, now);
  } catch (error) {
    if (signal.aborted || error.name === 'AbortError') return;
    const isForNow = error.status === 0 || error.status >= 500;
    notice.error(error.message, isForNow ? () => show(view) : null, errorBox);
  } finally {
    clearTimeout(slow);
    if (!signal.aborted) {
      status.textContent = '';
      body.setAttribute('aria-busy', 'false');
      if (view.every) timer = setTimeout(() => again(view), view.every);
    }
  }
}

/** Whether the visitor has typed something here that was not sent yet. */
const isTyping = () => body.contains(document.activeElement) && document.activeElement.matches('input:not([type=checkbox], [type=range])')
  && document.activeElement.value !== document.activeElement.defaultValue;

function again(view) {
  if (document.hidden || isTyping()) timer = setTimeout(() => again(view), view.every);
  else show(view, { quiet: true });
}

/** What did not change is left alone, and the focus stays where it was. */
function fill(view, data, now) {
  const text = JSON.stringify(data);
  if (text === shown) return;
  shown = text;
  const focus = document.activeElement?.dataset.focus;
  const opened = new Set([...body.querySelectorAll('details[open] > summary[data-focus]')].map((summary) => summary.dataset.focus));
  body.replaceChildren(...[view.draw(data, now)].flat().filter(Boolean));
  for (const summary of body.querySelectorAll('details > summary')) if (opened.has(summary.dataset.focus)) summary.parentElement.open = true;
  if (focus) body.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  title.textContent = view.title(now, data);
  lead.textContent = view.lead?.(now, data) ?? '';
  document.title = `${title.textContent} · Lookalike`;
}

/** After a click that leads here, a screen reader begins with the heading. */
export const focus = () => title.focus({ preventScroll: true });
