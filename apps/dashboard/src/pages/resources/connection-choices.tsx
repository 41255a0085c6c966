import { TextField } from '../../ui/text-field.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import { DeploymentActions } from './deployment-actions.tsx';
import type { Offered } from './use-product.ts';

type ChoicesProps = {
  readonly offered: Offered | undefined;
  readonly prefix: string;
  readonly onPrefix: (prefix: string) => void;
  readonly makesSensitive: boolean;
  readonly onSensitive: (makesSensitive: boolean) => void;
  readonly actions: readonly string[];
  readonly onActions: (actions: readonly string[]) => void;
};

/** How a connection gives its variables: what can be chosen of one that is made and of one that is there. */
export function ConnectionChoices({ offered, ...chosen }: ChoicesProps) {
  return (
    <>
      <TextField
        name="prefix"
        label="Prefix"
        hint="Put before every name, with an underscore between. It may be empty."
        autoComplete="off"
        value={chosen.prefix}
        onChange={chosen.onPrefix}
      />
      <Toggle
        label="Make them sensitive"
        hint="Their values can never be read back by people."
        isSelected={chosen.makesSensitive}
        onChange={chosen.onSensitive}
      />
      <DeploymentActions
        declared={offered?.product.details.deploymentActions ?? []}
        value={chosen.actions}
        onChange={chosen.onActions}
      />
    </>
  );
}
