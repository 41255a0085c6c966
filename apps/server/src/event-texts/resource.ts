import { failed, followed, type TextsAbout, within, word } from './text.ts';

export const resourceTexts: TextsAbout<'resource' | 'usage'> = {
  'resource.provisioned': 'A resource was made',
  'resource.provision-failed': failed('A resource could not be made'),
  'resource.imported': 'A resource that its provider had already was brought in',
  'resource.updated': ({ before, after }) => {
    const [was, is] = [within(before, 'status'), within(after, 'status')];
    const name = within(after, 'name');
    return was === undefined || is === undefined || was === is
      ? followed('A resource was changed', name)
      : followed(`A resource that was ${was} is ${is} now`, name);
  },
  'resource.update-failed': failed('A resource could not be changed'),
  'resource.plan-changed': ({ after }) =>
    followed('A resource is on another plan', within(after, 'billingPlanId')),
  'resource.secrets-updated': ({ names }) =>
    followed('The secrets of a resource were replaced', listed(names)),
  'resource.rotation-requested': 'New secrets of a resource were asked for',
  'resource.rotation-completed': 'A resource has new secrets',
  'resource.rotation-failed': failed('A resource got no new secrets'),
  'resource.rotation-late': 'New secrets of a resource are late',
  'resource.command-run': ({ isReadOnly }) =>
    isReadOnly === true ? 'A command that only reads was run' : 'A command was run',
  'resource.syncing-enabled': 'Values of a resource are kept in step from here',
  'resource.syncing-disabled': 'Values of a resource are no longer kept in step from here',
  'resource.disconnected': 'A resource was disconnected from every project',
  'resource.removed': 'A resource was deleted',
  'resource.removal-failed': failed('A resource could not be deleted'),
  'resource.transfer-requested': 'A resource was offered to another team',
  'resource.transferred': ({ way }) =>
    way === 'in' ? 'A resource came from another team' : 'A resource went to another team',
  'usage.report-late': ({ lastReportAt }) =>
    followed('A provider has not reported usage since', lastReportAt),
  'usage.report-resumed': 'A provider reports usage again',
};

function listed(names: Parameters<typeof word>[0]): string | undefined {
  return Array.isArray(names) ? names.flatMap((name) => word(name) ?? []).join(', ') : undefined;
}
