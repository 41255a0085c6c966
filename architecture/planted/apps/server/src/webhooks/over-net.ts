// breaks: calls-go-out-through-the-guard
import { connect, isIP } from 'node:net';

export const send = isIP('::1') ? connect : undefined;
