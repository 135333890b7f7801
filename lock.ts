import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Completes package-lock.json after `npm install`: adds the optional packages for other platforms
 * that a registry mirror does not serve, so that `npm ci` finds the lockfile in step with the
 * manifests everywhere. They carry no hash, since nobody here has their bytes; what this platform
 * installs is untouched.
 */
interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const path = new URL('package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, LockedPackage> };

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

for (const { dev, optionalDependencies = {} } of Object.values(lock.packages))
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    const platform = platformOf(name);
    if (lock.packages[place] !== undefined || platform === undefined) continue;
    lock.packages[place] = {
      version,
      ...platform,
      ...(dev === true ? { dev } : {}),
      optional: true,
    } as LockedPackage;
  }

const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  path,
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
);

/** What a package's name says of the platforms it is for: `cli-linux-x64-musl`. */
function platformOf(name: string): object | undefined {
  const words = name.split(/[-/]/);
  const os =
    systems.find((system) => words.includes(system)) ??
    (words.includes('wasm32') ? 'wasi' : undefined);
  const cpu =
    processors.find((processor) => words.includes(processor)) ??
    (words.includes('universal') ? 'x64' : undefined);
  if (os === undefined || cpu === undefined) return undefined;
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc }) };
}
