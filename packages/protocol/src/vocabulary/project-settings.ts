import * as z from 'zod';
import { framework } from './framework.ts';

/** Versions of the runtime that clients of the protocol know. @see spec/platform-api.md §4.1 */
export const nodeVersion = z.enum([
  '8.10.x',
  '10.x',
  '12.x',
  '14.x',
  '16.x',
  '18.x',
  '20.x',
  '22.x',
  '24.x',
]);

const command = z.string().max(2048).nullable();
const folder = z.string().max(1024).nullable();
const choice = z.boolean().nullable();

/**
 * What clients set on a project and ask back. This host builds and serves nothing, so it keeps them
 * for whoever does.
 *
 * @see spec/platform-api.md §4.1
 */
export const projectSettings = z
  .object({
    framework: framework.nullable(),
    buildCommand: command,
    devCommand: command,
    installCommand: command,
    commandForIgnoringBuildStep: command,
    outputDirectory: folder,
    rootDirectory: folder,
    nodeVersion,
    directoryListing: z.boolean(),
    autoAssignCustomDomains: z.boolean(),
    autoExposeSystemEnvs: z.boolean(),
    customerSupportCodeVisibility: z.boolean(),
    enableAffectedProjectsDeployments: z.boolean(),
    enableExternalRewriteCaching: z.boolean(),
    enablePreviewFeedback: choice,
    enableProductionFeedback: choice,
    gitForkProtection: z.boolean(),
    gitLFS: z.boolean(),
    previewDeploymentsDisabled: choice,
    previewDeploymentSuffix: z.string().max(253).nullable(),
    protectedSourcemaps: z.boolean(),
    publicSource: choice,
    serverlessFunctionRegion: z.string().max(64).nullable(),
    serverlessFunctionZeroConfigFailover: z.boolean(),
    skipGitConnectDuringLink: z.boolean(),
    sourceFilesOutsideRootDirectory: z.boolean(),
  })
  .partial();
export type ProjectSettings = z.infer<typeof projectSettings>;
