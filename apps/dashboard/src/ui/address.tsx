import { Fragment } from 'react';

/** After the slashes that stand together, and before what begins another part. */
const PARTS = /(?<=\/)(?!\/)|(?=[.?&#])/;

/** An address of the web, which goes on in the next line where a part of it begins, and not inside a word. */
export function Address({ children }: { readonly children: string }) {
  return children
    .split(PARTS)
    .map((part, place) => ({ key: `${place} ${part}`, part }))
    .map(({ key, part }) => (
      <Fragment key={key}>
        <wbr />
        {part}
      </Fragment>
    ));
}
