/**
 * Loaded before a program of the world: keeps what was compiled of it for the next start, once it runs.
 * By itself Node does that when a program ends in good order, and a world may be killed.
 */
import { flushCompileCache } from 'node:module';

const SETTLED_MS = 3_000;

setTimeout(flushCompileCache, SETTLED_MS).unref();
