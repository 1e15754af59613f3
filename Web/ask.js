// A question before something is done that can't be undone, and one for a text.

import { h } from './dom.js';

function open(content) {
  const dialog = h('dialog', { class: 'ask-dialog', testid: 'question', 'aria-labelledby': 'question-text' }, content);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(dialog.returnValue);
  }));
}

const cancel = () => h('button', { class: 'button', type: 'button', testid: 'question-no', onclick: ({ target }) => target.closest('dialog').close('') }, 'Cancel');

/** Whether the visitor says yes to `sentence`; `action` is the word on that button. */
export async function ask(sentence, action) {
  const no = cancel();
  no.autofocus = true;
  return await open(h('form', { method: 'dialog' },
    h('p', { id: 'question-text', testid: 'question-text' }, sentence),
    h('div', { class: 'inline end' }, no, h('button', { class: 'button danger', value: 'yes', testid: 'question-yes' }, action)))) === 'yes';
}

/** Asks for one of several; null where the visitor chooses none. */
export async function askChoice(sentence, { label, choices, action }) {
  const select = h('select', { id: 'question-field', testid: 'question-field' }, choices.map((choice) => h('option', { value: choice }, choice)));
  const answer = await open(h('form', { method: 'dialog' },
    h('p', { id: 'question-text', testid: 'question-text' }, sentence),
    h('div', { class: 'field' }, h('label', { for: 'question-field' }, label), select),
    h('div', { class: 'inline end' }, cancel(), h('button', { class: 'button primary', value: 'yes', testid: 'question-yes' }, action))));
  return answer === 'yes' ? select.value : null;
}

/** Asks for several things: `content` is fields with names. Answers their values by name; null where the visitor gives none. */
export async function askFields(sentence, content, action) {
  const form = h('form', { method: 'dialog' },
    h('p', { id: 'question-text', testid: 'question-text' }, sentence), content,
    h('div', { class: 'inline end' }, cancel(), h('button', { class: 'button primary', value: 'yes', testid: 'question-yes' }, action)));
  return await open(form) === 'yes' ? Object.fromEntries(new FormData(form)) : null;
}

/** Asks for a text; null where the visitor gives none. `mustBe` is the only one that is taken. */
export async function askText(sentence, { label, action, value = '', pattern = null, placeholder = null, isDangerous = false, mustBe = null }) {
  const field = h('input', { type: 'text', id: 'question-field', testid: 'question-field', value, pattern, placeholder, required: true, autocomplete: 'off', spellcheck: 'false', autofocus: true });
  const yes = h('button', { class: `button ${isDangerous ? 'danger' : 'primary'}`, value: 'yes', testid: 'question-yes', disabled: mustBe !== null }, action);
  if (mustBe !== null) field.addEventListener('input', () => { yes.disabled = field.value !== mustBe; });
  const answer = await open(h('form', { method: 'dialog' },
    h('p', { id: 'question-text', testid: 'question-text' }, sentence),
    h('div', { class: 'field' }, h('label', { for: 'question-field' }, label), field),
    h('div', { class: 'inline end' }, cancel(), yes)));
  return answer === 'yes' ? field.value.trim() : null;
}
