import type { Printed, PrintedText } from '../../api/run-command.ts';
import { classes } from '../../ui/classes.ts';

/** What a command printed: text as text, whatever it contains. */
export function PrintedBlocks({ blocks }: { readonly blocks: readonly Printed[] }) {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only ever added at the end
    <Block key={index} block={block} />
  ));
}

function Block({ block }: { readonly block: Printed }) {
  if (block.type === 'paragraph') {
    return (
      <p className="whitespace-pre-wrap break-words">
        <Texts texts={block.children} />
      </p>
    );
  }
  return (
    <div className="overflow-x-auto">
      <table className="border-collapse">
        {block.header !== undefined && (
          <thead>
            <tr>
              {block.header.map((text, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name than their place
                <th key={index} scope="col" className="border border-line px-2 py-1 text-left">
                  <Texts texts={[text]} />
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {block.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name than their place
            <tr key={at}>
              {row.map((text, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name than their place
                <td key={index} className="border border-line px-2 py-1">
                  <Texts texts={[text]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Colours are left to the viewer's theme: those of a provider may not be legible on it. */
function Texts({ texts }: { readonly texts: readonly PrintedText[] }) {
  return texts.map(({ text, bold, italic, href, color }, index) => {
    const look = classes(
      bold && 'font-semibold',
      italic && 'italic',
      isReddish(color) && 'text-bad',
    );
    const isLink = href !== undefined && /^https?:\/\//.test(href);
    return isLink ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: texts have no other name than their place
      <a key={index} href={href} target="_blank" rel="noreferrer" className="text-accent underline">
        {text}
      </a>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: texts have no other name than their place
      <span key={index} className={look}>
        {text}
      </span>
    );
  });
}

/** Red says that something is wrong, in every terminal. */
function isReddish(color: string | undefined): boolean {
  const [, red = '', green = '', blue = ''] =
    /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color ?? '') ?? [];
  const strength = Number.parseInt(red, 16);
  return strength > 150 && Number.parseInt(green, 16) < 100 && Number.parseInt(blue, 16) < 100;
}
