// breaks: calls-go-out-through-the-guard
import { Agent, type Dispatcher } from 'undici';

export const dispatcher: Dispatcher = new Agent();
