import { Html, html, prose } from '../http/html.ts';
import { curlOf } from './curl.ts';
import type { ApiResponse, OpenApiDocument, Operation, Parameter } from './document.ts';
import { schemaView } from './schema-view.ts';
import { STYLE } from './style.ts';

type Placed = { readonly path: string; readonly method: string; readonly operation: Operation };

export type PageOptions = {
  /** Where the document itself is served. */
  readonly source: string;
  /** The page of the other direction. */
  readonly other: { readonly url: string; readonly title: string };
};

/** A document as one page that needs nothing else. */
export function pageOf(document: OpenApiDocument, { source, other }: PageOptions): string {
  const { info, paths, webhooks = {}, components, tags } = document;
  const placed = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
  );
  const byTag = Map.groupBy(placed, ({ operation }) => operation.tags[0] ?? '');
  const refusals = Object.entries(components.responses);
  const groups = tags.map(({ name }) => [name, byTag.get(name) ?? []] as const);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<style>${styleText}</style>
</head>
<body>
<div class="page">
<nav aria-label="Operations">
<p><a href="${other.url}">${other.title}</a><a href="${source}">OpenAPI document</a></p>
${groups.map(([tag, those]) => navigationOf(tag, those))}
${
  Object.keys(webhooks).length > 0 &&
  html`<details><summary>Webhooks</summary><ul>${Object.keys(webhooks).map(
    (type) => html`<li><a href="#webhook.${type}">${type}</a></li>`,
  )}</ul></details>`
}
<details><summary>Schemas</summary><ul>${Object.keys(components.schemas).map(
    (name) => html`<li><a href="#schema-${name}">${name}</a></li>`,
  )}</ul></details>
</nav>
<main>
<h1>${info.title} API</h1>
<p>${prose(info.description)} <span class="quiet">Version ${info.version}.</span></p>
<h2>Who is asking</h2>
<ul>${Object.entries(components.securitySchemes).map(([name, scheme]) => schemeView(name, scheme))}</ul>
${groups.map(
  ([tag, those]) => html`<h2 id="tag-${tag}">${tag}</h2>${those.map((one) => operationView(one))}`,
)}
${Object.keys(webhooks).length > 0 && html`<h2>Webhooks</h2>${Object.values(webhooks).map(({ post }) => webhookView(post))}`}
${refusals.length > 0 && html`<h2>Refusals</h2>${refusals.map(([name, refusal]) => refusalView(name, refusal))}`}
<h2>Schemas</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) =>
    html`<section class="operation" id="schema-${name}"><h3>${name}</h3>${schemaView(schema)}</section>`,
)}
</main>
</div>
</body>
</html>
`.text;
}

const styleText = new Html(STYLE);

function navigationOf(tag: string, placed: readonly Placed[]): Html {
  return html`<details open><summary>${tag}</summary><ul>${placed.map(
    ({ operation }) =>
      html`<li><a href="#${operation.operationId}">${operation.operationId}</a></li>`,
  )}</ul></details>`;
}

function schemeView(name: string, scheme: object): Html {
  const description = 'description' in scheme ? String(scheme.description) : '';
  return html`<li><code>${name}</code> ${prose(description)}</li>`;
}

function operationView(placed: Placed): Html {
  const { path, method, operation } = placed;
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const body = requestBody?.content['application/json'].schema;
  return html`<section class="operation" id="${operationId}">
<h3>${operationId}</h3>
<code class="address"><span class="method ${method}">${method.toUpperCase()}</span> ${path}</code>
<p>${prose(summary)}</p>
<p class="quiet">${prose(description)}</p>
${parameters.length > 0 && html`<h4>Parameters</h4><ul class="fields">${parameters.map(parameterView)}</ul>`}
${body !== undefined && html`<h4>Body${!requestBody?.required && ' (may be left out)'}</h4>${schemaView(body)}`}
<h4>Example</h4>
<pre><code>${curlOf(placed)}</code></pre>
<h4>Answers</h4>
<ul class="fields">${Object.entries(responses).map(([status, response]) => answerView(status, response))}</ul>
</section>
`;
}

function webhookView({ operationId, summary, description, requestBody }: Operation): Html {
  const body = requestBody?.content['application/json'].schema;
  return html`<section class="operation" id="${operationId}">
<h3>${operationId}</h3>
<p>${prose(summary)}</p>
<p class="quiet">${prose(description)}</p>
${body !== undefined && html`<h4>Body</h4>${schemaView(body)}`}
</section>
`;
}

function parameterView({ name, in: place, required, description, schema }: Parameter): Html {
  const needed = required && html` <strong>needed</strong>`;
  const said = description !== undefined && html` ${prose(description)}`;
  return html`<li><code>${name}</code> <span class="quiet">in ${place}</span>${needed} ${schemaView(schema)}${said}</li>`;
}

function answerView(status: string, response: Operation['responses'][string]): Html {
  if ('$ref' in response) {
    const name = response.$ref.slice(response.$ref.lastIndexOf('/') + 1);
    return html`<li><strong>${status}</strong> <a href="#refusal-${name}">${name}</a></li>`;
  }
  const { description, content } = response;
  const schema = Object.values(content ?? {})[0]?.schema;
  return html`<li><strong>${status}</strong> ${prose(description)}${schema !== undefined && html`<div>${schemaView(schema)}</div>`}</li>`;
}

function refusalView(name: string, { description, content }: ApiResponse): Html {
  const schema = Object.values(content ?? {})[0]?.schema;
  return html`<section class="operation" id="refusal-${name}"><h3>${name}</h3><p>${prose(description)}</p>${schema !== undefined && schemaView(schema)}</section>
`;
}
