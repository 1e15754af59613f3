// The model of a collection, and its migration to another one.

import * as api from './api.js';
import { ask, askChoice } from './ask.js';
import { h } from './dom.js';
import * as format from './format.js';

const MOST = 40; // collections whose migrations are asked for

/** The migrations of collections by name; only those that there are. */
export async function of(collections, signal) {
  const asked = collections.filter(({ model, problem }) => model && !problem).slice(0, MOST);
  const found = await Promise.all(asked.map(({ name }) => api.migration(name, signal).catch((error) => {
    if (error.name === 'AbortError') throw error;
    return { phase: 'none' }; // it may have been deleted a moment ago
  })));
  return Object.fromEntries(found.map((one, i) => [asked[i].name, one]).filter(([, { phase }]) => phase !== 'none'));
}

/** Asks for the model, and once more where images would be left out; answers whether a migration has begun. */
async function start(collection, models) {
  const others = models.map(({ name }) => name);
  const model = await askChoice(`Migrate “${collection.name}” to another model`, {
    label: 'All images are embedded anew in the background; searches go on with the old vectors until all new ones are there.',
    choices: others.filter((name) => name !== collection.model), action: 'Migrate' });
  if (!model) return false;
  const { unavailable } = await api.migrate(collection.name, { model, dry_run: true });
  const drops = unavailable > 0 && await ask(`${format.plural(unavailable, 'image')} can’t be read now, so that ${unavailable === 1 ? 'it gets' : 'they get'} no new vector. ${unavailable === 1 ? 'It stays' : 'They stay'} in the catalogue; searches leave ${unavailable === 1 ? 'it' : 'them'} out until a sync or an upload brings ${unavailable === 1 ? 'it' : 'them'} back.`, 'Go on');
  if (unavailable && !drops) return false;
  await api.migrate(collection.name, { model, drop_missing: drops });
  return true;
}

function quality({ quality: measured }) {
  if (!measured) return null;
  if (measured.before && measured.after) return `precision of the first match ${format.share(measured.before.p_at_1)} before, ${format.share(measured.after.p_at_1)} after`;
  return measured.overlap === null || measured.overlap === undefined ? null : `${format.share(measured.overlap)} of the nearest ten are the same`;
}

function sentence(migration) {
  const { phase, done, total, current, second, running } = migration;
  if (phase === 'filling') return `Migrating to ${second?.model}: ${format.count(done)} of ${format.count(total)}${running ? '' : ', stopped'}.`;
  if (phase === 'switched') return [`Migrated to ${current.model}. The vectors of ${second?.model} are kept.`, quality(migration)].filter(Boolean).join(' Measured: ');
  return 'Old vectors are being removed.';
}

/** The row of a collection's migration, or the button that begins one. */
export function row(collection, migration, models, button) {
  const { name } = collection;
  if (!migration) {
    return !collection.model || models.length < 2 || !collection.images ? null : h('span', { class: 'row-facts inline' }, h('span', { class: 'note' }, `Model: ${collection.model}`),
      button('Migrate', 'collection-migrate', name, () => start(collection, models), 'quiet small'));
  }
  const act = (text, testid, work) => button(text, testid, name, async () => { await work(); return true; }, 'small');
  const tools = {
    filling: [
      migration.running ? null : act('Go on', 'migration-resume', () => api.migrate(name, { model: migration.second.model })),
      act('Cancel', 'migration-cancel', () => api.cancelMigration(name))],
    switched: [
      act('Keep the new one', 'migration-finish', () => api.finishMigration(name)),
      act('Roll back', 'migration-rollback', () => api.rollBackMigration(name))],
  }[migration.phase] ?? [];
  return h('span', { class: 'row-facts inline', testid: 'migration', 'data-phase': migration.phase }, h('span', { class: 'note' }, sentence(migration)), tools);
}
