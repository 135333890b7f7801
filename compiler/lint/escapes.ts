/** What a command can do beside what its program is known for. */
export type EscapeKind = 'runs' | 'writes' | 'sends';

/** A way to use a program that people who allow it seldom think of. */
export interface Escape {
  /** The program, and the words that choose what it does. */
  readonly start: string;
  /** What has to follow. */
  readonly tail: string;
  /** Whether other words may stand in between. */
  readonly isLate: boolean;
  readonly kind: EscapeKind;
}

/**
 * Options and sub-commands, from the manuals of the programs. A line is a start and its tails, each
 * behind a bar; `...` says that other words may stand in between. Words are written as the kernel
 * writes them.
 */
const runs = `
git | -c core.pager=x log
git clone | ... -c core.sshCommand=x y | ... --upload-pack=x y
git push | ... --receive-pack=x y
git fetch | ... --upload-pack=x y
git pull | ... --upload-pack=x y
git ls-remote | ... --upload-pack=x y
git grep | ... -Ox y
git difftool | ... --extcmd=x
git rebase | ... --exec x y
git filter-branch | ... --tree-filter x
tar | -cf x y --checkpoint=1 --checkpoint-action=exec=z | ... --checkpoint=1 --checkpoint-action=exec=z
rg | ... --pre x y
sort | ... --compress-program=x y
make | ... --eval=x
ssh | x y | ... y
scp | ... -S x y z
rsync | ... -e x y z
zip | ... x y -T -TT z
man | ... -P x y
docker | run x | exec x y
podman | run x | exec x y
kubectl | exec x -- y
npx | x
npm | exec x
npm exec | x
pnpm | dlx x
yarn | dlx x
bunx | x
pipx | run x
pip | install ./x
uv | run x
go | run x
go test | ... -exec x
go build | ... -toolexec x
gcc | ... -wrapper x y
cmake | -P x
psql | ... -c '\\! x'
mysql | ... -e '\\! x'
sqlite3 | x '.shell y'
gdb | ... -ex 'shell x'
tmux | new x
screen | x
expect | ... -c x
crontab | x
ansible | all -m shell -a x
systemd-run | x
`;

const writes = `
git log | ... --output=x
git diff | ... --output=x
git show | ... --output=x
git | reset --hard
find | x -delete | ... -delete | ... -fprint y
sed | ... -i s/x/y/ z
sort | ... -o x y
uniq | x y
tree | ... -o x
shuf | ... -o x y
xxd | x y
yq | ... -i x y
curl | ... -o x y
wget | ... -O x y
kubectl | delete x y
aws | s3 rm x
terraform | destroy
gh | repo delete x
`;

const sends = `
git | push x y
curl | ... -d @x y
wget | ... --post-file=x y
npm | publish
gh | gist create x
`;

const between = /^\.\.\. /;

/** All of them. */
export const escapes: readonly Escape[] = [
  ...listed('runs', runs),
  ...listed('writes', writes),
  ...listed('sends', sends),
];

function listed(kind: EscapeKind, lines: string): readonly Escape[] {
  return lines
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [start = '', ...tails] = line.split(' | ');
      return tails.map((text) => {
        const tail = text.replace(between, '');
        return { start, tail, kind, isLate: tail !== text };
      });
    });
}
