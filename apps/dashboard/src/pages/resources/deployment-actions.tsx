import type { DeploymentAction } from '@kontor/protocol';
import { CheckboxChoices } from '../../ui/checkbox-choices.tsx';

/** What the product can do before each deployment of the project is built, where it can do anything. */
export function DeploymentActions({
  declared,
  value,
  onChange,
}: {
  readonly declared: readonly DeploymentAction[];
  readonly value: readonly string[];
  readonly onChange: (slugs: string[]) => void;
}) {
  if (declared.length === 0) return null;
  return (
    <CheckboxChoices
      name="deployments"
      label="Before each deployment"
      hint="In the environments that the product suggests. A deployment waits until it is done."
      choices={declared.map(({ slug, name, description }) => ({
        value: slug,
        label: name,
        description,
      }))}
      value={[...value]}
      onChange={onChange}
    />
  );
}
