import { expect, test } from 'vitest';
import { html, prose } from './html.ts';

test('whatever is not markup is escaped', () => {
  const name = `<b title="x">&'`;

  expect(html`<p>${name}${[1, html`<i>${name}</i>`]}</p>`.text).toBe(
    '<p>&lt;b title=&quot;x&quot;&gt;&amp;&#39;1<i>&lt;b title=&quot;x&quot;&gt;&amp;&#39;</i></p>',
  );
});

test('what is not there leaves nothing', () => {
  expect(html`<p>${undefined}${false}${[]}</p>`.text).toBe('<p></p>');
});

test('quoted words of a prose are code, and still escaped', () => {
  expect(prose('send `<a>` & go').text).toBe('send <code>&lt;a&gt;</code> &amp; go');
});
