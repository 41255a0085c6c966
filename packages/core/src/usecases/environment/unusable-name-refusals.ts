import type { UnusableName } from '../../domain/environment/unusable-names.ts';
import type { Secret } from '../../domain/keyset/secret.ts';
import { refuse } from '../../refusal.ts';

const rule =
  'A variable name has at most 256 letters, digits and "_", and does not begin with a digit.';

/** The refusal of a connection that would make variables which no shell takes. @see spec/environments.md — ENV-10 */
export function cannotBeNamed(
  unusable: readonly [UnusableName, ...UnusableName[]],
  { resourceName, suggestedPrefix }: { resourceName: string; suggestedPrefix?: string | undefined },
) {
  const [{ name, secretName }] = unusable;
  const advice =
    suggestedPrefix === undefined
      ? 'Its provider has to call the secret otherwise.'
      : `Choose a prefix, such as ${suggestedPrefix}.`;
  return refuse(
    'variable_name_unusable',
    `The secret '${secretName}' of the resource '${resourceName}' would become the variable '${name}'. ${rule} Nothing was changed. ${advice}`,
    {
      names: unusable.map((each) => ({ name: each.name, secretName: each.secretName })),
      ...(suggestedPrefix === undefined ? {} : { suggestedPrefix }),
    },
  );
}

/** The refusal of a provider's secrets which would make such variables in projects. */
export function cannotBeTaken(
  unusable: readonly UnusableName[],
  secrets: readonly Pick<Secret, 'name'>[],
) {
  const fields = unusable.map(({ name, secretName }) => {
    const index = secrets.findIndex((secret) => secret.name === secretName);
    const key = index < 0 ? 'secrets' : `secrets[${index}].name`;
    return { key, message: `${key} should not make the variable '${name}'. ${rule}` };
  });
  return refuse('invalid_secrets', `The secrets cannot be taken: ${fields[0]?.message}`, {
    fields,
  });
}
