/**
 * Longest policy file, in UTF-16 units: 1 MiB is some 20,000 rules, far above what a person can
 * review, and keeps a hostile file from holding the parser for more than a second or two.
 */
export const sourceLengthMax: number = 1024 * 1024;

/** Deepest nesting of brackets: people stop near 5, and every reader of the tree may recurse. */
export const nestingDepthMax = 64;
