import { registerHooks } from 'node:module';

// imported before the command, it tells on the standard error what the command loads
registerHooks({
  load: (url, context, next) => {
    process.stderr.write(`loaded ${url}\n`);
    return next(url, context);
  },
});
