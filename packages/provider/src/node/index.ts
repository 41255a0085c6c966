export { exitIfPortTaken, takenPort } from './taken-port.ts';
export { type NodeListener, toNodeListener } from './to-node-listener.ts';
