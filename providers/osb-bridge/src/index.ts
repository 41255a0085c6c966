export { type OsbBridgeConfig, readConfig } from './config.ts';
export { type OsbBridge, startOsbBridge } from './start-osb-bridge.ts';
