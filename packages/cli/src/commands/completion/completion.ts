import * as z from 'zod';
import { command } from '../../command.ts';
import { bashScript } from '../../completion/scripts/bash.ts';
import { fishScript } from '../../completion/scripts/fish.ts';
import { zshScript } from '../../completion/scripts/zsh.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

export const completion = command({
  args: z.strictObject({
    shell: z
      .enum(['bash', 'zsh', 'fish'], 'only bash, zsh or fish')
      .meta({ description: 'Shell to complete in: bash, zsh or fish.' }),
  }),
  options: z.strictObject({}),
  details:
    'Prints a script that completes commands, their options and what they name, when it is read by the shell, such as from ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish. Teams, projects, resources, environments, integrations and products are asked of the host as you would ask it, for a second at most; nothing is offered where it does not answer. The script stays the same from release to release.',
  examples: [
    'kontor completion bash',
    'source <(kontor completion bash)',
    'source <(kontor completion zsh)',
    'kontor completion fish | source',
  ],
  output: z.object({ shell: z.string(), script: z.string() }),
  run: async ({ args }) => {
    const script = scripts[args.shell];
    return { data: { ...args, script }, text: script.trimEnd().split('\n') };
  },
});
