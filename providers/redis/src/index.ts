export { type RedisProviderConfig, readConfig } from './config.ts';
export { product } from './product/product.ts';
export { findRedis } from './server/find-redis.ts';
export { type RedisProvider, startRedisProvider } from './start-redis-provider.ts';
