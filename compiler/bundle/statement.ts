import type { BundlePredicate, BundleSource, Statement } from './bundle.ts';
import { sha256Form } from './digest.ts';
import { readTime } from './instant.ts';
import { channelUnitsMax, idUnitsMax, textUnitsMax } from './limits.ts';
import type { Place } from './shape.ts';

/** The one type of payload that a bundle carries. */
export const statementType = 'application/vnd.in-toto+json';

const versionForm = /^\d{1,9}\.\d{1,9}\.\d{1,9}$/;
const wholeVersion = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+].*)?$/;

/** Reads the signed payload of a bundle. */
export function readStatement(root: Place): Statement {
  const { _type, subject, predicateType, predicate } = root.members([
    '_type',
    'subject',
    'predicateType',
    'predicate',
  ]);
  const [only, ...others] = subject.items(1);
  if (only === undefined || others.length > 0) return subject.fail('expected one subject');
  const { name, digest } = only.members(['name', 'digest']);
  const { sha256 } = digest.members(['sha256']);
  return {
    _type: _type.oneOf(['https://in-toto.io/Statement/v1']),
    subject: [{ name: name.oneOf(['rules.json']), digest: { sha256: readDigest(sha256) } }],
    predicateType: predicateType.oneOf(['https://sentrely.dev/bundle/v1']),
    predicate: readPredicate(predicate),
  };
}

/** Whether a program of this version reads what asks for at least `least`; both `1.2.3`. */
export function isVersionAtLeast(version: string, least: string): boolean {
  const have = wholeVersion.exec(version)?.slice(1).map(Number);
  const need = wholeVersion.exec(least)?.slice(1).map(Number);
  if (have === undefined || need === undefined) return false;
  const differing = need.findIndex((part, at) => part !== have[at]);
  return differing < 0 || (have[differing] ?? 0) > (need[differing] ?? 0);
}

function readPredicate(place: Place): BundlePredicate {
  const member = place.members([
    'revision',
    'channel',
    'not_before',
    'expires',
    'dsl_version',
    'min_gateway',
    'source',
    'previous',
    'tests',
  ]);
  const { passed } = member.tests.members(['passed']);
  return {
    revision: member.revision.integer(1, Number.MAX_SAFE_INTEGER),
    channel: member.channel.name(channelUnitsMax),
    not_before: readTime(member.not_before),
    expires: readTime(member.expires),
    dsl_version: member.dsl_version.oneOf([1]),
    min_gateway: member.min_gateway.textMatching(versionForm, 'a version such as 1.2.3'),
    source: member.source.isNull ? null : readSource(member.source),
    previous: member.previous.isNull ? null : readDigest(member.previous),
    tests: { passed: passed.integer(0, Number.MAX_SAFE_INTEGER) },
  };
}

function readSource(place: Place): BundleSource {
  const { repo, commit, ref, run } = place.members(['repo', 'commit', 'ref', 'run']);
  return {
    repo: repo.name(textUnitsMax),
    commit: commit.name(idUnitsMax),
    ref: ref.name(textUnitsMax),
    run: run.isNull ? null : run.name(textUnitsMax),
  };
}

function readDigest(place: Place): string {
  return place.textMatching(sha256Form, '64 hex digits');
}
