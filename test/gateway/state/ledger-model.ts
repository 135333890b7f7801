import type { Amounts, LedgerScope, Reserved } from '../../../gateway/state/ledger.ts';

/** The ledger as its port describes it, in the fewest lines. For one set of scopes without resets. */
export class LedgerModel {
  readonly #reservations = new Map<
    string,
    { scopes: readonly LedgerScope[]; counted: Amounts; outcome?: 'settled' | 'exceeded' }
  >();

  count(key: string, unit: LedgerScope['unit']): number {
    return [...this.#reservations.values()]
      .filter(({ scopes }) => scopes.some((scope) => scope.key === key && scope.unit === unit))
      .reduce((sum, { counted }) => sum + (counted[unit] ?? 0), 0);
  }

  reserve(id: string, scopes: readonly LedgerScope[], most: Amounts): Reserved {
    if (!this.#reservations.has(id)) {
      const lowest = (scope: LedgerScope) =>
        scopes.every(
          ({ key, unit, limit }) =>
            key !== scope.key || unit !== scope.unit || limit >= scope.limit,
        );
      const refused = scopes
        .filter(lowest)
        .find(({ key, unit, limit }) => this.count(key, unit) + (most[unit] ?? 0) > limit);
      if (refused !== undefined) {
        const spent = this.count(refused.key, refused.unit);
        return { kind: 'refused', scope: refused, spent };
      }
      this.#reservations.set(id, { scopes, counted: most });
    }
    const spent = scopes.map(({ key, unit }) => ({ key, count: this.count(key, unit) }));
    return { kind: 'reserved', spent };
  }

  settle(id: string, used: Amounts): 'settled' | 'exceeded' | 'unknown' {
    const reservation = this.#reservations.get(id);
    if (reservation === undefined) return 'unknown';
    const { scopes, counted, outcome } = reservation;
    if (outcome !== undefined) return outcome;
    const exceeds = scopes.some(({ unit }) => (used[unit] ?? 0) > (counted[unit] ?? 0));
    reservation.counted = used;
    reservation.outcome = exceeds ? 'exceeded' : 'settled';
    return reservation.outcome;
  }
}
