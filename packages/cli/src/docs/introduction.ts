import { DEFAULT_HOST } from '../config/host-address.ts';

/** What a reader should know before the lists; the rest of the reference is made from the commands. */
export const introduction = `# The kontor command

<!-- Made by \`npm run docs -w packages/cli\` from the commands. Change those, not this page. -->

\`kontor\` drives a Kontor host from a terminal, a script or a coding agent, over the same public API as
the dashboard. In this repository, run it with \`npx kontor\`;
\`npm run pack:cli\` writes a tarball that \`npm install --global\` takes anywhere.

\`\`\`sh
kontor login --host ${DEFAULT_HOST}
kontor catalog
kontor resource create lagoon/postgres --name orders --connect web
kontor env pull web
node --env-file=.env.local server.js
\`\`\`

## How it behaves

- **Names.** A resource is named by its name or id, a project by name or id, a team by slug or id, and an
  installation by the slug of its integration. A name that is unknown or not clear is refused with what
  there is.
- **Questions** are asked only when both input and output are a terminal: \`kontor connect\` lets you choose a
  resource and a project. Elsewhere, and always with
  \`--json\`, an answer that is missing ends the command with exit code 2 and the option that gives it.
  \`--yes\` answers yes; it never accepts terms, which takes \`--accept\` or \`--accept-all\`.
- **Output.** Results go to the standard output; remarks, progress and errors to the standard error. With
  \`--json\`, exactly one JSON document goes to the standard output, an error included:

      {"error": {"code": "project_not_found", "message": "…", "exitCode": 4, "candidates": ["web", "api"]}}

  Its shape is published: \`kontor schema <command>\` prints the JSON Schema, \`docs/cli.schema.json\` has all of
  them, and a host serves that file at \`/docs/cli.schema.json\`. Within a version fields are only added.
  \`code\` is the host's own or one of the command's; \`next\`, where there is one, here and in any other
  document, holds the exact commands that get on from there. Colours are for terminals only, and so is
  shortening: where a table is wider than the terminal, … stands for the rest of a text, never in an id, a
  number or the first column. Text of hosts and providers is stripped of control characters.
- **Waiting.** What begins something at a provider follows it to its end, for \`--timeout\` seconds. With
  \`--no-wait\`, or when the time is over, exit code 7 says that it goes on; \`kontor operations show <id> --wait\`
  takes it up again.
- **Repeating.** A change inside a team carries an \`Idempotency-Key\`. When the connection is lost it is sent
  again under the same key, three times at most, so it is done once.
- **Tokens.** \`kontor login\` has a token made, which you allow in a browser, and keeps it, for each host, in a
  file that only its owner can read. It is never printed. The next login at that host revokes it, once
  another is stored; one that was given with \`--token\` is only forgotten. In CI, set \`KONTOR_TOKEN\` to a
  machine token and \`KONTOR_TEAM\` to its team.

## The file that \`env pull\` writes

The file belongs to the command: it says so at its head, only its owner can read it, and the next pull
replaces it whole. One that was changed by hand, or that something else wrote, is replaced only after
asking or with \`--yes\`; keep variables of your own in another file.

It is read exactly by \`node --env-file\` and \`util.parseEnv\`, whatever is in the values. That format has no
escapes, so a value with a carriage return, or with all three kinds of quotes and a line end, cannot be
written; the pull then stops before it writes anything, and \`--without\` leaves such a variable out. It is
no shell script: a shell would act on what stands in some quotes.
`;
