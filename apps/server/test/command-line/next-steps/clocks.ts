import { emptyTeam, type Scenarios } from './scenario.ts';

/** Teams whose time is their own. */
export const ofClocks = {
  createClock: { line: 'kontor clock show', code: 4, env: emptyTeam, gets: /20\d\d-/ },
  showClock: { line: 'kontor clock create', code: 5, env: emptyTeam, gets: /20\d\d-/ },
} satisfies Scenarios;
