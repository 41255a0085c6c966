/**
 * Sends one command and answers what Redis says, by whatever client: `(command) =>
 * client.sendCommand(command)` with node-redis, `([name, ...rest]) => client.call(name, ...rest)` with
 * ioredis.
 */
export type SendRedisCommand = (command: string[]) => Promise<unknown>;

/** What every key of the stores begins with, unless told. */
export const redisPrefix = 'kontor:';

/** Runs a script on one key, so that nothing of anybody else comes between its steps. */
export function evalOn(
  send: SendRedisCommand,
  script: string,
  key: string,
  ...values: string[]
): Promise<unknown> {
  return send(['EVAL', script, '1', key, ...values]);
}
