// breaks: calls-go-out-through-the-guard
import { request } from 'node:https';

export const send = request;
