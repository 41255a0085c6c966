import type { Operation } from './document.ts';

type Placed = { readonly path: string; readonly method: string; readonly operation: Operation };

/** A command that makes the call, with a variable of the shell for each thing to fill in. */
export function curlOf({ path, method, operation }: Placed): string {
  const { security, requestBody, parameters } = operation;
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${upper(name)}`);
  const needed = parameters.filter(({ in: place, required }) => place === 'query' && required);
  const query = needed.map(({ name }) => `${name}=$${upper(name)}`).join('&');
  const example = requestBody?.content['application/json'].example;
  const lines = [
    `curl "$BASE_URL${address}${query === '' ? '' : `?${query}`}"`,
    ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]),
    ...(security.length === 0 ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(example === undefined
      ? []
      : ['-H "Content-Type: application/json"', `-d ${quote(JSON.stringify(example))}`]),
  ];
  return lines.join(' \\\n  ');
}

function upper(name: string): string {
  return name.replaceAll(/([A-Z])/g, '_$1').toUpperCase();
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
