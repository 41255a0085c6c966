import type { StatePlan } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useSuspension, useTeamSlug } from '../../shell/use-team.ts';
import { Address } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckboxChoices } from '../../ui/checkbox-choices.tsx';
import { Form } from '../../ui/form.tsx';
import { Note } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';

const words: Readonly<Record<string, string>> = {
  toc: 'the terms of this marketplace',
  eula: 'the terms of use of its provider',
  privacy: 'the privacy policy of its provider',
};

/** Applies a plan, with what a person has to accept for it. The host refuses one that is outdated. */
export function ApplyPlan({ plan }: { readonly plan: StatePlan }) {
  const team = useTeamSlug();
  const [accepted, setAccepted] = useState<Readonly<Record<string, string[]>>>({});
  const apply = useChange('applyStatePlan', {
    refreshes: ['getStatePlan', 'listStatePlans', 'listProjects', 'getProject'],
  });
  if (useSuspension() !== undefined) {
    return (
      <Section title="Apply it">
        <Note>It can be applied once the team is resumed.</Note>
      </Section>
    );
  }
  return (
    <Section title="Apply it">
      <Form
        error={apply.error}
        onSubmit={() =>
          apply.mutate({
            params: { team, plan: plan.id },
            body: { acceptedPolicies: { ...accepted } },
          })
        }
        actions={
          <Button look="primary" type="submit" isPending={apply.isPending}>
            Apply
          </Button>
        }
      >
        {plan.policies.map(({ integration, policies, eulaUrl, privacyUrl }) => (
          <div key={integration} className="rounded-lg border border-line bg-surface p-4">
            <CheckboxChoices
              name={`acceptedPolicies.${integration}`}
              label={`To install ${integration} I accept, for the team,`}
              choices={policies.map((policy) => ({
                value: policy,
                label: words[policy] ?? policy,
              }))}
              value={accepted[integration] ?? []}
              onChange={(chosen) => setAccepted({ ...accepted, [integration]: chosen })}
            />
            <p className="flex flex-wrap gap-4">
              {[eulaUrl, privacyUrl]
                .filter((url) => url !== null && /^https?:\/\//.test(url))
                .map((url) => (
                  <a
                    key={url}
                    href={url ?? ''}
                    target="_blank"
                    rel="noreferrer"
                    className="text-accent underline"
                  >
                    <Address>{url ?? ''}</Address>
                  </a>
                ))}
            </p>
          </div>
        ))}
      </Form>
    </Section>
  );
}
