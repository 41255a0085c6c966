import { message, ofInstallation, type WebhookMappings } from '../message.ts';

const kinds = ['project', 'installation', 'resource'] as const;

/** A share of a limit that is spent: the team is told. @see spec/webhooks.md — WHK-32 */
export const spendWebhooks: WebhookMappings = {
  'spend.warned': async ({ subject, data }, look) => {
    const kind = kinds.find((each) => subject[each] !== undefined) ?? 'team';
    const id = kind === 'team' ? null : (subject[kind] ?? null);
    const installation = await look.installation(subject.installation);
    const { share, spent, amount, isHard, until } = data;
    return [
      message('alerts.triggered', {
        subject: `limit:${id ?? 'team'}`,
        installations: [],
        ...(kind === 'project' ? { projectId: subject.project } : {}),
        payload: (to) => ({
          ...(installation === undefined
            ? { team: to.team, user: to.user }
            : ofInstallation(to, installation)),
          alert: {
            kind: 'spending',
            limit: { kind, id, amount: String(amount), isHard: isHard === true },
            share: Number(share),
            spent: String(spent),
            until: String(until),
          },
        }),
      }),
    ];
  },
};
