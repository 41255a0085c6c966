import { refuse } from '../../refusal.ts';

export function projectNotFound(named: string) {
  return refuse('project_not_found', `There is no project '${named}' in this team.`, {});
}

export function projectNameTaken(name: string) {
  return refuse('name_taken', `The team has a project '${name}' already.`, { name });
}
