import type { ReplSettings } from '@kontor/protocol';
import type { Resource } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { type Printed, runCommand } from '../../api/run-command.ts';
import { askToSignIn } from '../../api/session.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Section } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import { PrintedBlocks } from './printed-blocks.tsx';

type Run = { readonly id: number; readonly input: string; readonly printed: readonly Printed[] };
/** As much as stays on the page. */
const RUNS_SHOWN = 20;

/** Runs lines against a resource and shows what they print as it comes. */
export function CommandLine({
  team,
  resource,
  settings,
}: {
  readonly team: string;
  readonly resource: Resource;
  readonly settings: ReplSettings;
}) {
  const may = useMay();
  const [input, setInput] = useState('');
  const [isReadOnly, setReadOnly] = useState(settings.supportsReadOnlyMode);
  const { runs, error, isRunning, run } = useRuns(team, resource.id);
  if (!may('resource:write')) return null;
  const submit = () => {
    if (input.trim() === '' || isRunning) return;
    run({ input, readOnly: isReadOnly });
    setInput('');
  };
  return (
    <Section title="Commands">
      <div className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
        {settings.welcomeMessage !== undefined && <p>{settings.welcomeMessage}</p>}
        <div role="log" aria-label="What was printed" className="flex flex-col gap-3 font-mono">
          {runs.map(({ id, input: line, printed }) => (
            <div key={id}>
              <p className="text-muted">&gt; {line}</p>
              <PrintedBlocks blocks={printed} />
            </div>
          ))}
        </div>
        <Form
          error={error}
          onSubmit={submit}
          actions={
            <Button type="submit" isPending={isRunning}>
              Run
            </Button>
          }
        >
          <TextField
            name="input"
            label="Command"
            autoComplete="off"
            value={input}
            onChange={setInput}
          />
          {settings.supportsReadOnlyMode && (
            <Toggle
              label="Only read"
              hint="The provider refuses whatever would change something."
              isSelected={isReadOnly}
              onChange={setReadOnly}
            />
          )}
        </Form>
      </div>
    </Section>
  );
}

function useRuns(team: string, resource: string) {
  const [runs, setRuns] = useState<readonly Run[]>([]);
  const [error, setError] = useState<Error | null>(null);
  const [isRunning, setRunning] = useState(false);
  const run = async (body: { readonly input: string; readonly readOnly: boolean }) => {
    const id = Date.now();
    setRuns((before) => [...before, { id, input: body.input, printed: [] }].slice(-RUNS_SHOWN));
    setError(null);
    setRunning(true);
    const print = (piece: Printed) =>
      setRuns((before) =>
        before.map((each) =>
          each.id === id ? { ...each, printed: [...each.printed, piece] } : each,
        ),
      );
    try {
      await runCommand({ params: { team, resource }, body }, print);
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
      if (cause instanceof Problem && cause.isSignedOut) askToSignIn();
    } finally {
      setRunning(false);
    }
  };
  return { runs, error, isRunning, run: (body: Parameters<typeof run>[0]) => void run(body) };
}
