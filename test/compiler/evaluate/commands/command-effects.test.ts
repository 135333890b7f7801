import { describe, expect, it } from 'vitest';
import { bare, command, effects, glob, quoted, scene, type Written } from './scene.ts';
import { commandEffects } from '../../../../compiler/evaluate/commands/command-effects.ts';

const git = scene(`
action git.push(remote: String, branch: Ref, force: Bool)
command git complete {
  option -C value directory, -c value opaque, --git-dir value opaque, --no-pager
  "push {remote?} {refspec...?: Refspec}" { option -f | --force as force, -q | --quiet, -o value }
    does git.push(remote, branch: refspec.branch, force), git.push(remote, branch: refspec.branch, force: refspec.force)
  "status {path...?}" { option -s, --porcelain value? }
  "log {args...?}" { option -n value, -p, --oneline, -0, -1, -2, -3, -4, -5, -6, -7, -8, -9 }
}`);

describe('options', () => {
  it.each([
    'git push origin main',
    'git --no-pager push origin main',
    'git push -q origin main',
    'git push origin -q main',
    'git push origin main --quiet',
    'git push -qqo ci.skip origin main',
    'git push -oci.skip origin -- main',
    'git push -o ci.skip origin main',
    'git push origin refs/heads/main',
    'git push origin HEAD:refs/heads/main',
    'git push origin HEAD:heads/main',
    '/usr/bin/git push origin main',
  ])('%s is a push to main', (text) => {
    expect(effects(git, text)).toEqual(['git.push(remote=origin, branch=main, force=false)']);
  });

  it.each(['-f', '--force', '-qf', '-fq'])('%s forces', (option) => {
    expect(effects(git, `git push ${option} origin main`)).toContain(
      'git.push(remote=origin, branch=main, force=true)',
    );
  });

  it('a plus or a deletion forces', () => {
    const forced = 'git.push(remote=origin, branch=main, force=true)';
    expect(effects(git, 'git push origin +main')).toContain(forced);
    expect(effects(git, 'git push origin +HEAD:main')).toContain(forced);
    expect(effects(git, 'git push origin :main')).toContain(forced);
  });

  it('a branch that is not named is unknown', () => {
    for (const text of [
      'git push',
      'git push origin',
      'git push origin HEAD',
      'git push origin :',
    ]) {
      expect(effects(git, text).join()).toContain('branch=?');
    }
  });

  it('each refspec is a push', () => {
    expect(effects(git, 'git push origin a b:c')).toEqual([
      'git.push(remote=origin, branch=a, force=false)',
      'git.push(remote=origin, branch=c, force=false)',
    ]);
  });

  it.each([
    'git status',
    'git -C sub status -s',
    'git status --porcelain=v2',
    'git log -5 -n 3',
    'git log -20',
  ])('%s is inert', (text) => {
    expect(effects(git, text)).toEqual([`shell.inert(program=git, command=${text})`]);
  });

  it('a directory moves the paths, a part that cannot be read is opaque', () => {
    expect(effects(git, 'git -C sub push origin x')).toEqual([
      'git.push(remote=origin, branch=x, force=false) in /w/sub',
    ]);
    expect(effects(git, 'git -C /a -C b push o x')).toEqual([
      'git.push(remote=o, branch=x, force=false) in /a/b',
    ]);
    expect(effects(git, 'git -c core.pager=x status')).toEqual(['opaque(cause=dynamic)']);
    expect(effects(git, 'git --git-dir=x status')).toEqual(['opaque(cause=dynamic)']);
    expect(effects(git, ['git', '-C', quoted, 'push', 'o', 'x'])).toEqual([
      'git.push(remote=o, branch=x, force=false) anywhere',
    ]);
  });

  const closed = 'git.push(remote=?, branch=?, force=?) anywhere';
  it.each([
    'git push --force-with-lease origin main',
    'git push --forc origin main',
    'git frobnicate',
    'git',
    'git push -o',
    'git status -s=1',
    'git --no-pager=1 status',
    'git -f push origin main',
    'git status --short',
  ])('%s is accepted by no form, so it may do everything', (text) => {
    expect(effects(git, text)).toEqual([closed, `shell.run(program=git, command=${text})`]);
  });
});

describe('words that are not literal', () => {
  const closed = 'git.push(remote=?, branch=?, force=?) anywhere';

  it.each<[string, readonly Written[]]>([
    ['as subcommand', ['git', bare]],
    ['before the subcommand', ['git', quoted, 'status']],
    ['unquoted as value before it', ['git', '-C', bare, 'status']],
    ['a glob as subcommand', ['git', glob('pu*'), 'origin', 'main']],
    ['a glob before it', ['git', glob('*'), 'status']],
  ])('%s close the program', (_, words) => {
    expect(effects(git, words)).toContain(closed);
    expect(effects(git, words).join()).toContain('shell.run(');
  });

  it('unquoted among operands they may be options', () => {
    expect(effects(git, ['git', 'push', bare, 'main'])).toEqual([
      'git.push(remote=?, branch=?, force=?) anywhere',
      'shell.run(program=git, command=git push**)',
    ]);
    expect(effects(git, ['git', 'status', bare])).toEqual([
      'shell.run(program=git, command=git status**)',
    ]);
  });

  it('behind a double dash they are operands', () => {
    expect(effects(git, ['git', 'status', '--', bare])).toEqual([
      'shell.inert(program=git, command=git status --**)',
    ]);
    expect(effects(git, ['git', 'push', '--', 'origin', quoted])).toEqual([
      'git.push(remote=origin, branch=?, force=?)',
      'git.push(remote=origin, branch=?, force=false)',
    ]);
  });

  it('a quoted one may be an option as well', () => {
    expect(effects(git, ['git', 'status', quoted]).join()).toContain('shell.run(');
    expect(effects(git, ['git', 'push', 'origin', quoted])).toContain(
      'git.push(remote=?, branch=?, force=?) anywhere',
    );
    const start = { kind: 'set', pieces: [{ kind: 'any' }, { kind: 'text', text: '/x' }] } as const;
    expect(effects(git, ['git', 'status', start]).join()).toContain('shell.run(');
    const inside = {
      kind: 'set',
      pieces: [{ kind: 'text', text: 'd/' }, { kind: 'any' }],
    } as const;
    expect(effects(git, ['git', 'status', inside]).join()).toContain('shell.inert(');
  });

  it('a form that takes too few or too many words may refuse them', () => {
    const one = scene('command one complete { "{a}" }  command some complete { "{a} {b...}" }');
    expect(effects(one, ['one', '--', quoted]).join()).toContain('shell.inert(');
    expect(effects(one, ['one', '--', bare]).join()).toContain('shell.run(');
    expect(effects(one, ['one', '--', glob('*')]).join()).toContain('shell.run(');
    expect(effects(one, ['some', '--', 'a', glob('*')]).join()).toContain('shell.inert(');
    expect(effects(one, ['some', '--', 'a', bare]).join()).toContain('shell.run(');
  });

  it('a glob may become several words and each is judged', () => {
    expect(effects(git, ['git', 'push', '--', 'origin', glob('rel/*')])).toEqual([
      'git.push(remote=origin, branch=?, force=?)',
      'git.push(remote=origin, branch=?, force=false)',
    ]);
  });

  it('a form that may be meant counts, although another takes the words for certain', () => {
    const both = scene(`action s3.delete(bucket: String, key: String)
command t complete { "rm s3://{bucket}/{key}" does s3.delete(bucket, key)  "rm {path}"  "{word} {path}" }`);
    const deletion = 's3.delete(bucket=?, key=?) anywhere';
    expect(effects(both, 't rm x')).toEqual(['shell.inert(program=t, command=t rm x)']);
    expect(effects(both, ['t', 'rm', '--', quoted])).toContain(deletion);
    expect(effects(both, ['t', 'rm', '--', glob('*/x')])).toContain(deletion);
    expect(effects(both, ['t', '--', quoted, 's3://a/b'])).toContain(deletion);
  });

  it('an operand that may be an option may be missing', () => {
    const look = scene(
      'command look complete { option -l "{path...?: Path}" does fs.read(path: path or ".") }',
    );
    expect(effects(look, ['look', glob('*')])).toEqual(['fs.read(path=*)', 'fs.read(path=.)']);
    expect(effects(look, ['look', glob('*.py')])).toEqual(['fs.read(path=*.py)']);
  });

  it('a program that nobody knows is opaque', () => {
    expect(effects(git, [quoted, 'status'])).toEqual(['opaque(cause=dynamic)']);
    expect(effects(git, [glob('g*t'), 'status'])).toEqual(['opaque(cause=dynamic)']);
    expect(effects(git, ['gіt', 'status'])).toEqual(['opaque(cause=unreadable)']);
  });
});

describe('files', () => {
  const files = scene(`
command rm complete { option -r | -R, -f, -i "{file...: Path}" does fs.delete(path: under file) }
command cp complete { option -r, -t value: Path does fs.write(path: under value)
  "{src...: Path} {dst: Path}" does fs.read(path: under src), fs.write(path: under dst) }
command sort complete { option -r, -k value, -o value: Path does fs.write(value), --compress-program value opaque
  "{file...?: Path}" does fs.read(file) }
command rg complete { option -i, -l, --hidden, --pre value opaque, -f value: Path does fs.read(value)
  "{pattern} {dir...?: Path}" does fs.read(path: under dir skips hidden or ".") }
command docker complete { option -v value
  "exec {box} -- {command...}" does shell.run(program: "docker", command: command) }
command curl complete { option -X | --request value as method, -d | --data value sets carries = "body", -o value: Path does fs.write(value)
  "{url: Url}" does net.fetch(url, method: method or "GET", carries: carries or "none") }
command echo complete { "-- {args...?}" }
action net.fetch(url: Url, method: String, carries: String)
`);

  it('options and operands in any order', () => {
    const expected = ['fs.delete(path=a/**)', 'fs.delete(path=b/**)'];
    for (const text of ['rm -rf a b', 'rm a -fr b', 'rm -r a b -f', 'rm -r -f -- a b']) {
      expect(effects(files, text)).toEqual(expected);
    }
  });

  it('the last of several is the target', () => {
    expect(effects(files, 'cp a b c')).toEqual([
      'fs.read(path=a/**)',
      'fs.read(path=b/**)',
      'fs.write(path=c)',
      'fs.write(path=c/a)',
      'fs.write(path=c/b)',
    ]);
    expect(effects(files, 'cp -r a c')).toEqual(['fs.read(path=a/**)', 'fs.write(path=c/**)']);
    expect(effects(files, 'cp x/.. c')).toContain('fs.write(path=c/**)');
    expect(effects(files, ['cp', glob('src/*.ts'), 'c'])).toEqual([
      'fs.read(path=src/*.ts/**)',
      'fs.write(path=c/**)',
    ]);
    expect(effects(files, ['cp', 'a', glob('b/*')])).toEqual([
      'fs.read(path=a/**)',
      'fs.read(path=b/*/**)',
      'fs.write(path=b/*/**)',
    ]);
    expect(effects(files, 'cp a').join()).toContain('shell.run');
  });

  it('an option with an effect', () => {
    expect(effects(files, 'sort -o out in')).toEqual(['fs.read(path=in)', 'fs.write(path=out)']);
    expect(effects(files, 'sort -roout in')).toEqual(['fs.read(path=in)', 'fs.write(path=out)']);
    expect(effects(files, 'sort --compress-program=sh in')).toContain('opaque(cause=dynamic)');
  });

  it('a glob may be a file that is named like an option', () => {
    expect(effects(files, ['sort', glob('*.py')]).join()).toContain('shell.run');
    expect(effects(files, ['sort', '--', glob('*.py')])).toEqual(['fs.read(path=*.py)']);
    expect(effects(files, ['sort', glob('src/*.py')])).toEqual(['fs.read(path=src/*.py)']);
    expect(effects(files, ['rm', glob('*.o')])).toEqual(['fs.delete(path=*.o/**)']);
  });

  it('a constant where the variable is absent', () => {
    expect(effects(files, 'rg -i foo')).toEqual(['fs.read(path=./**visible)']);
    expect(effects(files, 'rg -i foo src')).toEqual(['fs.read(path=src/**visible)']);
    expect(effects(files, 'curl https://a.b/c')).toEqual([
      'net.fetch(url=https://a.b/c, method=GET, carries=none)',
    ]);
    expect(effects(files, 'curl -d x=1 -XPUT https://a.b/c')).toEqual([
      'net.fetch(url=https://a.b/c, method=PUT, carries=body)',
    ]);
    expect(effects(files, ['curl', bare, 'https://a.b/c']).join()).toContain(
      'net.fetch(url=?, method=?, carries=?)',
    );
  });

  it('operands only, where the template says so', () => {
    expect(effects(files, 'echo -n --anything -- x')).toEqual([
      'shell.inert(program=echo, command=echo -n --anything -- x)',
    ]);
    expect(effects(files, ['echo', bare])).toEqual(['shell.inert(program=echo, command=echo**)']);
    expect(effects(files, 'docker exec -v a box ls -la')).toEqual([
      'shell.run(program=docker, command=docker exec -v a box ls -la)',
    ]);
  });

  it('streams are no files', () => {
    expect(effects(files, 'curl -o /dev/null https://a.b/c')).toEqual([
      'net.fetch(url=https://a.b/c, method=GET, carries=none)',
    ]);
    // To write, `-` is a name like any other.
    expect(effects(files, 'sort -o - in')).toEqual(['fs.read(path=in)', 'fs.write(path=-)']);
    expect(effects(files, 'sort -')).toEqual(['shell.inert(program=sort, command=sort -)']);
    const write = { kind: 'write', path: { kind: 'text', text: '-' } } as const;
    expect(effects(files, 'sort -', { redirections: [write] })).toContain('fs.write(path=-)');
  });
});

describe('commands that programs carry', () => {
  const search = scene(`
command find complete { option -name value, -o, -print "{dir...?: Path}" { option -delete does fs.delete(path: under dir or ".") } does fs.list(path: under dir or ".") }
command fd complete { option -e value "{pattern?} {dir...?: Path}" does fs.list(path: under dir or ".") }`);
  it.each([
    'find . ( -name a -o -name b ) -exec rm -rf {} ;',
    'find . ! -name a -exec rm -rf {} + -print',
    'find . -execdir x -delete ;',
    'fd -e ts a . -x rm -rf',
  ])('%s itself only lists', (text) => {
    expect(effects(search, text)).toEqual(['fs.list(path=./**)']);
  });
  it('what follows is read again', () => {
    expect(effects(search, 'find . -exec x ; -delete')).toContain('fs.delete(path=./**)');
    expect(effects(search, 'find . -exec x ; -fprint y').join()).toContain('shell.run(');
  });
});

describe('pieces', () => {
  const aws = scene(`
action s3.delete(bucket: String, key: Key)
command aws complete {
  option --profile value
  "s3 rm s3://{bucket}/{key}" does s3.delete(bucket, key)
  "s3api delete-object --bucket {bucket} --key {key: Key}" does s3.delete(bucket, key)
}`);
  it.each([
    'aws s3 rm s3://prod/a/b',
    'aws --profile x s3 rm s3://prod/a/b',
    'aws s3api delete-object --key a/b --bucket=prod',
  ])('%s', (text) => {
    expect(effects(aws, text)).toEqual(['s3.delete(bucket=prod, key=a/b)']);
  });
  it('an option that is missing is unknown', () => {
    expect(effects(aws, 'aws s3api delete-object --key a')).toEqual(['s3.delete(bucket=?, key=a)']);
  });
  it('sets are taken apart at slashes', () => {
    const key = (text: string) => effects(aws, ['aws', 's3', 'rm', glob(text)]);
    expect(key('s3://prod/a*')).toContain('s3.delete(bucket=prod, key=a*)');
    expect(key('s3://pr*/a')).toContain('s3.delete(bucket=pr*, key=a)');
    // The program may refuse several words.
    expect(key('s3://pr*/a').join()).toContain('shell.run(');
    expect(key('s3*').join()).toContain('s3.delete(bucket=?, key=?)');
    expect(effects(aws, ['aws', 's3', 'rm', quoted]).join()).toContain(
      's3.delete(bucket=?, key=?)',
    );
  });
  it('another spelling is not accepted', () => {
    expect(effects(aws, 'aws s3 rm S3://prod/a').join()).toContain('s3.delete(bucket=?, key=?)');
    expect(effects(aws, 'aws s3 rm s3://prod').join()).toContain('s3.delete(bucket=?, key=?)');
  });
});

describe('programs', () => {
  const none = scene('');
  it('one that is not declared runs, and is delegated', () => {
    expect(effects(none, 'npm test')).toEqual(['shell.run(program=npm, command=npm test)']);
    const found = commandEffects(command(['npm', 'test']), none.table, none.actions);
    expect(found.delegated).toEqual(['npm']);
  });
  it('one that is named by a path is a file that runs', () => {
    expect(effects(none, './git push')).toEqual([
      'fs.run(path=./git)',
      'shell.run(program=./git, command=./git push)',
    ]);
    expect(effects(git, './git push o x')).toContain('git.push(remote=o, branch=x, force=false)');
    expect(effects(git, './git status')).not.toContain('shell.inert');
  });
  it('words are quoted where they need it', () => {
    expect(effects(none, ['x', 'a b', "it's", '', '$y'])).toEqual([
      `shell.run(program=x, command=x 'a b' 'it'\\''s' '' '$y')`,
    ]);
  });
  it('names of objects are names', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(effects(none, [name])).toEqual([`shell.run(program=${name}, command=${name})`]);
    }
  });
  it('assignments and redirections', () => {
    const word = (text: string) => ({ kind: 'text', text }) as const;
    expect(
      effects(none, 'x', {
        environment: [{ name: 'A', value: word('1') }],
        redirections: [
          { kind: 'read', path: word('in') },
          { kind: 'write', path: quoted },
          { kind: 'write', path: word('/dev/null') },
          { kind: 'connect', host: word('h.example'), port: word('80') },
        ],
      }),
    ).toEqual([
      'fs.read(path=in)',
      'fs.write(path=?)',
      'net.connect(host=h.example, port=80)',
      'shell.env(name=A, value=1)',
      'shell.run(program=x, command=x)',
    ]);
  });
});

describe('options that are not named', () => {
  const cloud = scene(`
action cloud.read(service: String, operation: String)
action cloud.change(service: String)
command cloud complete {
  option --profile value, --endpoint value opaque
  "{service} describe-{operation} {args...?}" { option "--*" } does cloud.read(service, operation)
  "key describe-secret {args...?}" {
    option "--*", --decrypt does cloud.change(service: "secret")
  } does cloud.read(service: "key", operation: "secret")
  "vm show" { option "--*", "-*", --out value: Path does fs.write(value) }
  "vm delete {name}" does cloud.change(service: "vm")
}`);

  it.each([
    'cloud ec2 describe-hosts --filter a=b --max 3',
    'cloud ec2 describe-hosts x --filter=a',
    'cloud --profile p ec2 describe-hosts --filter',
  ])('%s says nothing more', (text) => {
    expect(effects(cloud, text)).toEqual(['cloud.read(service=ec2, operation=hosts)']);
  });

  it('one that is declared keeps its meaning, and so does its beginning', () => {
    expect(effects(cloud, 'cloud ec2 describe-hosts --endpoint x').join()).toContain('opaque');
    expect(effects(cloud, 'cloud ec2 describe-hosts --filter --endpoint x').join()).toContain(
      'opaque',
    );
    for (const text of [
      'cloud ec2 describe-hosts --end x',
      'cloud ec2 describe-hosts --e=x',
      'cloud vm show --o',
    ]) {
      expect(effects(cloud, text).join()).toContain('shell.run');
    }
    expect(effects(cloud, 'cloud vm show --any -x --out f')).toEqual(['fs.write(path=f)']);
  });

  it('what a closer form refuses for its option no other takes', () => {
    expect(effects(cloud, 'cloud key describe-secret --x')).toEqual([
      'cloud.read(service=key, operation=secret)',
    ]);
    expect(effects(cloud, 'cloud key describe-secret --dec').join()).toContain('cloud.change');
    expect(effects(cloud, 'cloud key describe-other --dec')).toEqual([
      'cloud.read(service=key, operation=other)',
    ]);
  });

  it('none stands before the words of the form, where its value may be one of them', () => {
    for (const text of [
      'cloud --any ec2 describe-hosts',
      'cloud ec2 --name describe-hosts',
      'cloud vm --name show',
      'cloud ec2 describe-hosts -x',
      'cloud vm show --any value',
    ]) {
      expect(effects(cloud, text).join()).toContain('shell.run');
    }
  });

  it('a value that nobody knows may be any option', () => {
    expect(
      commandEffects(command(['cloud', 'vm', 'show', '--any', quoted]), cloud.table, cloud.actions)
        .effects.length,
    ).toBeGreaterThan(1);
  });
});

describe('addresses of files', () => {
  const net = scene(`
action net.fetch(url: Url)
command curl complete { option -s, -o value: Path does fs.write(value) "{url...: Url}" does net.fetch(url) }`);

  it.each([
    ['curl file:///etc/passwd', '/etc/passwd'],
    ['curl FILE:/etc/passwd', '/etc/passwd'],
    ['curl -s file://localhost/etc/passwd', '/etc/passwd'],
    ['curl https://a.example file:///etc/passwd', '/etc/passwd'],
    ['curl file:///etc/%70asswd', '?'],
    ['curl file:///etc/{passwd,shadow}', '?'],
    ['curl file:etc/passwd', '?'],
  ])('%s reads %s', (text, path) => {
    expect(effects(net, text)).toContain(`fs.read(path=${path})`);
  });

  it('one that nobody knows may be one of a file', () => {
    for (const word of [bare, quoted, glob('f*')]) {
      const { effects: found } = commandEffects(command(['curl', word]), net.table, net.actions);
      expect(found.length).toBeGreaterThan(1);
    }
    expect(effects(net, 'curl https://a.example').join()).not.toContain('fs.read');
  });
});

describe('options that leave nothing to do', () => {
  const black = scene(`
command black complete {
  option --help inert, -o value: Path does fs.write(value)
  "{file...: Path}" {
    option --check inert does fs.read(file), "--mode=dry" inert, --mode value, -q
  } does fs.read(file), fs.write(file)
}`);

  it.each([
    ['black a', ['fs.read(path=a)', 'fs.write(path=a)']],
    ['black --check a', ['fs.read(path=a)']],
    ['black a --check', ['fs.read(path=a)', 'fs.write(path=a)']],
    ['black --check -o b a', ['fs.read(path=a)', 'fs.write(path=b)']],
    ['black --help a', ['shell.inert(program=black, command=black --help a)']],
    ['black --mode=dry a', ['shell.inert(program=black, command=black --mode=dry a)']],
    ['black a --mode dry', ['fs.read(path=a)', 'fs.write(path=a)']],
    ['black a --mode=wet', ['fs.read(path=a)', 'fs.write(path=a)']],
    [
      'black -- a --check',
      ['fs.read(path=--check)', 'fs.read(path=a)', 'fs.write(path=--check)', 'fs.write(path=a)'],
    ],
  ])('%s', (text, expected) => {
    expect(effects(black, text)).toEqual(expected);
  });

  it('one that may be there leaves everything', () => {
    for (const word of [bare, quoted, glob('*'), glob('--ch*')]) {
      expect(effects(black, ['black', word, 'a']).join()).toContain('fs.write');
    }
  });

  it('a value where none belongs makes it another option', () => {
    expect(effects(black, 'black a --check=false').join()).toContain('shell.run');
  });
});
