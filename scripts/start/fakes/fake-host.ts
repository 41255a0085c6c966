import { runFakeProgram } from './fake-program.ts';

runFakeProgram('host', process.env.KONTOR_PORT);
