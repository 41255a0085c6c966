import v8 from 'node:v8';
import vm from 'node:vm';

/** Loaded into a process that is watched: what is left after a collection is what it keeps. */
const EVERY_MS = 5_000;

v8.setFlagsFromString('--expose-gc');
const collect: () => void = vm.runInNewContext('gc');
setInterval(collect, EVERY_MS).unref();
