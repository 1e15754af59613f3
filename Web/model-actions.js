// Installing and removing models.

import * as api from './api.js';
import { ask } from './ask.js';
import { byId } from './dom.js';
import * as jobs from './jobs.js';
import * as notice from './notice.js';

const listed = (names) => names.map((name) => `“${name}”`).join(', ').replace(/, ([^,]*)$/, ' and $1');

const tell = (error) => notice.error(error.message, null, byId('view-error'));

/** Starts the installation, which is shown as other jobs are; false where the server refuses. */
export const install = (name) => jobs.install(name).then(() => true, (error) => { tell(error); return false; });

/** Asks whether the file that came may take the place of the pinned one, and begins the installation with it. */
export async function accept(name, { changed_file: file, pinned_sha256: pinned, found_sha256: found }) {
  const sentence = `${file} is not the file that was downloaded here first. Its makers publish no hash, so ask them, or compare it elsewhere. `
    + `SHA-256 of the first download: ${pinned}. SHA-256 of what came now: ${found}.`;
  if (!await ask(sentence, 'Take the new file')) return false;
  return jobs.install(name, { accept_sha256: found }).then(() => true, (error) => { tell(error); return false; });
}

/** Asks, and asks once more where collections need the model; true where it is removed. */
export async function remove(name) {
  if (!await ask(`Remove the model “${name}”? Its files are deleted.`, 'Remove')) return false;
  try {
    await api.removeModel(name);
    return true;
  } catch (error) {
    if (error.status !== 409) { tell(error); return false; }
    return removeAnyway(name, error);
  }
}

async function removeAnyway(name, refusal) {
  try {
    const model = (await api.models()).find((one) => one.name === name);
    if (!model?.collections.length) { tell(refusal); return false; }
    const sentence = `${listed(model.collections)} ${model.collections.length === 1 ? 'needs' : 'need'} this model. Without it `
      + 'the images stay, but no image can be added, and only images that are there can be searched with.';
    if (!await ask(sentence, 'Remove anyway')) return false;
    await api.removeModel(name, { force: true });
    return true;
  } catch (error) { tell(error); return false; }
}
