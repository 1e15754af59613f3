// How many matches at most, and how good they must be: the score has a number and a slider, kept in step.

import { byId } from './dom.js';
import { check } from './field.js';
import { score } from './format.js';

const QUIET = 200; // ms without a change before it counts

const topK = byId('top-k');
const threshold = byId('threshold'), thresholdSlider = byId('threshold-slider');
const any = byId('threshold-any'), suggested = byId('threshold-suggested'), unused = byId('threshold-unused');
const typed = (field) => field.value === '' ? null : field.valueAsNumber;
const fill = (slider) => slider.style.setProperty('--fill',
  `${100 * (slider.value - slider.min) / (slider.max - slider.min)}%`);

function paintThreshold(value) {
  thresholdSlider.value = value ?? 0;
  thresholdSlider.classList.toggle('off', value === null);
  thresholdSlider.setAttribute('aria-valuetext', value === null ? 'any score' : String(value));
  any.hidden = value === null;
  fill(thresholdSlider);
}

/** A company gives fewer matches, and takes no least score; nor does a search of prototypes. A least score is one of
    images: with words it waits. */
export function show(state, { isCompany, isOfPrototypes, hasWords }) {
  byId('threshold-setting').hidden = isCompany || isOfPrototypes;
  byId('threshold-setting').classList.toggle('waits', hasWords);
  threshold.disabled = thresholdSlider.disabled = any.disabled = suggested.disabled = hasWords;
  unused.hidden = !hasWords;
  topK.max = isCompany ? 50 : 1000;
  if (typed(topK) !== state.topK) topK.value = state.topK ?? ''; // never under the visitor's hands
  if (typed(threshold) !== state.threshold) threshold.value = state.threshold ?? '';
  paintThreshold(state.threshold);
  check(topK);
  check(threshold);
}

/** The threshold that the collection's model suggests, offered as one click. */
export function suggest(value) {
  suggested.hidden = value === null || value === undefined;
  suggested.textContent = suggested.hidden ? '' : `Suggested: ${Number(score(value))}`;
  suggested.value = value ?? '';
}

/** `onChange({ topK, threshold })` once the visitor's hand rests. */
export function listen(onChange) {
  let timer;
  const later = (wait = QUIET) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      check(topK);
      check(threshold);
      if (!topK.validity.valid || !threshold.validity.valid) return;
      onChange({ topK: typed(topK), threshold: typed(threshold) });
    }, wait);
  };
  const setThreshold = (value) => { threshold.value = value ?? ''; paintThreshold(value); later(0); };

  topK.addEventListener('input', () => later());
  threshold.addEventListener('input', () => {
    if (!threshold.validity.badInput) paintThreshold(typed(threshold));
    later();
  });
  thresholdSlider.addEventListener('input', () => {
    threshold.value = thresholdSlider.value;
    paintThreshold(thresholdSlider.valueAsNumber);
    later();
  });
  any.addEventListener('click', () => { setThreshold(null); threshold.focus(); });
  suggested.addEventListener('click', () => setThreshold(Number(suggested.value)));
  byId('settings').addEventListener('submit', (event) => { event.preventDefault(); later(0); });
}
