export { isProof, table, writeEvidence } from '@kontor/testing/evidence';
