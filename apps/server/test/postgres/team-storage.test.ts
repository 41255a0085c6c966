import { teamStorageContract } from '@kontor/testing/team-world';
import { useTeamStorage } from './team-storage.ts';

const held = useTeamStorage();

teamStorageContract(() => held.storage);
