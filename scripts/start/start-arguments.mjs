/** Plain JavaScript for Node 18, because what cannot be meant is told before anything is installed. */
const USAGE = `Usage: npm start

Runs a host, the reference provider and their databases, with a demo in them, until Ctrl-C.
Environment variables change it:

  KONTOR_PORT           port of the host (4680)
  KONTOR_PROVIDER_PORT  port of the provider (4681)
  KONTOR_DATA           folder of everything that is kept (.kontor)

for instance: KONTOR_PORT=4780 KONTOR_PROVIDER_PORT=4781 KONTOR_DATA=.kontor-2 npm start
All of them: docs/configuration.md`;

/** What arguments of `npm start`, which takes none, are answered with; undefined where there are none. */
export function answerArguments(args) {
  const [first] = args;
  if (first === undefined) return undefined;
  if (first === '--help' || first === '-h') return { code: 0, text: USAGE };
  return { code: 2, text: `npm start takes no arguments, and '${first}' is one.\n\n${USAGE}` };
}
