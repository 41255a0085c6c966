/** What the outcomes of calls to a provider mean; `SERVER` is put in. */
const meanings: Readonly<Record<string, string>> = {
  'not-sent: dns': 'The name of SERVER was not found. Nothing was sent.',
  'not-sent: connect': 'No connection to SERVER could be made. Nothing was sent.',
  'not-sent: tls':
    'No encrypted connection to SERVER could be made; its certificate may be the reason. Nothing was sent.',
  'not-sent: blocked_address':
    'The address of SERVER is one that this host may not call, such as a private one. Nothing was sent.',
  'not-sent: circuit_open':
    'So many calls in a row had failed that SERVER is left alone for a while. Nothing was sent.',
  'not-sent: busy': 'Too many calls to SERVER were under way. Nothing was sent.',
  'not-sent: cancelled': 'It was called off before it began. Nothing was sent.',
  'unknown: timeout': 'SERVER gave no whole answer in time. It may have done it all the same.',
  'unknown: cut':
    'The connection to SERVER ended before the answer did. It may have done it all the same.',
  'unknown: server_error': 'SERVER answered that it failed. It may have done it all the same.',
  'unknown: unreadable':
    'The answer of SERVER could not be understood. It may have done it all the same.',
  'unknown: too_large':
    'The answer of SERVER is longer than this host reads. It may have done it all the same.',
  'unknown: cancelled':
    'It was called off before SERVER had answered, which may have done it all the same.',
};

/** What an outcome means for whoever reads it; undefined where the word and the status say it all. */
export function meaningOf(
  outcome: string,
  server: 'your server' | 'its server',
): string | undefined {
  const meaning = meanings[outcome]?.replace('SERVER', server);
  return meaning && meaning.charAt(0).toUpperCase() + meaning.slice(1);
}
