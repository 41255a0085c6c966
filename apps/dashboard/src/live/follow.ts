import { table } from 'virtual:endpoints';
import type { EndpointId } from '../api/call.ts';
import { refresh } from '../api/read.ts';
import { affectedBy, allAffected } from './affected.ts';

/** How long what comes together is gathered, so that a busy second is one refresh. */
const GATHER_MS = 250;
/** A connection that is back so soon was never missed. */
const PATIENCE_MS = 2_000;
const AGAIN_MS = 5_000;

/**
 * Follows what happens to a team and has what it changed read again. A page that nobody looks at
 * does not follow, because browsers allow a host few connections; it reads again when it is seen.
 *
 * @param tell told whether the connection is lost
 * @returns ends it
 */
export function follow(team: string, tell: (isLost: boolean) => void): () => void {
  const [, path = ''] = table['followEvents'] ?? [];
  const address = path.replace('{team}', encodeURIComponent(team));
  const changed = new Set<EndpointId>();
  let source: EventSource | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let missing: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  // what is shown may have been read before there was anybody to be told
  let isBehind = true;

  const gather = (ids: readonly EndpointId[]) => {
    for (const id of ids) changed.add(id);
    gathering ??= setTimeout(() => {
      gathering = undefined;
      const ids = [...changed];
      changed.clear();
      void refresh(...ids);
    }, GATHER_MS);
  };
  const stop = () => {
    source?.close();
    source = undefined;
    clearTimeout(missing);
    clearTimeout(again);
    missing = undefined;
  };
  const lose = () => {
    isBehind = true;
    missing ??= setTimeout(() => tell(true), PATIENCE_MS);
  };
  const start = () => {
    stop();
    const opened = new EventSource(address);
    source = opened;
    opened.onopen = () => {
      clearTimeout(missing);
      missing = undefined;
      tell(false);
      // what happened meanwhile may have been told to nobody
      if (isBehind) gather(allAffected);
      isBehind = false;
    };
    opened.onmessage = ({ data }) => gather(affectedBy(typeIn(String(data))));
    opened.onerror = () => {
      lose();
      // the browser tries again by itself, unless it was refused
      if (opened.readyState === EventSource.CLOSED) again = setTimeout(start, AGAIN_MS);
    };
  };
  const onVisibility = () => {
    if (document.hidden) {
      stop();
      isBehind = true;
    } else start();
  };
  const onOffline = () => {
    source?.close();
    lose();
  };

  if (!document.hidden) start();
  document.addEventListener('visibilitychange', onVisibility);
  addEventListener('offline', onOffline);
  addEventListener('online', start);
  return () => {
    stop();
    clearTimeout(gathering);
    document.removeEventListener('visibilitychange', onVisibility);
    removeEventListener('offline', onOffline);
    removeEventListener('online', start);
  };
}

function typeIn(text: string): string {
  const event: unknown = JSON.parse(text);
  return typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : '';
}
