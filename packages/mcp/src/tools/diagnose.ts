import { kontorEndpoints, type Operation, type Resource } from '@kontor/protocol/kontor';
import { findResource } from '../find.ts';
import * as input from '../inputs.ts';
import { tool } from '../tool.ts';
import { operationOf, resourceOf } from './resources.ts';

/** Something that is not as it should be, and what helps. */
type Finding = { readonly about: string; readonly finding: string; readonly next: string };

export const diagnose = tool({
  name: 'diagnose',
  title: 'Find out what is wrong',
  description:
    'Looks at a resource, or at all of the team, and says what is not as it should be and what helps: failed and running changes, secrets that are late, resources in error.',
  effect: 'reads',
  input: { resource: input.resource.optional(), team: input.team },
  run: async ({ resource: named, team: inTeam }, desk) => {
    const team = await desk.team(inTeam);
    const found = named === undefined ? undefined : await findResource(desk, { team, named });
    const [resources, operations] = await Promise.all([
      found === undefined
        ? desk
            .call(kontorEndpoints.listTeamResources, { params: { team } })
            .then(({ body }) => body.resources)
        : [found],
      desk
        .call(kontorEndpoints.listOperations, {
          params: { team },
          query: { resource: found?.id, limit: 50 },
        })
        .then(({ body }) => body.operations),
    ]);
    const unsettled = operations.filter(({ status }) => status !== 'succeeded');
    return {
      findings: [...resources.flatMap(ofResource), ...unsettled.flatMap(ofOperation)],
      resources: resources.map(resourceOf),
      operations: unsettled.map(operationOf),
    };
  },
});

function ofResource({ name, status, rotation, pendingProjectCount }: Resource) {
  const findings: Finding[] = [];
  const say = (finding: string, next: string) => findings.push({ about: name, finding, next });
  if (status === 'error') say('Its provider reports an error.', 'Read its notification.');
  if (status === 'suspended') {
    say('Its provider has suspended it.', 'Read its notification; often an invoice is unpaid.');
  }
  if (status === 'onboarding') {
    say('A person has to finish its set-up at the provider.', `kontor open ${name}`);
  }
  if (rotation?.state === 'late' || rotation?.state === 'failed') {
    say(`New secrets are ${rotation.state}.`, `kontor resources rotate ${name}`);
  }
  if (pendingProjectCount > 0) {
    say(
      `Its newest secrets have not reached ${pendingProjectCount} projects yet.`,
      'They follow by themselves; look again in a moment.',
    );
  }
  return findings;
}

function ofOperation({ id, kind, status, attempts, approval, refusal }: Operation): Finding[] {
  if (status === 'awaiting-approval') {
    const next = `A person decides: kontor approvals show ${approval?.id ?? ''}`;
    return [{ about: id, finding: `The change '${kind}' waits for approval.`, next }];
  }
  if (status === 'running' && attempts < 2) return [];
  return status === 'running'
    ? [
        {
          about: id,
          finding: `The change '${kind}' has no answer after ${attempts} attempts.`,
          next: 'The host goes on trying with the same key; look again later.',
        },
      ]
    : [
        {
          about: id,
          finding: `The change '${kind}' failed: ${refusal?.code ?? 'nobody said why'}.`,
          next: 'Mend what its refusal names, then ask for the change again.',
        },
      ];
}
