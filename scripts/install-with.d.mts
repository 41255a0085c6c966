export declare function canInstall(): boolean;
export declare function beginInstalling(packages: readonly string[]): Promise<void>;
export declare function installWith(name: string, isThere: () => boolean, tries?: number): void;
