import { metadata as anyMetadata } from '@kontor/protocol/vocabulary';
import * as z from 'zod';

export const team = z
  .string()
  .optional()
  .describe('Slug or id of the team. Needed only where the token is of a person in several.');

export const project = z.string().describe('Name or id of the project.');

export const environment = z
  .string()
  .describe('production, preview, development, or a custom one of the project.');

export const resource = z.string().describe('Name or id of the resource.');

export const integration = z.string().describe('Slug of the integration, as the catalogue has it.');

export const product = z
  .string()
  .optional()
  .describe('Slug of the product. Needed where the integration has several.');

export const metadata = anyMetadata
  .default({})
  .describe('Values for the form of the product, by the keys of its metadataSchema.');
