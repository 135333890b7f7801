import { gatewayVersion } from '../../gateway/version.ts';

/**
 * The workflow that checks policies in pull requests, with nothing but read access. Actions are
 * pinned by their commit, because a tag can be moved; the commits are those of checkout 4.2.2 and
 * setup-node 4.4.0.
 */
export const workflow = `name: sentrely
on:
  pull_request:
    paths: ["policies/**"]

permissions: {}

jobs:
  policies:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
    env:
      SENTRELY: npx --yes sentrely@${gatewayVersion}
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
          fetch-depth: 0
      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd4f7d6820020 # v4.4.0
        with:
          node-version: 24
      - run: $SENTRELY check policies
      - run: $SENTRELY lint policies
      - run: $SENTRELY test policies
      - run: $SENTRELY prove policies
      - name: what this change allows
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
        run: |
          base="$RUNNER_TEMP/base"
          mkdir -p "$base"
          if git cat-file -e "$BASE:policies" 2>/dev/null; then
            git archive "$BASE" policies | tar -x -C "$base"
            $SENTRELY diff --fail-on never "$base/policies" policies | tee -a "$GITHUB_STEP_SUMMARY"
          fi
`;

/** What a repository must never hold: keys, and what a gateway keeps. */
export const ignored: readonly string[] = ['.sentrely/', '*.key', 'bundle.json'];
