/** What a request of a soak meets, by the name of its model. */
export type Kind =
  | 'allow'
  | 'deny'
  | 'mixed'
  | 'ask'
  | 'text'
  | 'slow'
  | 'cut'
  | 'overloaded'
  | 'killed';

/** Of so many requests, how many are of each kind. */
export const shares: Readonly<Record<Kind, number>> = {
  allow: 30,
  deny: 15,
  mixed: 15,
  ask: 3,
  text: 20,
  slow: 6,
  cut: 5,
  overloaded: 5,
  killed: 1,
};
