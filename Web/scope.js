// Where in a collection to search: in one event, or by way of the categories' prototypes.

import { byId, h } from './dom.js';
import { check } from './field.js';
import * as events from './events.js';
import * as format from './format.js';

const eventSetting = byId('event-setting'), eventSelect = byId('event');
const prototypeSetting = byId('prototype-setting'), topSetting = byId('top-categories-setting');
const top = byId('top-categories'), topSlider = byId('top-categories-slider');
const note = byId('prototypes-note');
const choices = [...document.querySelectorAll('input[name=prototypes]')];

const NOTES = {
  off: 'Compares with every image.',
  on: 'Searches the most similar categories only.',
  only: 'Compares with categories instead of images.',
};

/** Whether the categories' prototypes play a part in a search. */
export const usesPrototypes = (now, collection) => Boolean(collection?.categories) && now.prototypes !== 'off' && !now.event;
export const onlyPrototypes = (now, collection) => usesPrototypes(now, collection) && now.prototypes === 'only';

let asked = null; // the state that was shown last

const fill = (slider) => slider.style.setProperty('--fill', `${100 * (slider.value - slider.min) / (slider.max - slider.min)}%`);

export function show(now, collection) {
  prototypeSetting.hidden = !collection?.categories || Boolean(now.event);
  for (const choice of choices) choice.checked = choice.value === now.prototypes;
  topSetting.hidden = now.prototypes !== 'on';
  if (top.valueAsNumber !== now.topCategories) top.value = now.topCategories;
  topSlider.value = now.topCategories;
  fill(topSlider);
  note.textContent = NOTES[now.prototypes];
  showEvents(now, collection);
}

async function showEvents(now, collection) {
  asked = now;
  if (!collection) { eventSetting.hidden = true; return; }
  const found = await events.of(collection).catch(() => ({ events: [] })); // the search itself says what is wrong
  if (asked !== now) return;
  const listed = found.events.some((event) => event.code === now.event) || !now.event
    ? found.events : [{ code: now.event, count: null }, ...found.events];
  eventSetting.hidden = listed.length === 0;
  eventSelect.replaceChildren(h('option', { value: '' }, 'All events'), ...listed.map(({ code, count }) =>
    h('option', { value: code, title: code }, count === null ? format.code(code) : `${format.code(code)} (${format.count(count)})`)));
  eventSelect.value = now.event ?? '';
}

/** `onChange(changes)` once the visitor has chosen. */
export function listen(onChange) {
  const setTop = () => { check(top); if (top.validity.valid) onChange({ topCategories: top.valueAsNumber }); };
  eventSelect.addEventListener('change', () => onChange({ event: eventSelect.value || null }));
  for (const choice of choices) choice.addEventListener('change', () => onChange({ prototypes: choice.value }));
  top.addEventListener('change', setTop);
  topSlider.addEventListener('input', () => { top.value = topSlider.value; fill(topSlider); });
  topSlider.addEventListener('change', setTop);
}
