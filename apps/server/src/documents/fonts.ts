import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create, type Font } from 'fontkit';

/** A typeface as a file, with what measuring and drawing need of it. */
export type Typeface = { readonly name: string; readonly path: string; readonly font: Font };

/**
 * What documents are set in: DejaVu, which has the letters of Latin, Greek, Cyrillic, Hebrew and
 * Arabic scripts and may be embedded by anybody. The first that has a letter is taken.
 */
export type Fonts = { readonly regular: readonly Typeface[]; readonly bold: readonly Typeface[] };

let opened: Fonts | undefined;

/** Opens the typefaces, once for the process. */
export function openFonts(): Fonts {
  if (opened !== undefined) return opened;
  const regular = open('DejaVuSans', import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  const bold = open(
    'DejaVuSans-Bold',
    import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
  );
  opened = { regular: [regular], bold: [bold, regular] };
  return opened;
}

function open(name: string, url: string): Typeface {
  const path = fileURLToPath(url);
  const font = create(readFileSync(path));
  if (!('layout' in font)) throw new Error(`${path} is a collection, and a single font is needed`);
  return { name, path, font };
}
