export function hasDashboard(): boolean;
export function ensureDashboard(): void;
