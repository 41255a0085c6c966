export { keepMetering, type Metering, type Missed } from './keep-metering.ts';
export { createLog, failureFacts, type Log, type LogWriter } from './log.ts';
export { type OneAtATime, oneAtATime } from './one-at-a-time.ts';
export { runUntilTold } from './run-until-told.ts';
export { keepSecret } from './secret-file.ts';
export { type Serving, serve } from './serve.ts';
export { ConfigError, type Environment, settingsIn } from './settings.ts';
export { createVault, type Vault, vaultKeyLength } from './vault.ts';
