/** Stands among candidates for whatever file there is, in a line of its own. */
export const FILES = ':files';
