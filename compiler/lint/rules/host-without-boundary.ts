import { quote } from '../../../dsl/escape.ts';
import { exampleFile } from '../example.ts';
import { grantingPatterns } from '../granting-patterns.ts';
import type { LintRule } from '../rule.ts';

/** Wildcard and letters in one label. */
const open = /(?:\*[\p{L}\p{N}-]|[\p{L}\p{N}-]\*)/u;

/** An allowed host whose owner the pattern does not settle. */
export const hostWithoutBoundary: LintRule = {
  code: 'host-without-boundary',
  severity: 'warning',
  title: 'a host pattern does not settle whose host it is',
  explanation:
    'A wildcard beside letters is open to whoever registers a name: `*example.com` is `evil-example.com`, and `example.*` is `example.evil`. Put a dot between wildcard and name, and write the end of the host out.',
  bad: exampleFile(
    'policy p for agent dev { allow Fetch when .url.host in hosts("**example.com") }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow Fetch when .url.host in hosts("**.example.com") }',
  ),
  *find(context) {
    for (const { word, type } of grantingPatterns(context)) {
      const host = hostIn(word.text, type);
      const isOpen = host !== undefined && (open.test(lastLabels(host)) || /\.\*+$/.test(host));
      if (!isOpen) continue;
      yield {
        span: word.span,
        message: `${quote(word.text)} also matches hosts of other owners`,
        help: 'put a dot between wildcard and name, and write the last labels out',
      };
    }
  },
};

function hostIn(text: string, type: string): string | undefined {
  if (type === 'Host') return text;
  if (type === 'Email') return text.slice(text.indexOf('@') + 1);
  return type === 'Url' ? /^[a-z]+:\/\/([^/]*?)(?::(?:\d+|\*))?\//.exec(text)?.[1] : undefined;
}

/** The labels that are registered: wildcards further left stay with the same owner. */
function lastLabels(host: string): string {
  return host.split('.').slice(-2).join('.');
}
