import { Problem } from '../../api/problem.ts';

export type ReadJson =
  | { readonly isJson: true; readonly value: unknown }
  | { readonly isJson: false; readonly problem: string };

/** Reads text as JSON, or says in which line it is none. */
export function readJson(text: string): ReadJson {
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    const place = /position (\d+)/.exec(told)?.[1];
    const line = place === undefined ? text.split('\n').length : lineAt(text, Number(place));
    return { isJson: false, problem: `Line ${line}: this is not JSON. ${told}` };
  }
}

/** What the host refused of a part of a body that was typed as JSON, each with the line that it is about. */
export function problemsIn(error: Error | null, part: string, text: string): readonly string[] {
  if (!(error instanceof Problem)) return [];
  return error.fields
    .filter(({ key }) => key === part || key.startsWith(`${part}.`))
    .map(({ key, message }) => {
      const path = key.slice(part.length + 1);
      return `Line ${lineOf(text, path.split('.'))}: ${path === '' ? '' : `${path}: `}${message}`;
    });
}

/** The line where a path of names leads to, or as far as it can be followed. */
function lineOf(text: string, path: readonly string[]): number {
  let place = 0;
  for (const name of path) {
    const next = text.indexOf(`${JSON.stringify(name)}`, place);
    if (next === -1) continue;
    place = next;
  }
  return lineAt(text, place);
}

function lineAt(text: string, place: number): number {
  return text.slice(0, place).split('\n').length;
}
