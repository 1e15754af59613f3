// A question before something is done that can't be undone.

import { h } from './dom.js';

/** Whether the visitor says yes to `sentence`; `action` is the word on that button. */
export function ask(sentence, action) {
  const dialog = h('dialog', { class: 'ask-dialog', testid: 'question', 'aria-labelledby': 'question-text' },
    h('form', { method: 'dialog' },
      h('p', { id: 'question-text', testid: 'question-text' }, sentence),
      h('div', { class: 'inline' },
        h('button', { class: 'button', value: '', testid: 'question-no', autofocus: true }, 'Cancel'),
        h('button', { class: 'button danger', value: 'yes', testid: 'question-yes' }, action))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(dialog.returnValue === 'yes');
  }));
}
