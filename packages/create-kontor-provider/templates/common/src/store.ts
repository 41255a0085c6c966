import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ReportedResource, Secret } from '@kontor/provider';

export type Queue = { report: ReportedResource; secrets: Secret[] };
export type Installation = { accessToken: string; queues: Record<string, Queue> };

type State = { installations: Record<string, Installation>; events: string[] };

/** How many webhooks are remembered, so that one that comes again is known. */
const REMEMBERED_EVENTS = 10_000;

/**
 * Everything that this provider knows, in a file that is whole or as it was. With more than one process,
 * keep it in a database instead.
 */
export function openStore(file: string) {
  const state = read(file);
  const save = () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.tmp`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  };
  return {
    find: (id: string): Installation | undefined => state.installations[id],
    /** Changes what is known, and keeps it. */
    change: <T>(change: (state: State) => T): T => {
      const result = change(state);
      save();
      return result;
    },
    /** Whether an event comes for the first time. */
    isNew: (event: string): boolean => {
      if (state.events.includes(event)) return false;
      state.events = [...state.events, event].slice(-REMEMBERED_EVENTS);
      save();
      return true;
    },
  };
}

export type Store = ReturnType<typeof openStore>;

function read(file: string): State {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { installations: {}, events: [] };
  }
}
