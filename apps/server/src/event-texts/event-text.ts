import type { EventType } from '@kontor/protocol/vocabulary';
import { billingTexts } from './billing.ts';
import { deploymentTexts } from './deployment.ts';
import { hostTexts } from './host.ts';
import { installationTexts } from './installation.ts';
import { integrationTexts } from './integration.ts';
import { projectTexts } from './project.ts';
import { resourceTexts } from './resource.ts';
import { teamTexts } from './team.ts';
import { followed, type Known, type Text } from './text.ts';

const texts: Readonly<Record<EventType, Text>> = {
  ...billingTexts,
  ...deploymentTexts,
  ...hostTexts,
  ...installationTexts,
  ...integrationTexts,
  ...projectTexts,
  ...resourceTexts,
  ...teamTexts,
};

/**
 * What happened, in a sentence for people. It says what `data` says and nothing else, so who may not see an amount
 * does not read it here. What an older version has called otherwise goes by its type.
 */
export function eventText(type: string, data: Known = {}): string {
  const text: Text | undefined = Object.hasOwn(texts, type) ? texts[type as EventType] : undefined;
  if (typeof text === 'function') return text(data);
  return followed(text ?? type, data.name);
}
