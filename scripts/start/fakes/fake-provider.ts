import { runFakeProgram } from './fake-program.ts';

runFakeProgram('provider', process.env.KONTOR_PROVIDER_PORT);
