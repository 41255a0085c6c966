/**
 * What a reader of a long run looks for at its end: the tests that failed, with why, and those that
 * passed only when they were tried again, which somebody should mend before they fail.
 */
export default class OutcomeReporter {
  onTestRunEnd(modules) {
    const failed = [];
    const flaky = [];
    for (const module of modules) {
      if (module.errors().length > 0) failed.push(line(module, '', module.errors()[0]));
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'failed') failed.push(line(module, test.fullName, errors[0]));
        if (test.diagnostic()?.flaky) flaky.push(line(module, test.fullName, errors?.[0]));
      }
    }
    print('Passed only when tried again:', flaky, '~');
    print('Failed:', failed, '✗');
  }
}

function line(module, test, error) {
  const why = String(error?.message ?? '').split('\n')[0];
  return [module.relativeModuleId, test, why].filter((part) => part !== '').join(' › ');
}

function print(title, lines, sign) {
  if (lines.length > 0) console.log([title, ...lines.map((it) => `${sign} ${it}`)].join('\n'));
}
