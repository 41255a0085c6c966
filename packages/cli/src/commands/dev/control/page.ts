import type { ProviderCall } from '@kontor/protocol/kontor';
import { role as roleWord } from '@kontor/protocol/vocabulary/role';
import type { Action, Field } from './actions.ts';

/** How something that was done has ended. */
export type Done = {
  readonly command: string;
  readonly exitCode: number;
  readonly said: string;
};

export type Shown = {
  readonly hostUrl: string;
  readonly providerUrl: string;
  readonly actions: readonly Action[];
  readonly calls: readonly ProviderCall[];
  /** As whom things are done; an owner unless one of the others is chosen. */
  readonly as: string;
  readonly done: Done | undefined;
  /** What stands in the fields of an action instead of what stands there at first. */
  readonly filled?: { readonly action: string; readonly values: Readonly<Record<string, string>> };
  /** Of the one style and the one script that may run. */
  readonly nonce: string;
};

const style = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3b414b); --soft: light-dark(#f5f6f8, #1d2026); --ink: light-dark(#1b1f27, #e9ebef); --dim: light-dark(#545c69, #aab1bd); --act: light-dark(#1f4fd8, #8fb0ff); --on: light-dark(#fff, #0e1320); --bad: light-dark(#b3261e, #ff9a90); }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #14161a); max-width: 75rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .75rem; } h3 { font-size: 1rem; margin: 0; }
p { margin: .25rem 0; } a { color: var(--act); } .dim { color: var(--dim); } .bad { color: var(--bad); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .75rem 0 0; } nav [aria-current] { font-weight: 600; text-decoration: none; color: inherit; }
.actions { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); }
form { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; display: flex; flex-direction: column; gap: .5rem; }
label { display: grid; gap: .15rem; font-size: .9rem; }
input, select, textarea { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--dim); border-radius: .35rem; padding: .35rem .5rem; width: 100%; min-height: 2.25rem; }
button { font: inherit; font-weight: 600; color: var(--on); background: var(--act); border: 0; border-radius: .35rem; padding: .45rem .9rem; min-height: 2.25rem; cursor: pointer; margin-top: auto; align-self: start; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: auto; } .second { color: var(--act); background: none; border: 1px solid var(--act); }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; } th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); } td { overflow-wrap: anywhere; }`;

/** Asks for the calls again and again; without it the page shows them when it is loaded. */
const script = `
const calls = document.getElementById('calls');
async function refresh() {
  try {
    const answer = await fetch('/calls');
    const html = answer.ok ? await answer.text() : calls.innerHTML;
    if (html !== calls.innerHTML) calls.innerHTML = html;
  } catch {}
  setTimeout(refresh, 1000);
}
refresh();`;

/** The page on which a local marketplace is steered. It works without its script. */
export function controlPage(shown: Shown): string {
  const { hostUrl, providerUrl, actions, calls, as, done, nonce, filled } = shown;
  const valuesOf = ({ id }: Action) => (filled?.action === id ? filled.values : {});
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${done === undefined ? '' : `${outcomeOf(done)}: `}kontor dev</title>
<style nonce="${nonce}">${style}
</style>
</head>
<body>
<header>
<h1>kontor dev</h1>
<p class="dim">Be the customer of the provider at <code>${escaped(providerUrl)}</code>. The dashboard of the customer is at <a href="${escaped(hostUrl)}">${escaped(hostUrl)}</a>.</p>
<nav aria-label="Act as"><ul>${['', ...roleWord.options].map((each) => roleLink(each, as)).join('')}</ul></nav>
</header>
<main>
${done === undefined ? '' : doneSection(done)}
<h2>What a customer does</h2>
<div class="actions">
${actions.map((action) => actionForm(action, as, valuesOf(action))).join('\n')}
<form method="post" action="/do"><h3>Anything else</h3>
<input type="hidden" name="as" value="${escaped(as)}"><input type="hidden" name="action" value="command">
<label>Behind <code>kontor dev do</code> <input name="command" required spellcheck="false" value="resource list"></label>
<button>Do it</button></form>
</div>
<h2>Calls between host and provider</h2>
<div class="wide" id="calls" role="region" aria-label="Calls, the newest first" tabindex="0">${callsTable(calls)}</div>
</main>
<script nonce="${nonce}">${script}
</script>
</body>
</html>
`;
}

/** The newest calls, for the page and for whoever asks again. */
export function callsTable(calls: readonly ProviderCall[]): string {
  if (calls.length === 0) return '<p class="dim">There are none yet. Install first.</p>';
  const rows = calls.map(
    ({ at, direction, operation, method, path, status, outcome, durationMs }) =>
      `<tr><td><time datetime="${at}">${at.slice(11, 19)}</time></td><td>${direction === 'outbound' ? 'host' : 'provider'}</td><td>${escaped(operation)}</td><td><code>${escaped(`${method} ${path}`)}</code></td><td${outcome === 'answered' ? '' : ' class="bad"'}>${status ?? '–'} ${escaped(outcome)}</td><td>${durationMs} ms</td></tr>`,
  );
  const head = ['At', 'From', 'Operation', 'Call', 'Outcome', 'Took'];
  return `<table><thead><tr>${head.map((each) => `<th scope="col">${each}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function roleLink(role: string, as: string): string {
  const current = role === as ? ' aria-current="page"' : '';
  return `<li><a href="/${role === '' ? '' : `?as=${role}`}"${current}>${role === '' ? 'the one who began' : `as ${role}`}</a></li>`;
}

function doneSection(done: Done): string {
  const look = done.exitCode === 0 ? '' : ' class="bad"';
  return `<section aria-label="What was done last" role="status"><h2${look}>${outcomeOf(done)}: <code>${escaped(done.command)}</code></h2><pre>${escaped(done.said.trim() || 'It said nothing.')}</pre></section>`;
}

function outcomeOf({ exitCode }: Done): string {
  return exitCode === 0 ? 'Done' : `Ended with ${exitCode}`;
}

type Values = Readonly<Record<string, string>>;

function actionForm(action: Action, as: string, values: Values): string {
  const { id, title, effect, fields, isFilled } = action;
  return `<form method="post" action="/do" aria-labelledby="title-${id}"><h3 id="title-${id}">${escaped(title)}</h3>
<p class="dim">${escaped(effect)}</p>
<input type="hidden" name="as" value="${escaped(as)}"><input type="hidden" name="action" value="${id}">
${fields.map((field) => fieldInput({ ...field, ...given(values[field.name]) })).join('\n')}
<div class="buttons"><button>${escaped(title)}</button>${isFilled === true ? '<button class="second" formmethod="get" formaction="/" formnovalidate>Fill in, to edit</button>' : ''}</div></form>`;
}

function given(value: string | undefined) {
  return value === undefined ? {} : { value };
}

function fieldInput({ name, label, isNeeded, value = '', choices, hasLines }: Field): string {
  const needed = isNeeded === true ? ' required' : '';
  const input =
    choices !== undefined
      ? `<select name="${name}">${choices.map((each) => `<option${each === value ? ' selected' : ''}>${escaped(each)}</option>`).join('')}</select>`
      : hasLines === true
        ? `<textarea name="${name}" rows="${value === '' ? 2 : 12}" spellcheck="false">${escaped(value)}</textarea>`
        : `<input name="${name}" value="${escaped(value)}" spellcheck="false"${needed}>`;
  return `<label>${escaped(label)} ${input}</label>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
