import type { LocalDesk } from '@kontor/mcp';
import * as z from 'zod';
import { command } from '../../command.ts';
import type { Session } from '../../session.ts';
import { version } from '../../version.ts';
import { runWithin } from './run-within.ts';

export const serveMcp = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details:
    'Speaks the Model Context Protocol on its standard input and output, for an agent that starts it. What the agent does, it does with the token of this command: a machine token with few actions, or a personal one. The tools that the host itself offers at /mcp are the same, without running programs.',
  examples: [
    'kontor mcp',
    'claude mcp add kontor -- npx kontor mcp --team acme',
    'KONTOR_TOKEN=… kontor mcp --host https://kontor.example --team acme',
  ],
  output: null,
  run: async (_, session) => {
    const [{ createMcpServer }, { StdioServerTransport }] = await Promise.all([
      import('@kontor/mcp'),
      import('@modelcontextprotocol/sdk/server/stdio.js'),
    ]);
    const { stdin, stdout, interrupted } = session.world;
    const server = createMcpServer(deskOf(session), version);
    const ended = new Promise<void>((resolve) => {
      server.server.onclose = resolve;
      stdin.once('end', resolve);
      interrupted.addEventListener('abort', () => resolve());
    });
    await server.connect(new StdioServerTransport(stdin, stdout));
    await ended;
    await server.close();
    return { data: undefined, text: [] };
  },
});

function deskOf(session: Session): LocalDesk {
  return {
    call: session.callEndlessly,
    team: async (named) => named ?? session.team(),
    pageAt: (path) => new URL(path, session.host).href,
    run: (asked) => runWithin(session, asked),
  };
}
