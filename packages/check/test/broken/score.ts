import { judge } from '../judge.ts';
import { brokenProviders } from './index.ts';

/**
 * Judges every broken provider by all trials and prints which of them says no first, and the right one,
 * to which none may: `npm run -s score -w packages/check`.
 */
const alarms = (await judge()).trials.filter(isNo);
let caught = 0;
for (const { name, fault, billsPerInstallation = false } of brokenProviders) {
  const report = await judge(fault, { isBrief: true, billsPerInstallation });
  const first = report.trials.find(isNo);
  if (first !== undefined) caught += 1;
  print(`${first === undefined ? 'NOT CAUGHT' : first.name.padEnd(32)}  ${name}`);
}
const share = (caught / brokenProviders.length) * 100;
print(`\n${caught} of ${brokenProviders.length} broken providers caught (${share.toFixed(1)} %).`);
print(`${alarms.length} false alarms on the right one.`);
if (share < 95 || alarms.length > 0) process.exitCode = 1;

function isNo({ verdict }: { readonly verdict: string }): boolean {
  return verdict === 'failed' || verdict === 'advised';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
