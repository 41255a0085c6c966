import { createClient } from '@redis/client';

/** What Redis answers a command with. */
export type Reply = string | number | null | readonly Reply[];

export type Command = readonly string[];

/** A connection to a Redis server. Commands that are sent while it is broken wait until it is made again. */
export type Redis = {
  /** @throws what the server refuses with, whose message begins with a code such as `NOPERM` */
  readonly run: (...command: string[]) => Promise<Reply>;
  /** All of them, or none, and nothing of anybody else between them. */
  readonly atomically: (commands: readonly Command[]) => Promise<readonly Reply[]>;
  readonly close: () => Promise<void>;
};

export type RedisOptions = {
  readonly url: string;
  readonly onError: (error: unknown) => void;
  /** Called when the connection has been made again. */
  readonly onAgain?: () => void;
  /** A connection for one task: it is not made again when it breaks. */
  readonly isBrief?: boolean;
};

const connectTimeoutMs = 5_000;
const mostDelayMs = 2_000;

/** @throws where no connection can be made */
export async function connectRedis({
  url,
  onError,
  onAgain,
  isBrief = false,
}: RedisOptions): Promise<Redis> {
  let isConnected = false;
  const client = createClient({
    url,
    RESP: 2,
    disableClientInfo: true,
    socket: {
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: (tries) =>
        isConnected && !isBrief ? Math.min(50 * 2 ** tries, mostDelayMs) : false,
    },
  });
  client.on('error', onError);
  await client.connect();
  isConnected = true;
  if (onAgain) client.on('ready', onAgain);

  return {
    run: (...command) => client.sendCommand<Reply>(command),
    atomically: async (commands) => {
      const transaction = client.multi();
      for (const command of commands) transaction.addCommand([...command]);
      return (await transaction.exec()) as unknown as readonly Reply[];
    },
    close: async () => {
      if (client.isOpen) client.destroy();
    },
  };
}
