/** What the outcomes of calls to a provider mean, as whoever runs its server reads it. */
const meanings: Readonly<Record<string, string>> = {
  'not-sent: dns': 'The name of your server was not found. Nothing was sent.',
  'not-sent: connect': 'No connection to your server could be made. Nothing was sent.',
  'not-sent: tls':
    'No encrypted connection to your server could be made; its certificate may be the reason. Nothing was sent.',
  'not-sent: blocked_address':
    'The address of your server is one that this host may not call, such as a private one. Nothing was sent.',
  'not-sent: circuit_open':
    'So many calls in a row had failed that your server is left alone for a while. Nothing was sent.',
  'not-sent: busy': 'Too many calls to your server were under way. Nothing was sent.',
  'not-sent: cancelled': 'It was called off before it began. Nothing was sent.',
  'unknown: timeout': 'Your server gave no whole answer in time. It may have done it all the same.',
  'unknown: cut':
    'The connection ended before the answer did. Your server may have done it all the same.',
  'unknown: server_error': 'Your server answered that it failed. It may have done it all the same.',
  'unknown: unreadable':
    'The answer of your server could not be understood. It may have done it all the same.',
  'unknown: too_large':
    'The answer of your server is longer than this host reads. It may have done it all the same.',
  'unknown: cancelled':
    'It was called off before the answer came. Your server may have done it all the same.',
};

/** What an outcome means for whoever reads it; undefined where the word and the status say it all. */
export function meaningOf(outcome: string): string | undefined {
  return meanings[outcome];
}
