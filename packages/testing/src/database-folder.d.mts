export function databaseFolder(room?: number): string;
export function databaseFolders(): readonly string[];
