import { accessSync, constants, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';

const IN_MEMORY = '/dev/shm';
/** What `statfs` says of a file system in memory, on Linux. */
const TMPFS = 0x01021994;
/** In bytes: six times the most that the databases of a whole run were seen to take at a time. */
const ROOM = 2 * 1024 ** 3;

/**
 * Where the server of a test run is to keep its data: in memory where there is plenty of it, as each
 * test has a database of its own, of a thousand files that it drops again. Otherwise the folder for
 * what is temporary.
 */
export function databaseFolder(room = ROOM) {
  return hasRoomInMemory(room) ? IN_MEMORY : tmpdir();
}

/** All folders that {@link databaseFolder} can answer on this machine. */
export function databaseFolders() {
  return isInMemory() ? [IN_MEMORY, tmpdir()] : [tmpdir()];
}

function hasRoomInMemory(room) {
  if (!isInMemory()) return false;
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize >= room && (process.availableMemory?.() ?? freemem()) >= room;
}

function isInMemory() {
  try {
    accessSync(IN_MEMORY, constants.R_OK | constants.W_OK | constants.X_OK);
    return statfsSync(IN_MEMORY).type === TMPFS;
  } catch {
    return false;
  }
}
