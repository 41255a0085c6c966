import { demands } from '../requirements/demand.ts';
import { escaped } from './escaped.ts';
import type { Report, ShownExchange, TrialResult, Verdict } from './report.ts';

const words: Readonly<Record<Verdict, string>> = {
  failed: 'Failed',
  advised: 'Advised otherwise',
  'not-judged': 'Not judged',
  'not-applicable': 'Does not apply',
  passed: 'Passed',
};

const style = `
:root { color-scheme: light dark; --line: #8885; --bad: light-dark(#b3261e, #ff8a80); --good: light-dark(#146c43, #6fd3a0); }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin-bottom: 0; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; padding: .6rem; font-size: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.failed { color: var(--bad); } .passed { color: var(--good); }`;

/** The report as one page that needs nothing else. */
export function htmlOf(report: Report): string {
  const { about, baseUrl, level, verdict, counts, trials, checkedAt } = report;
  const wrong = trials.filter((each) => each.verdict === 'failed' || each.verdict === 'advised');
  const counted = Object.entries(words).map(
    ([each, word]) => `${word}: ${counts[each as Verdict]}`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Kontor check of ${escaped(baseUrl)}</title>
<style>${style}
</style>
</head>
<body>
<h1><span class="${verdict}">${words[verdict]}</span>: ${escaped(baseUrl)}</h1>
<p>Level ${level}, judged at <time datetime="${checkedAt}">${checkedAt}</time>. ${counted.join(', ')}.</p>
${wrong.length === 0 ? '' : `<h2>What to mend</h2>\n${wrong.map(wrongSection).join('\n')}`}
<h2>Trials</h2>
${tableOf(
  ['Trial', 'Verdict', `A ${about} that passes`],
  trials.map(({ name, verdict: each, title, message }) => [
    `<code>${escaped(name)}</code>`,
    `<span class="${each}">${words[each]}</span>`,
    `${escaped(title)}${message === null ? '' : `<br>${escaped(message)}`}`,
  ]),
)}
<h2>Requirements</h2>
${tableOf(
  ['Id', 'Verdict', 'Requirement'],
  report.requirements.map(({ id, verdict: each, text, because }) => [
    id,
    `<span class="${each}">${words[each]}</span>`,
    `${escaped(text)}${because === null ? '' : `<br>${escaped(because)}`}`,
  ]),
)}
<h2>What was made at the ${about}</h2>
<p>${madeText(report)}</p>
</body>
</html>
`;
}

function wrongSection({
  name,
  verdict,
  title,
  message,
  advice,
  requirements: ids,
  exchanges,
}: TrialResult): string {
  return `<section>
<h3 class="${verdict}">${escaped(name)}</h3>
<p>Wanted: ${escaped(title)}<br>Found: ${escaped(message ?? '')}<br>Do: ${escaped(advice ?? '')}</p>
<ul>${ids.map((id) => `<li>${id}: ${escaped(demands[id].text)}</li>`).join('')}</ul>
${exchanges.map(exchangeText).join('\n')}
</section>`;
}

function exchangeText({ request, sent, answer, answered }: ShownExchange): string {
  return `<pre>${escaped(`${request}\n${sent}\n\n${answer}\n${answered}`)}</pre>`;
}

function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title) => `<th scope="col">${title}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>`;
}

function madeText({ about, made }: Report): string {
  const left = made.filter(({ isRemoved }) => !isRemoved).map(({ id }) => escaped(id));
  const things = about === 'provider' ? 'installations' : 'installations and projects';
  const opened = `${made.length} ${things} were made`;
  return left.length === 0
    ? `${opened}, and all were ended again.`
    : `${opened}. These are left there: ${left.join(', ')}.`;
}
