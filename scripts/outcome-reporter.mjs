import { stripVTControlCharacters } from 'node:util';

const MOST_LINES = 12;

/** What a reader of a long run looks for at its end: the tests that failed, with why, and what differed. */
export default class OutcomeReporter {
  onTestRunEnd(modules) {
    const failed = [];
    for (const module of modules) {
      if (module.errors().length > 0) failed.push(line(module, '', module.errors()[0]));
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'failed') failed.push(line(module, test.fullName, errors[0]));
      }
    }
    if (failed.length > 0) console.log(['Failed:', ...failed].join('\n'));
  }
}

function line(module, test, error) {
  const why = [error?.message, error?.diff]
    .filter(Boolean)
    .flatMap((text) => stripVTControlCharacters(text).split('\n').slice(0, MOST_LINES))
    .join('\n    ');
  return `✗ ${[module.relativeModuleId, test, why].filter((part) => part !== '').join(' › ')}`;
}
