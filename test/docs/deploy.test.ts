import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configVariables } from '../../gateway/config.ts';
import manifest from '../../package.json' with { type: 'json' };

const read = (name: string): string =>
  readFileSync(new URL(`../../docs/deploy/${name}`, import.meta.url), 'utf8');
const unit = read('sentrely.service');
const container = read('Containerfile');

describe('the systemd unit', () => {
  const settings = unit
    .split('\n')
    .filter((line) => /^[A-Za-z]+=/.test(line))
    .map((line) => line.split(/=(.*)/s).slice(0, 2));

  it.each([
    ['DynamicUser', 'yes'],
    ['ProtectSystem', 'strict'],
    ['NoNewPrivileges', 'yes'],
    ['CapabilityBoundingSet', ''],
    ['UMask', '0077'],
    ['ExecReload', '/bin/kill -HUP $MAINPID'],
  ])('has %s=%s', (name, value) => expect(settings).toContainEqual([name, value]));

  it('gives the gateway more time to stop than it takes', () => {
    const [, seconds] = settings.find(([name]) => name === 'TimeoutStopSec') ?? [];
    expect(Number(seconds)).toBeGreaterThan(60);
  });

  it('is one that systemd understands, and hardly exposed, where systemd is', () => {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) return;
    const folder = mkdtempSync(join(tmpdir(), 'sentrely-unit-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'sentrely.service');
    // The program need not be installed here.
    writeFileSync(path, unit.replace('/usr/bin/sentrely', '/bin/true'));
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', path], {
      encoding: 'utf8',
    });
    const about = verified.stderr.split('\n').filter((line) => line.includes('sentrely.service'));
    expect(about).toEqual([]);
    // 2.0 of 10; systemd calls that OK.
    const args = ['security', '--offline=true', '--threshold=20', '--no-pager', path];
    const exposed = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    expect(exposed.stdout.match(/exposure level[^\n]*/)?.[0]).toMatch(/: [01]\.\d/);
    expect(exposed.status).toBe(0);
  });
});

describe('the Containerfile', () => {
  /** Instructions with their continued lines, without comments. */
  const instructions = container
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => /^([A-Z]+) (.*)$/.exec(line)?.slice(1) ?? [line]);
  const last = instructions.slice(instructions.map(([name]) => name).lastIndexOf('FROM'));
  const of = (name: string): readonly (string | undefined)[] =>
    last.filter(([each]) => each === name).map(([, value]) => value);

  it('has instructions only', () => {
    const known = 'FROM WORKDIR COPY RUN ENV USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT';
    expect(instructions.filter(([name = '']) => !known.split(' ').includes(name))).toEqual([]);
  });

  it('stands on the pinned Node', () => {
    const bases = instructions.filter(([name]) => name === 'FROM').map(([, value]) => value);
    for (const base of bases) expect(base).toContain(`node:${manifest.devDependencies.node}-slim`);
  });

  it('runs as nobody in particular, looks after itself, and stops by SIGTERM', () => {
    expect(of('USER')).toEqual(['10001:10001']);
    expect(of('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(of('HEALTHCHECK')[0]).toContain('/healthz');
    const [, command = ''] = /CMD (\[.*\])/.exec(of('HEALTHCHECK')[0] ?? '') ?? [];
    expect(JSON.parse(command)).toHaveLength(3);
    const entry = JSON.parse(of('ENTRYPOINT')[0] ?? '') as readonly string[];
    expect(entry[1]).toBe(`/app/node_modules/${manifest.name}/${manifest.bin.sentrely}`);
  });

  it('sets what is a setting, and no secret', () => {
    const set = [
      ...(of('ENV')
        .join(' ')
        .matchAll(/(SENTRELY_\w+)=/g) ?? []),
    ].map(([, name]) => name);
    expect(set.length).toBeGreaterThan(2);
    expect(set.filter((name) => !configVariables().includes(name ?? ''))).toEqual([]);
    expect(set.filter((name) => /KEY|TOKEN|SECRET/.test(name ?? ''))).toEqual([]);
  });
});
