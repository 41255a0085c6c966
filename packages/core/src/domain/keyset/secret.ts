import {
  isPublicVariableName,
  type Secret as ProviderSecret,
  variableNameOf,
} from '@kontor/protocol/vocabulary';
import { isBuiltInEnvironment } from '../environment/environment.ts';

/** One value a provider gives to a resource's users, under the name its variable is made from. */
export type Secret = Readonly<ProviderSecret> & {
  /** Given by the host itself: it stays when its provider sends a whole new set. */
  readonly isOfHost?: true;
};

/**
 * The value of a secret in an environment. Providers override values in the built-in environments
 * only; a custom one takes the secret's value.
 *
 * @see spec/platform-api.md §2
 */
export function valueIn(secret: Secret, environment: string): string {
  if (!isBuiltInEnvironment(environment)) return secret.value;
  return secret.environmentOverrides?.[environment] ?? secret.value;
}

export type SecretDescription = {
  readonly name: string;
  /** Characters in the value. */
  readonly length: number;
  /** Whether frameworks would show a variable of this name to every visitor. */
  readonly frameworkPublishable: boolean;
};

/** What people are shown of a secret: never its value. @see spec/partner-api.md §10.6 */
export function describeSecret({ name, value, prefix }: Secret): SecretDescription {
  return {
    name,
    length: value.length,
    frameworkPublishable: isPublicVariableName(variableNameOf({ name, providerPrefix: prefix })),
  };
}
