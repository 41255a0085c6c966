export { createMcpServer } from './create-mcp-server.ts';
export { visibleText } from './provider-text.ts';
export { Refused } from './refused.ts';
export type { Call, Desk } from './tool.ts';
export type { LocalDesk, Runner } from './tools/run-command.ts';
