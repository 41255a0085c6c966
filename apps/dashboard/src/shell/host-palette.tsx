import type { ComponentProps } from 'react';
import type { PaletteList } from './command-palette.tsx';
import { useHostPlaces } from './host-places.ts';
import { PaletteDialog } from './palette-dialog.tsx';

/** From the pages of the host to every other of them, and to the viewer's teams. */
export function HostPalette(props: ComponentProps<PaletteList>) {
  return <PaletteDialog {...props} places={useHostPlaces()} />;
}
