import type { Redis } from '../server/redis.ts';

/** An amount for a resource, or without one for the whole installation. */
export type Credit = { readonly resourceId: string | undefined; readonly micros: number };

export type BalanceStore = ReturnType<typeof balanceStore>;

/** What is left of prepayments, in millionths of a dollar: of an installation, and of its resources. */
export function balanceStore(redis: Redis) {
  return {
    /** Credits an invoice once, in one step with the note that it was. Nobody else may credit meanwhile. */
    credit: async (
      installationId: string,
      invoiceId: string,
      credits: readonly Credit[],
    ): Promise<void> => {
      if ((await redis.run('SISMEMBER', creditedOf(installationId), invoiceId)) === 1) return;
      await redis.atomically([
        ['SADD', creditedOf(installationId), invoiceId],
        ['HSET', creditsOf(installationId), invoiceId, JSON.stringify(credits)],
        ...credits.map(({ resourceId = '', micros }) => [
          ...['HINCRBY', placeOf(installationId), resourceId],
          String(micros),
        ]),
      ]);
    },

    /**
     * Takes back so much in all of what an invoice credited, the rest of it after an earlier part. What was
     * used is used: no balance falls below nothing. Nobody else may credit or draw meanwhile.
     */
    takeBack: async (installationId: string, invoiceId: string, total: number): Promise<void> => {
      const noted = await redis.run('HGET', creditsOf(installationId), invoiceId);
      if (typeof noted !== 'string') return;
      const place = placeOf(installationId);
      const taken = takenBackOf(installationId);
      let open = total - Number((await redis.run('HGET', taken, invoiceId)) ?? 0);
      if (open <= 0) return;
      const commands: string[][] = [['HSET', taken, invoiceId, String(total)]];
      for (const { resourceId = '', micros } of JSON.parse(noted) as readonly Credit[]) {
        const left = Number((await redis.run('HGET', place, resourceId)) ?? 0);
        const part = Math.min(open, micros, left);
        open -= part;
        if (part > 0) commands.push(['HINCRBY', place, resourceId, String(-part)]);
      }
      await redis.atomically(commands);
    },

    /** What is left by resource; that of the installation stands under `''`. */
    of: async (installationId: string): Promise<ReadonlyMap<string, number>> => {
      const pairs = await redis.run('HGETALL', placeOf(installationId));
      const texts = Array.isArray(pairs) ? pairs.map(String) : [];
      const entries = texts.flatMap((key, at): [string, number][] =>
        at % 2 === 0 ? [[key, Number(texts[at + 1])]] : [],
      );
      return new Map(entries);
    },

    /**
     * Draws the price of an hour, once: of the resource's balance, and what that lacks of the
     * installation's. Neither falls below nothing.
     */
    draw: async (
      {
        installationId,
        resourceId,
        hour,
      }: Record<'installationId' | 'resourceId' | 'hour', string>,
      micros: number,
    ): Promise<boolean> => {
      const drawn = drawnOf(installationId);
      if ((await redis.run('HGET', drawn, resourceId)) === hour) return false;
      const place = placeOf(installationId);
      const [own, common] = await Promise.all(
        [resourceId, ''].map(async (key) => Number((await redis.run('HGET', place, key)) ?? 0)),
      );
      const ofOwn = Math.min(own ?? 0, micros);
      const ofCommon = Math.min(common ?? 0, micros - ofOwn);
      await redis.atomically([
        ['HSET', drawn, resourceId, hour],
        ['HINCRBY', place, resourceId, String(-ofOwn)],
        ['HINCRBY', place, '', String(-ofCommon)],
      ]);
      return true;
    },

    forgetResource: async (installationId: string, resourceId: string): Promise<void> => {
      await redis.atomically([
        ['HDEL', placeOf(installationId), resourceId],
        ['HDEL', drawnOf(installationId), resourceId],
      ]);
    },

    forget: async (installationId: string): Promise<void> => {
      const places = [placeOf, drawnOf, creditedOf, creditsOf, takenBackOf].map((of) =>
        of(installationId),
      );
      await redis.run('DEL', ...places);
    },
  };
}

function placeOf(installationId: string): string {
  return `kontor:balance:${installationId}`;
}

function drawnOf(installationId: string): string {
  return `kontor:drawn:${installationId}`;
}

function creditsOf(installationId: string): string {
  return `kontor:credits:${installationId}`;
}

function takenBackOf(installationId: string): string {
  return `kontor:taken-back:${installationId}`;
}

function creditedOf(installationId: string): string {
  return `kontor:credited:${installationId}`;
}
