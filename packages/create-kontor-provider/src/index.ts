export { CreateError, create, variants } from './create.ts';
