import { toldTypes } from './told-types.ts';

type ToldType = (typeof toldTypes)[number];
type Subject<Type extends string = ToldType> = Type extends `${infer First}.${string}`
  ? First
  : Type;

/** What webhooks of a team tell about, by the first part of the name of a type. */
const subjects: Readonly<Record<Subject, string>> = {
  alerts: 'Alerts',
  project: 'Projects and their variables',
  deployment: 'Deployments',
  'integration-configuration': 'Installations',
  'integration-resource': 'Connections',
  marketplace: 'Invoices and members',
  'test-webhook': 'Tests',
};

/** The types that webhooks of a team can be told of, by what they are about. */
export const toldGroups = Object.entries(subjects).map(([subject, label]) => ({
  label,
  choices: toldTypes
    .filter((type) => type.split('.')[0] === subject)
    .map((type) => ({ value: type, label: type })),
}));
