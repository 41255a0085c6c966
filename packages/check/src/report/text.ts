import { demands } from '../requirements/demand.ts';
import type { Report, ShownExchange, TrialResult, Verdict } from './report.ts';

/** A line for a terminal, and how it looks where it is not usual. */
export type ReportLine =
  | string
  | { readonly text: string; readonly look: 'heading' | 'quiet' | 'error' };

const words: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  advised: 'advised otherwise',
  'not-judged': 'not judged',
  'not-applicable': 'do not apply',
};

/** The report for people: what is wrong first, each with what was sent and what to do. */
export function textOf(report: Report): readonly ReportLine[] {
  const { trials, counts, baseUrl, level, verdict } = report;
  const by = (wanted: Verdict) => trials.filter((each) => each.verdict === wanted);
  const counted = Object.entries(words).map(([name, word]) => `${counts[name as Verdict]} ${word}`);
  return [
    { text: `${baseUrl}, level ${level}`, look: 'heading' },
    ...by('failed').flatMap((each) => ['', ...shownTrial(each, '✗')]),
    ...by('advised').flatMap((each) => ['', ...shownTrial(each, '!')]),
    ...notJudged(by('not-judged')),
    '',
    ...madeAt(report),
    ...leftOut(report),
    ...report.kitFailures.map((failure) => ({
      text: `The kit itself has failed; please report it. ${failure}`,
      look: 'error' as const,
    })),
    { text: `${counted.join(', ')}.`, look: verdict === 'failed' ? 'error' : 'heading' },
  ];
}

function shownTrial(
  { name, title, message, advice, requirements: ids, exchanges }: TrialResult,
  sign: string,
): ReportLine[] {
  return [
    { text: `${sign} ${name}`, look: sign === '✗' ? 'error' : 'heading' },
    `  Wanted: ${title}`,
    ...(message === null ? [] : [`  Found:  ${message}`]),
    ...(advice === null ? [] : [`  Do:     ${advice}`]),
    ...ids.map((id) => `  ${id}: ${demands[id].text}`),
    ...exchanges.flatMap(shownExchange),
  ];
}

function shownExchange({ request, sent, answer, answered }: ShownExchange): ReportLine[] {
  const quiet = (text: string) => ({ text, look: 'quiet' as const });
  return [
    quiet(`  > ${request}`),
    ...linesOf(sent).map((line) => quiet(`  >   ${line}`)),
    quiet(`  < ${answer}`),
    ...linesOf(answered).map((line) => quiet(`  <   ${line}`)),
  ];
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function notJudged(results: readonly TrialResult[]): ReportLine[] {
  if (results.length === 0) return [];
  return ['', ...results.map(({ name, message }) => `? ${name}: ${message}`)];
}

function madeAt({ about, made }: Report): ReportLine[] {
  const left = made.filter(({ isRemoved }) => !isRemoved).map(({ id }) => id);
  const things = about === 'provider' ? 'installations' : 'installations and projects';
  const opened = `${made.length} ${things} were opened at the ${about}`;
  return left.length === 0
    ? [`${opened}, and all were ended again.`]
    : [{ text: `${opened}. These are left there: ${left.join(', ')}.`, look: 'error' }];
}

function leftOut({ requirements: all }: Report): ReportLine[] {
  const count = all.filter(({ verdict }) => verdict === 'not-judged').length;
  return [`${count} requirements were not judged; --json says which, and why.`];
}
