import type { Target } from './client.ts';

/** Another program between client and provider, or why it is not there. */
export type Peer =
  | {
      readonly kind: 'running';
      readonly name: string;
      readonly target: Target;
      readonly pid: number;
      readonly stop: () => void;
    }
  | { readonly kind: 'absent'; readonly name: string; readonly reason: string };
