import { registerHooks } from 'node:module';

/** What Node has for the web: it is there from the beginning, and takes long to load once it is touched. */
const UNDICI = 'internal/deps/undici/undici';

// imported before the command, it tells on the standard error what the command loads
registerHooks({
  load: (url, context, next) => {
    process.stderr.write(`loaded ${url}\n`);
    return next(url, context);
  },
});
process.on('exit', () => {
  const builtin: unknown = Reflect.get(process, 'moduleLoadList');
  const isLoaded = Array.isArray(builtin) && builtin.includes(`NativeModule ${UNDICI}`);
  if (isLoaded) process.stderr.write(`loaded file:${UNDICI}\n`);
});
