import { marketplaceNames } from '@kontor/dev';
import { type Line, quiet } from '../../output/line.ts';

type Told = { readonly offline: boolean; readonly dataDirectory: string };

/** What was done for the provider, and what was not. */
export function introduction(hostUrl: string, { offline, dataDirectory }: Told): readonly Line[] {
  const names = `${marketplaceNames.slice(0, -1).join(', ')} and ${marketplaceNames.at(-1)}`;
  const others = offline
    ? 'everything else but this machine is refused'
    : 'nothing else is changed';
  return [
    `A marketplace of this machine is at ${hostUrl}; it keeps everything in ${dataDirectory}.`,
    `For this command and what it starts, ${names} lead there, and ${others}.`,
    'Be its customer in another terminal: kontor dev do install …, kontor dev do resource create …',
    quiet(
      'Programs that empty their environment, pin certificates or, outside of Node, know no proxies still reach the real ones: docs/dev.md.',
    ),
  ];
}
