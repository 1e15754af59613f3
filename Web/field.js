// Fields of numbers: what is wrong with one is said beside it.

import { h } from './dom.js';

function sentence({ validity, min, max }) {
  if (validity.valid) return '';
  return validity.stepMismatch ? `A whole number from ${min} to ${max}.` : `A number from ${min} to ${max}.`;
}

/** Says what is wrong with a field as it is; nothing where it is right. */
export function check(field) {
  const id = `${field.id}-problem`;
  const text = sentence(field);
  let note = document.getElementById(id);
  if (!note && text) {
    note = h('p', { class: 'note problem', id, testid: id, role: 'alert' });
    field.parentElement.append(note);
  }
  if (note) {
    note.textContent = text;
    note.hidden = !text;
  }
  field.setAttribute('aria-invalid', String(Boolean(text)));
}
