/**
 * The text of each library, by its name. Written from `policies/std` by `test/compiler/libraries.test.ts`
 * with `UPDATE_GOLDENS=1`, because the compiler reads no files.
 */
export const libraryTexts: ReadonlyMap<string, string> = new Map([
  [
    'std.agents',
    `edition 1

// Programs that start another agent: what that one does is under no rule of this one.

action agent.start(program: String) risk high
action agent.configure(program: String) risk high

command claude complete {
  "--version|-v|--help|-h|doctor|auth|help"
  "mcp list|get {name...?}"
  "mcp|config|plugin|install|setup-token|update|upgrade|login|logout|agents -- {args...?}"
    does agent.configure(program: "claude")
  "-- {args...?}" does agent.start(program: "claude")
}

command codex complete {
  "--version|-V|--help|-h|help"
  "mcp list|get {name...?}"
  "mcp|login|logout|apply|cloud|features -- {args...?}" does agent.configure(program: "codex")
  "-- {args...?}" does agent.start(program: "codex")
}

command gemini complete {
  "--version|-v|--help|-h"
  "mcp list {name...?}"
  "mcp|extensions|hooks|skills -- {args...?}" does agent.configure(program: "gemini")
  "-- {args...?}" does agent.start(program: "gemini")
}

command opencode complete {
  "--version|-v|--help|-h|models|stats"
  "auth|mcp|agent|upgrade|uninstall -- {args...?}" does agent.configure(program: "opencode")
  "-- {args...?}" does agent.start(program: "opencode")
}

command aider complete {
  "--version|--help|-h"
  "-- {args...?}" does agent.start(program: "aider")
}

command cursor-agent, cursor complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "cursor-agent")
}

command copilot complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "copilot")
}

command goose complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "goose")
}

command amp complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "amp")
}

command qwen complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "qwen")
}

command crush complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "crush")
}

command droid complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "droid")
}

command auggie complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "auggie")
}

command kiro-cli, q complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "kiro-cli")
}

command llm complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "llm")
}

command sgpt complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "sgpt")
}

command interpreter complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "interpreter")
}

command openhands complete {
  "--version|--help"
  "-- {args...?}" does agent.start(program: "openhands")
}

command ollama complete {
  "list|ls|ps|show|help|--version|-v {model...?}"
  "-- {args...?}" does agent.start(program: "ollama")
}
`,
  ],
  [
    'std.aws',
    `edition 1

// The command line of Amazon Web Services. s3 is told apart by bucket and key, iam and ec2 by verb; every
// other service by whether its operation only describes.

action s3.list(bucket: String) risk low
action s3.read(bucket: String, key: Key) risk medium
action s3.write(bucket: String, key: Key) risk high
action s3.delete(bucket: String, key: Key) risk high
action s3.configure(bucket: String, operation: String) risk high
action iam.read(operation: String) risk low
action iam.change(operation: String) risk high
action ec2.read(operation: String) risk low
action ec2.change(operation: String) risk high
action aws.read(service: String, operation: String) risk low
action aws.credentials(operation: String) risk high

command aws complete {
  option --profile value, --region value, --output value, --query value, --no-cli-pager,
      --no-paginate, --color value, --debug, --cli-read-timeout value, --cli-connect-timeout value,
      --page-size value, --max-items value, --starting-token value, --no-sign-request,
      --cli-binary-format value, --no-verify-ssl opaque, --endpoint-url value opaque,
      --ca-bundle value: Path opaque, --cli-input-json value opaque, --cli-input-yaml value opaque
  "--version"
  "sts get-session-token|assume-role|assume-role-with-web-identity|get-federation-token {args...?}" {
    option --role-arn value, --role-session-name value, --duration-seconds value
  } does aws.credentials(operation: "sts")
  "sts get-caller-identity" does aws.read(service: "sts", operation: "get-caller-identity")
  "configure list|list-profiles" does aws.read(service: "configure", operation: "list")
  "configure get|set|sso|import|export-credentials {args...?}" {
    option --csv value, --format value
  } does aws.credentials(operation: "configure")
  "sso|login|logout {args...?}" does aws.credentials(operation: "sso")

  "s3 ls" does s3.list
  "s3 ls s3://{bucket}" { option --recursive, --human-readable, --summarize } does s3.list(bucket)
  "s3 ls s3://{bucket}/{prefix}" {
    option --recursive, --human-readable, --summarize
  } does s3.list(bucket)
  "s3 ls s3://{bucket}/" { option --recursive, --human-readable, --summarize } does s3.list(bucket)
  "s3 rm s3://{bucket}/{key: Key}" {
    option --dryrun, --quiet, --recursive does s3.delete(bucket), --include value, --exclude value,
        --only-show-errors
  } does s3.delete(bucket, key)
  "s3 cp s3://{bucket}/{key: Key} s3://{target}/{name: Key}" {
    option --quiet, --only-show-errors, --acl value, --storage-class value, --sse value,
        --include value, --exclude value, --content-type value, --no-progress,
        --recursive does s3.read(bucket), s3.write(bucket: target)
  } does s3.read(bucket, key), s3.write(bucket: target, key: name)
  "s3 cp s3://{bucket}/{key: Key} {dst: Path}" {
    option --quiet, --only-show-errors, --include value, --exclude value, --no-progress,
        --recursive does s3.read(bucket), fs.write(path: under dst)
  } does s3.read(bucket, key), fs.write(path: under dst)
  "s3 cp {src: Path} s3://{bucket}/{key: Key}" {
    option --quiet, --only-show-errors, --acl value, --storage-class value, --sse value,
        --include value, --exclude value, --content-type value, --cache-control value,
        --no-progress, --recursive does fs.read(path: under src), s3.write(bucket)
  } does fs.read(src), s3.write(bucket, key)
  "s3 mb s3://{bucket}" does s3.configure(bucket, operation: "create")
  "s3 rb s3://{bucket}" {
    option --force does s3.delete(bucket)
  } does s3.configure(bucket, operation: "delete")
  "s3 presign s3://{bucket}/{key: Key}" { option --expires-in value } does s3.read(bucket, key)
  "s3api list-objects|list-objects-v2|head-bucket|get-bucket-location|list-multipart-uploads --bucket {bucket}" {
    option --prefix value, --delimiter value, --start-after value
  } does s3.list(bucket)
  "s3api list-buckets" does s3.list
  "s3api head-object --bucket {bucket} --key {key: Key}" {
    option --version-id value
  } does s3.read(bucket, key)
  "s3api get-object {out: Path} --bucket {bucket} --key {key: Key}" {
    option --range value, --version-id value
  } does s3.read(bucket, key), fs.write(out)
  "s3api put-object --bucket {bucket} --key {key: Key}" {
    option --body value: Path does fs.read(value), --content-type value, --acl value
  } does s3.write(bucket, key)
  "s3api delete-object --bucket {bucket} --key {key: Key}" {
    option --version-id value
  } does s3.delete(bucket, key)
  "s3api delete-bucket --bucket {bucket}" does s3.configure(bucket, operation: "delete")

  "iam get-user|get-role|get-policy|get-policy-version|get-account-summary|list-users|list-roles|list-groups|list-policies|list-attached-role-policies|list-attached-user-policies|list-role-policies|list-access-keys|get-role-policy|simulate-principal-policy {args...?}" {
    option --user-name value, --role-name value, --policy-arn value, --version-id value,
        --policy-name value, --scope value, --path-prefix value, --group-name value
  } does iam.read(operation: "read")
  "ec2 describe-instances|describe-images|describe-vpcs|describe-subnets|describe-security-groups|describe-volumes|describe-snapshots|describe-regions|describe-availability-zones|describe-key-pairs|describe-addresses|describe-route-tables|describe-instance-status|describe-instance-types|describe-network-interfaces|describe-tags|get-console-output {args...?}" {
    option --instance-ids value, --filters value, --image-ids value, --owners value,
        --vpc-ids value, --group-ids value, --subnet-ids value, --volume-ids value,
        --instance-id value, --snapshot-ids value, --owner-ids value
  } does ec2.read(operation: "describe")
  "logs|cloudwatch|ecs|eks|lambda|rds|dynamodb|cloudformation|route53|sqs|sns|elbv2|autoscaling|ecr|acm|apigateway|stepfunctions|events describe-log-groups|describe-log-streams|filter-log-events|get-log-events|tail|list-clusters|describe-clusters|list-services|describe-services|list-tasks|describe-tasks|list-functions|get-function-configuration|describe-db-instances|describe-db-clusters|list-tables|describe-table|list-stacks|describe-stacks|describe-stack-events|describe-stack-resources|list-hosted-zones|list-resource-record-sets|list-queues|get-queue-attributes|list-topics|describe-load-balancers|describe-target-health|describe-auto-scaling-groups|describe-repositories|list-images|describe-cluster|list-nodegroups|get-metric-statistics|list-metrics|describe-alarms|list-rules {args...?}" {
    option --log-group-name value, --log-stream-name value, --log-group-name-prefix value,
        --filter-pattern value, --start-time value, --end-time value, --limit value, --since value,
        --follow, --format value, --cluster value, --services value, --tasks value,
        --service-name value, --function-name value, --db-instance-identifier value,
        --db-cluster-identifier value, --table-name value, --stack-name value,
        --hosted-zone-id value, --queue-url value, --attribute-names value, --names value,
        --load-balancer-arns value, --target-group-arn value, --auto-scaling-group-names value,
        --repository-name value, --name value, --cluster-name value, --namespace value,
        --metric-name value, --statistics value, --period value, --dimensions value,
        --alarm-names value, --clusters value
  } does aws.read(service: "other", operation: "describe")
  "iam -- {args...}" does iam.change(operation: "change"), fs.read
  "ec2 -- {args...}" does ec2.change(operation: "change"), fs.read
}
`,
  ],
  [
    'std.claude-code',
    `edition 1

// The tools Claude Code 2.1 offers, as they stand in its requests. A tool that is not declared here
// is denied, and so is a call with an argument that is not declared. What a tool does to files and
// what its commands do is granted as such: \`allow fs.read\`, \`allow shell.run "npm test"\`.

tool Read {
  file_path: Path,
  offset?: Int inert,
  limit?: Int inert,
  pages?: String inert,
  allow_large?: Bool inert,
} does fs.read(file_path)

tool Write { file_path: Path, content: String inert } does fs.write(file_path)

tool Edit {
  file_path: Path,
  old_string: String inert,
  new_string: String inert,
  replace_all?: Bool inert,
} does fs.write(file_path)

tool Bash {
  command: Shell,
  timeout?: Int inert,
  description?: String inert,
  run_in_background?: Bool inert,
  dangerouslyDisableSandbox?: Bool,
}

tool ToolSearch { query: String, max_results: Int inert }

tool ReportFindings { level?: String, findings: Json }
`,
  ],
  [
    'std.code',
    `edition 1

// Interpreters, compilers and package managers of programming languages. Inline and piped code is
// shell.code whether it is declared here or not. A file that is run is fs.run; what a build or a test
// does inside stays shell.run, because no declaration can say it.

action pip.install(package: String) risk medium
action cargo.install(package: String) risk medium
action gem.install(package: String) risk medium
action go.install(package: String) risk medium
action brew.install(package: String) risk medium

command python, python2, python3, "python3.8", "python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14", pypy, pypy3 complete {
  option -u, -B, -O, -OO, -E, -I, -s, -S, -q, -b, -d, -v, -P, -R, -x, -W value, -X value,
      --check-hash-based-pycs value
  "-m json.tool|tokenize|ast|dis|calendar|platform|sysconfig|site {more...?}"
  "-m json.tool {file: Path}" does fs.read(file)
  "-m venv|virtualenv {dir: Path}" {
    option --clear, --upgrade, --upgrade-deps, --system-site-packages, --without-pip, --prompt value
  } does fs.write(path: under dir)
  "-m pip install {package...?}" {
    option -U | --upgrade, -q | --quiet, -v | --verbose, --user, --no-cache-dir, --no-deps, --pre,
        --force-reinstall, --break-system-packages, --dry-run,
        -r | --requirement value: Path does fs.read(value), -e | --editable value does shell.run,
        -i | --index-url value does pip.install(package: "other index"),
        --extra-index-url value does pip.install(package: "other index")
  } does pip.install(package: package or "requirements")
  "-m pip list|show|freeze|check|index|debug|help|--version {more...?}" {
    option -f, --files, --outdated, --format value, --local, --not-required, -v, -q
  }
  "-m {module} -- {args...?}" does shell.run
  "-c {code} -- {args...?}" does shell.code(language: "python")
  "- -- {args...?}" does shell.code(language: "python")
  "{script: Path} -- {args...?}" does fs.run(script)
  ""
  "-V|--version|-h|--help|-VV"
}

command pip, pip2, pip3 complete {
  option -q | --quiet, -v | --verbose, --no-cache-dir, --disable-pip-version-check, --no-input,
      --no-color, --isolated, --timeout value, --retries value
  "install {package...?}" {
    option -U | --upgrade, --user, --no-deps, --pre, --force-reinstall, --break-system-packages,
        --dry-run, --no-build-isolation, --only-binary value, --no-binary value,
        -I | --ignore-installed, --upgrade-strategy value, --prefer-binary,
        -c | --constraint value: Path does fs.read(value),
        -t | --target value: Path does fs.write(path: under value),
        -r | --requirement value: Path does fs.read(value), -e | --editable value does shell.run,
        -i | --index-url value does pip.install(package: "other index"),
        --extra-index-url value does pip.install(package: "other index"),
        -f | --find-links value does pip.install(package: "other index"),
        --trusted-host value does pip.install(package: "other index")
  } does pip.install(package: package or "requirements")
  "download|wheel {package...?}" {
    option -d | --dest value: Path does fs.write(path: under value),
        -w value: Path does fs.write(path: under value), --no-deps,
        -r value: Path does fs.read(value)
  } does pip.install(package: package or "requirements")
  "uninstall {package...?}" {
    option -y | --yes, -r value: Path does fs.read(value), --break-system-packages
  } does pip.install(package: package or "requirements")
  "list|show|freeze|check|index|debug|help|hash|inspect {more...?}" {
    option -f, --files, -o | --outdated, -u | --uptodate, -e, -l | --local, --format value,
        --not-required, --user, --all, --pre
  }
  "cache list|info|dir {more...?}"
  "-V|--version|--help"
}

command uv complete {
  option -q | --quiet, -v | --verbose, --no-cache, --offline, --project value directory,
      --directory value directory, --color value
  "pip install|sync {package...?}" {
    option -r value: Path does fs.read(value), -U | --upgrade, --system, -e value does shell.run
  } does pip.install(package: package or "requirements")
  "add|remove {package...}" {
    option --dev, --group value, --optional value, --no-sync, --frozen
  } does pip.install(package: package or "requirements"), fs.write(path: "pyproject.toml"),
      fs.write(path: "uv.lock")
  "pip list|show|freeze|check|tree {more...?}"
  "tree|version|help|--version {more...?}"
  "sync|lock" {
    option --frozen, --locked, --all-extras, --extra value, --dev, --no-dev, --upgrade, -U,
        --group value, --all-groups
  } does pip.install(package: "locked"), fs.write(path: under "."), shell.run
  "venv {dir?: Path}" {
    option -p | --python value, --seed, --clear
  } does fs.write(path: under dir or ".venv")
  "run -- {command...}" does shell.run
}

command poetry complete {
  option -q, -v, -n | --no-interaction, --no-ansi, -C value directory
  "show|check|version|about|env|--version {more...?}" {
    option -t, --tree, -l, --latest, -o, --outdated
  }
  "add|remove {package...}" {
    option --group value, -G value, -D | --dev, --optional, -E value, --dry-run
  } does pip.install(package: package or "requirements"), fs.write(path: under ".")
  "install|update|lock {package...?}" {
    option --no-root, --sync, --with value, --without value, --only value, --all-extras, -E value,
        --no-update, --dry-run
  } does pip.install(package: package or "locked"), fs.write(path: under "."), shell.run
  "run -- {command...}" does shell.run
}

command node, nodejs complete {
  option --no-warnings, --trace-warnings, --enable-source-maps, --experimental-strip-types, --test,
      --watch, --max-old-space-size value, --stack-trace-limit value, --trace-deprecation,
      --no-deprecation, -r | --require value opaque, --import value opaque, --loader value opaque,
      --experimental-loader value opaque, --env-file value: Path does fs.read(value)
  "-e|--eval|-p|--print|-pe {code} -- {args...?}" does shell.code(language: "javascript")
  "-c|--check {file: Path}" does fs.read(file)
  "- -- {args...?}" does shell.code(language: "javascript")
  "{script: Path} -- {args...?}" does fs.run(script)
  ""
  "-v|--version|-h|--help"
}

command deno complete {
  option -q | --quiet, --no-lock, --unstable
  "eval {code} -- {args...?}" does shell.code(language: "javascript")
  "run -A|--allow-all {script: Path} -- {args...?}" does fs.run(script)
  "run {script: Path} -- {args...?}" {
    option -A | --allow-all, --allow-read value?, --allow-write value?, --allow-net value?,
        --allow-env value?, --allow-run value?, --watch, --check
  } does fs.run(script)
  "check|lint|info {file...?: Path}" does fs.read(path: under file or ".")
  "fmt {file...?: Path}" {
    option --check
  } does fs.read(path: under file or "."), fs.write(path: under file or ".")
  "test|bench|task|install|cache -- {args...?}" does shell.run
  "--version|-V|help"
}

command tsx, ts-node complete {
  option --tsconfig value: Path, -P value: Path, -T | --transpile-only, --no-cache
  "-e|--eval|-p {code} -- {args...?}" does shell.code(language: "javascript")
  "{script: Path} -- {args...?}" does fs.run(script)
  "--version|-v"
}

command tsc complete {
  option --noEmit, -p | --project value: Path does fs.read(value), --strict, --pretty,
      --skipLibCheck, --listFiles, --traceResolution, --target value, --module value, --lib value,
      --moduleResolution value, --jsx value, --esModuleInterop
  "" {
    option -b | --build does fs.write(path: under "."), -w | --watch,
        --outDir value: Path does fs.write(path: under value), --declaration, --emitDeclarationOnly
  } does fs.read(path: under "."), fs.write(path: under ".")
  "--noEmit {file...?: Path}" does fs.read(path: under file or ".")
  "--version|-v|--help|-h|--showConfig"
}

command perl complete {
  option -w, -W, -T, -t, -u, -U, -s
  "-e|-E|-ne|-pe|-nE|-pE|-lne|-lpe|-i|-pi|-0pe|-0777pe -- {args...}"
    does shell.code(language: "perl")
  "-c|-v|-V|--version|-cw {file...?: Path}" does shell.code(language: "perl")
  "{script: Path} -- {args...?}" does fs.run(script)
}

command ruby complete {
  option -w, -W value?, -v, --yjit
  "-e|-ne|-pe -- {args...}" does shell.code(language: "ruby")
  "{script: Path} -- {args...?}" does fs.run(script)
  "--version"
}

command php complete {
  option -n, -q, -d value opaque, -c value opaque, -z value opaque
  "-r|-R|-B|-E -- {args...}" does shell.code(language: "php")
  "-l {file: Path}" does fs.read(file)
  "-v|-m|-i|--version|--ini"
  "{script: Path} -- {args...?}" does fs.run(script)
  "-f {script: Path} -- {args...?}" does fs.run(script)
}

command gem complete {
  "list|search|info|env|environment|which|outdated|--version|specification {more...?}"
  "install|update {package...}" {
    option -v value, -N | --no-document, --user-install
  } does gem.install(package)
}

command cargo complete {
  option -q | --quiet, -v | --verbose, --offline, --locked, --frozen, --color value,
      --config value opaque, -Z value opaque, --manifest-path value: Path does fs.read(value),
      -C value directory
  "tree|metadata|search|info|pkgid|version|--version|-V|locate-project|read-manifest|verify-project|-vV {more...?}" {
    option --format-version value, --no-deps, -e value, -i value, -d, --depth value, --all-features,
        --limit value, --registry value
  }
  "fmt {args...?}" {
    option --all, --check, -p value
  } does fs.read(path: under "."), fs.write(path: under ".")
  "add|remove|rm {package...}" {
    option --dev, --build, -F | --features value, --optional, --git value, --path value,
        --no-default-features, -p value
  } does cargo.install(package), fs.write(path: "Cargo.toml"), fs.write(path: "Cargo.lock")
  "install {package...?}" {
    option --git value, --path value, --version value, -f | --force,
        --root value: Path does fs.write(path: under value), --features value, --bin value, -j value
  } does cargo.install(package), shell.run
  "update|fetch|generate-lockfile|vendor {more...?}" {
    option -p value, --precise value, --dry-run, -w
  } does cargo.install(package: "locked"), fs.write(path: under ".")
  "new|init {dir?: Path}" {
    option --lib, --bin, --name value, --edition value, --vcs value
  } does fs.write(path: under dir or ".")
  "clean" {
    option -p value, --release, --doc, --target value,
        --target-dir value: Path does fs.delete(path: under value)
  } does fs.delete(path: under "target")
  "build|b|check|c|test|t|run|r|bench|clippy|doc|nextest|rustc|fix|publish|package|login|miri|llvm-cov|expand|audit|deny -- {args...?}"
    does shell.run
}

command rustc complete {
  "--version|-V|-vV|--help|--explain {more...?}"
  "{args...}" {
    option -O, -g, --edition value, --crate-type value, --crate-name value, -o value: Path,
        --emit value
  } does fs.read(path: under "."), fs.write(path: under "."), shell.run
}

command rustup complete {
  "show|--version|check|which|doc {more...?}"
  "{args...}" { option --toolchain value, -c value, --force } does shell.run
}

command go complete {
  option -C value directory
  "version|env|list|doc|help|bug {more...?}" {
    option -m, -json, -f value, -u, -deps, -e, -test, -all, -src, -short, -c,
        -w does shell.env(name: "GOFLAGS", value: "go env -w"), -toolexec value opaque,
        -modfile value: Path does fs.read(value)
  }
  "fmt {package...?}" { option -n, -x } does fs.read(path: under "."), fs.write(path: under ".")
  "mod tidy|download|verify|graph|why|init|edit|vendor {more...?}" {
    option -v, -m, -x, -compat value, -go value, -require value, -replace value, -droprequire value,
        -json, -u
  } does go.install(package: "modules"), fs.write(path: under ".")
  "get|install {package...}" {
    option -u, -t, -v, -d, -x, -tags value
  } does go.install(package), fs.write(path: under ".")
  "vet|build|test|run|generate|clean|tool|work|fix -- {args...?}" does shell.run
}

command gofmt, goimports complete {
  option -s, -e, -d, -l, -r value, -local value
  ""
  "{file...: Path}" { option -w does fs.write(path: under file) } does fs.read(path: under file)
}

command make, gmake, ninja, just, task, cmake, ctest, meson, bazel, mvn, gradle complete {
  "--version|-v|--help|-h|-n|--dry-run|--list|-l"
  "-- {args...?}" does shell.run
}

command gradlew, mvnw complete { "-- {args...?}" does shell.run }

command gcc, cc, clang, "g++", "c++", "clang++" complete {
  "--version|-v|-dumpversion|-dumpmachine|--help"
  "-- {args...?}" does fs.read(path: under "."), fs.write(path: under "."), shell.run
}

command java complete {
  "-version|--version|-h|--help"
  "-- {args...?}" does shell.run
}

command javac complete {
  "-version|--version|--help"
  "-- {args...?}" does fs.read(path: under "."), fs.write(path: under "."), shell.run
}

command brew complete {
  "list|ls|info|search|--version|-v|config|doctor|deps|leaves|outdated|--prefix|--cellar|--repository|home|desc|uses|log|help|commands|shellenv {more...?}" {
    option --cask, --formula, --versions, --json value?, -1, --tree, --installed, -q, -v
  }
  "install|upgrade|reinstall|tap|uninstall|rm {package...?}" {
    option --cask, --formula, -q, -f | --force, --HEAD, --quiet, --zap
  } does brew.install(package: package or "all")
  "update|cleanup" { option -q, -n, -s } does brew.install(package: "index")
}

command black, isort, autopep8, yapf complete {
  option --check, --diff, -q, -v, -l value, --line-length value, -t value, --target-version value,
      --profile value, -S, --fast, --color, --version
  "{file...?: Path}" {
    option -c value, --config value: Path does fs.read(value), -i
  } does fs.read(path: under file or "."), fs.write(path: under file or ".")
}

command ruff complete {
  "check {file...?: Path}" {
    option --fix does fs.write(path: under file or "."), --unsafe-fixes, --select value,
        --ignore value, --extend-select value, --output-format value, --diff, -q, -v, --statistics,
        --no-fix, --show-fixes, --watch, --no-cache, --preview, --exit-zero,
        --config value does fs.read(path: "ruff.toml")
  } does fs.read(path: under file or ".")
  "format {file...?: Path}" {
    option --check, --diff, -q, --line-length value
  } does fs.read(path: under file or "."), fs.write(path: under file or ".")
  "rule|linter|version|help|--version|-V {more...?}"
}

command mypy, pyright, flake8, pylint, pyflakes, pycodestyle, bandit, vulture, pydocstyle, shellcheck, hadolint, yamllint, markdownlint, actionlint complete {
  option --strict, --ignore-missing-imports, --show-error-codes, --no-error-summary, --pretty,
      --max-line-length value, --select value, --ignore value, --disable value, --enable value,
      --exclude value, -q, -v, -r, -f value, -s value, -S value, -x, -e value, -p value, -m value,
      --version, --follow-imports value, --python-version value, --check-untyped-defs,
      --no-incremental, --count, --statistics, --show-source, --extend-ignore value
  "{file...?: Path}" does fs.read(path: under file or "."), fs.write(path: under ".mypy_cache")
}
`,
  ],
  [
    'std.db',
    `edition 1

// Clients of databases. db.query is any statement, with its text. Commands of the client itself that run
// programs or open files, such as \`\\!\` of psql and \`.shell\` of sqlite3, are shell.code beside it.

action db.query(program: String, database: String, statement: String) risk high
action db.dump(program: String, database: String) risk high
action db.restore(program: String, database: String) risk high

command psql complete {
  option -X | --no-psqlrc, -A | --no-align, -t | --tuples-only, -q | --quiet, -x | --expanded,
      -e | --echo-queries, -E | --echo-hidden, -a, -b, -s, -S, -1 | --single-transaction,
      -w | --no-password, -W | --password, -H | --html, --csv, -n | --no-readline, -z, -0,
      -h | --host value: Host, -p | --port value, -U | --username value,
      -F | --field-separator value, -R value, -P | --pset value, -v | --set | --variable value,
      -T value, -d | --dbname value as database,
      -c | --command value does db.query(program: "psql", database: database, statement: value),
      -l | --list, -o | --output value: Path does fs.write(value),
      -L | --log-file value: Path does fs.write(value),
      -f | --file value: Path does fs.read(value), db.query(program: "psql", database: database, statement: "file")
  "{database?} {user?}"
  "--version|-V|--help|-?"
}

command mysql, mariadb complete {
  option -A, -B | --batch, -N | --skip-column-names, -s | --silent, -t | --table, -v | --verbose,
      -E | --vertical, -X | --xml, -H | --html, -r | --raw, -C | --compress, -f | --force, -n,
      -q | --quick, -w, --column-names, --no-auto-rehash, --ssl-mode value, --protocol value,
      --default-character-set value, --connect-timeout value, --safe-updates,
      -h | --host value: Host, -P | --port value, -u | --user value, -p | --password value?,
      -S | --socket value, -D | --database value as database,
      -e | --execute value does db.query(program: "mysql", database: database, statement: value),
      --defaults-file value: Path opaque, --defaults-extra-file value: Path opaque,
      --init-command value opaque, --pager value? opaque, --tee value: Path does fs.write(value),
      --plugin-dir value opaque
  "{database?}"
  "--version|-V|--help|-?"
}

command sqlite3, sqlite complete {
  option -header, -noheader, -csv, -json, -column, -line, -list, -html, -markdown, -table, -box,
      -quote, -tabs, -readonly, -batch, -bail, -echo, -stats, -interactive, -safe, -separator value,
      -nullvalue value, -newline value, -mmap value, -memtrace,
      -cmd value does shell.code(language: "sqlite"),
      -init value: Path does shell.code(language: "sqlite"), fs.read(value)
  "{file: Path} {statement...}"
    does fs.read(file), fs.write(file), db.query(program: "sqlite3", database: file, statement)
  "{file: Path}" does fs.read(file), fs.write(file), shell.code(language: "sqlite")
  "-version|--version|-help|--help"
}

command redis-cli, valkey-cli complete {
  option -h value: Host, -p value, -a value, -n value, -u value, --user value, --pass value, --raw,
      --no-raw, --csv, --json, --tls, --insecure, -c, -i value, -r value, --no-auth-warning,
      -s value, -2, -3
  "-- {command...?}" does db.query(program: "redis-cli", database: "redis", statement: command)
  "{command} -- {args...?}"
    does db.query(program: "redis-cli", database: "redis", statement: command)
  "--version|--help"
}

command mongosh, mongo complete {
  option --quiet, --norc, --nodb, --host value, --port value, -u | --username value,
      -p | --password value, --authenticationDatabase value, --tls, --json value?,
      --eval value does shell.code(language: "javascript"),
      -f | --file value: Path does fs.run(value)
  "{address?}" does db.query(program: "mongosh", database: address, statement: "input")
  "{address} {script...: Path}"
    does db.query(program: "mongosh", database: address, statement: "file"), fs.run(script)
  "--version|--help"
}

command pg_dump, pg_dumpall, mysqldump, mariadb-dump, mongodump complete {
  "--version|--help"
  "-- {args...?}" does db.dump(program: "dump", database: args), fs.write
}

command pg_restore, mongorestore, mysqlimport, createdb, dropdb, createuser, dropuser, initdb, pg_ctl complete {
  "--version|--help"
  "-- {args...?}" does db.restore(program: "restore", database: args), fs.read
}

command pg_isready complete {
  option -h value, -p value, -U value, -d value, -q, -t value
  ""
}
`,
  ],
  [
    'std.docker',
    `edition 1

// Containers. docker.run and docker.exec are programs that run where no rule of this language sees; a
// container that is given a folder can write it, and one that is privileged can do anything.

action docker.read(command: String) risk low
action docker.change(command: String) risk medium
action docker.run(image: String) risk high
action docker.exec(container: String) risk high
action docker.push(image: String) risk high
action docker.remove(command: String) risk high

command docker, podman, nerdctl complete {
  option -D | --debug, -l | --log-level value, -c | --context value, -H | --host value opaque,
      --config value opaque, --tls, --tlsverify, --tlscacert value: Path, --tlscert value: Path,
      --tlskey value: Path
  "--version|-v|version|info|help|--help|ps|images|logs|inspect|top|stats|port|diff|history|events|search|df {args...?}" {
    option -a | --all, -q | --quiet, -f | --filter value?, --format value, --no-trunc,
        -n | --last value, -s | --size, -l | --latest, --tail value, -t | --timestamps,
        --since value, --until value, --details, --no-stream, --digests, --type value, -H | --human,
        --limit value, --follow
  } does docker.read(command: "show")
  "container|image|volume|network|system|context|buildx|builder|manifest|plugin ls|list|inspect|df|show|logs|top|stats|port|diff|history|info|events|du|version {args...?}" {
    option -a | --all, -q | --quiet, -f | --filter value?, --format value, --no-trunc,
        -v | --verbose, --tail value, --no-stream, -s
  } does docker.read(command: "show")
  "run|create {image} -- {args...?}" {
    option -d | --detach, -i | --interactive, -t | --tty, --rm, --name value, -e | --env value,
        -w | --workdir value, -p | --publish value, -P | --publish-all, -u | --user value,
        --entrypoint value, --restart value, --network value, --net value, --platform value,
        -m | --memory value, --cpus value, --hostname value, -h value, -l | --label value,
        --pull value, -q, --read-only, --tmpfs value, --init, --shm-size value, --gpus value,
        --health-cmd value, --stop-timeout value, --expose value, --dns value, --add-host value,
        --link value, --log-driver value, --ulimit value,
        -v | --volume value does fs.read, fs.write, --mount value does fs.read, fs.write,
        --env-file value: Path does fs.read(value), --volumes-from value,
        --cidfile value: Path does fs.write(value), --privileged opaque, --cap-add value opaque,
        --security-opt value opaque, --device value opaque, --pid value opaque, --ipc value opaque,
        --userns value opaque, --cgroupns value opaque
  } does docker.run(image), shell.run
  "exec {container} -- {command...}" {
    option -d | --detach, -i | --interactive, -t | --tty, -e | --env value, -w | --workdir value,
        -u | --user value, --privileged, --env-file value: Path does fs.read(value)
  } does docker.exec(container), shell.run
  "build|buildx {dir...?: Path}" {
    option -t | --tag value, --build-arg value, --no-cache, --pull, --target value,
        --platform value, -q | --quiet, --progress value, --label value, --rm, --load,
        --network value, --secret value, --ssh value, --cache-from value, --cache-to value,
        --build-context value, -f | --file value: Path does fs.read(value),
        --push does docker.push(image: "build"), -o | --output value does fs.write,
        --iidfile value: Path does fs.write(value)
  } does fs.read(path: under dir or "."), docker.change(command: "build"), shell.run
  "pull {image}" {
    option -q | --quiet, -a | --all-tags, --platform value
  } does docker.change(command: "pull")
  "push {image}" { option -q | --quiet, -a | --all-tags } does docker.push(image)
  "start|stop|restart|kill|pause|unpause|wait|rename|update|tag|commit|attach {args...?}" {
    option -t | --time value, -s | --signal value, -a | --attach, -i, -m value, --restart value
  } does docker.change(command: "state")
  "rm|rmi|prune {args...?}" {
    option -f | --force, -v | --volumes, -a | --all, -l, --filter value
  } does docker.remove(command: "remove")
  "container|image|volume|network|system|builder|context rm|remove|prune|disconnect {args...?}" {
    option -f | --force, -v | --volumes, -a | --all, --filter value
  } does docker.remove(command: "remove")
  "volume|network|context create|connect|use|update {args...?}" {
    option -d | --driver value, -o value, --label value, --subnet value, --name value,
        --docker value
  } does docker.change(command: "create")
  "cp {src} {dst}" { option -a, -L, -q } does fs.read, fs.write, docker.change(command: "cp")
  "save|export {args...}" {
    option -o | --output value: Path does fs.write(value)
  } does docker.read(command: "save")
  "load|import {args...?}" {
    option -i | --input value: Path does fs.read(value), -q
  } does docker.change(command: "load")
  "login|logout {args...?}" {
    option -u value, -p value, --password-stdin
  } does docker.push(image: "credentials")
  "compose" { option -f | --file value: Path, -p value } does docker.read(command: "compose")
  "compose ps|logs|config|images|top|ls|port|version|events|stats {args...?}" {
    option -f value?, -p value, -a | --all, -q | --quiet, --services, --tail value, --follow, -t,
        --format value, --no-color, --since value, --profile value,
        --file value: Path does fs.read(value)
  } does docker.read(command: "compose")
  "compose up|start|restart|stop|pause|unpause|build|pull|create|watch {service...?}" {
    option -f | --file value: Path does fs.read(value), -p value, -d | --detach, --build,
        --force-recreate, --no-deps, --wait, --remove-orphans, -t value, --no-cache, --pull value?,
        -q, --profile value, --scale value, --no-build, -V,
        --env-file value: Path does fs.read(value)
  } does docker.run(image: "compose"), shell.run
  "compose down|rm|kill {service...?}" {
    option -f value?, -p value, -v | --volumes, --remove-orphans, --rmi value, -t value,
        -s | --stop, --file value: Path does fs.read(value), --profile value
  } does docker.remove(command: "compose")
  "compose exec|run {service} -- {command...}" {
    option -T, -d, -e value, -u value, -w value, --rm, -i, -t, --no-deps, --entrypoint value,
        --index value, -p value
  } does docker.exec(container: service), shell.run
}

command docker-compose complete {
  option -f | --file value: Path does fs.read(value), -p | --project-name value, --profile value,
      --env-file value: Path does fs.read(value)
  "ps|logs|config|images|top|ls|port|version|events|--version {args...?}" {
    option -a, -q, --services, --tail value, -t, --follow
  } does docker.read(command: "compose")
  "up|start|restart|stop|build|pull|create {service...?}" {
    option -d | --detach, --build, --force-recreate, --no-deps, --wait, --remove-orphans, -t value,
        --no-cache, -q
  } does docker.run(image: "compose"), shell.run
  "down|rm|kill {service...?}" {
    option -v | --volumes, --remove-orphans, --rmi value, -s, -t value
  } does docker.remove(command: "compose")
  "exec|run {service} -- {command...}" {
    option -T, -d, -e value, -u value, -w value, --rm, -i, -t
  } does docker.exec(container: service), shell.run
}
`,
  ],
  [
    'std.gh',
    `edition 1

// The command line of GitHub. gh.read shows; gh.write changes what others see; gh.admin changes who may
// do what, or secrets. Every call of the API by hand is judged by its method.

action gh.read(what: String) risk low
action gh.write(what: String) risk medium
action gh.merge(what: String) risk high
action gh.release(what: String) risk high
action gh.admin(what: String) risk high
action gh.api(path: String, method: String) risk high

command gh complete {
  option -R | --repo value, --hostname value
  "--version|version|help|--help|status|browse {more...?}" { option -n, -c, -b value, -s }
  "pr|issue|release|run|workflow|repo|gist|label|project|cache|ruleset|variable|secret|org|codespace|extension|alias|config|auth|ssh-key|gpg-key|search"
    does gh.read(what: "help")
  "pr list|view|status|checks|diff {args...?}" {
    option -L | --limit value, -s | --state value, -l | --label value, -a | --assignee value,
        -A | --author value, -B | --base value, -H | --head value, -S | --search value,
        --json value, -q | --jq value, -t | --template value, -w | --web, -c | --comments, --watch,
        --required, -i | --interval value, --fail-fast, --patch, --name-only, --color value,
        -d | --draft, --app value
  } does gh.read(what: "pr")
  "pr checkout|co {args...?}" {
    option -b | --branch value, --detach, -f | --force, --recurse-submodules
  } does gh.read(what: "pr"), fs.write(path: under ".")
  "pr create|new|edit|comment|close|reopen|ready|review|update-branch {args...?}" {
    option -t | --title value, -b | --body value, -B | --base value, -H | --head value,
        -d | --draft, -f | --fill, --fill-first, --fill-verbose, -l | --label value,
        -a | --assignee value, -r | --reviewer value, -m | --milestone value, -p | --project value,
        -w | --web, --dry-run, --no-maintainer-edit, --add-label value, --remove-label value,
        --add-reviewer value, --remove-reviewer value, --add-assignee value,
        --remove-assignee value, --undo, -c | --comment value?, --approve, --request-changes,
        --edit-last, --delete-branch, --rebase, --create-if-none, --yes,
        -F | --body-file value: Path does fs.read(value),
        -T | --template value: Path does fs.read(value)
  } does gh.write(what: "pr")
  "pr merge {args...?}" {
    option -m | --merge, -r | --rebase, -s | --squash, -d | --delete-branch, --auto, --disable-auto,
        -t | --subject value, -b | --body value, --match-head-commit value,
        --admin does gh.admin(what: "pr merge"), -F value: Path does fs.read(value)
  } does gh.merge(what: "pr")
  "issue list|view|status {args...?}" {
    option -L | --limit value, -s | --state value, -l | --label value, -a | --assignee value,
        -A | --author value, -m | --milestone value, -S | --search value, --json value,
        -q | --jq value, -t | --template value, -w | --web, -c | --comments, --mention value,
        --app value
  } does gh.read(what: "issue")
  "issue create|new|edit|comment|close|reopen|pin|unpin|develop|lock|unlock {args...?}" {
    option -t | --title value, -b | --body value, -l | --label value, -a | --assignee value,
        -m | --milestone value, -p | --project value, -w | --web, -c | --comment value,
        -r | --reason value, --add-label value, --remove-label value, --add-assignee value,
        --remove-assignee value, --edit-last, --checkout, -n value,
        -F | --body-file value: Path does fs.read(value), -T value
  } does gh.write(what: "issue")
  "issue delete|transfer {args...?}" { option --yes } does gh.admin(what: "issue")
  "run list|ls|view|watch {args...?}" {
    option -L | --limit value, -b | --branch value, -w | --workflow value, -s | --status value,
        -u | --user value, -e | --event value, -c | --commit value, -j | --job value, -a value,
        --json value, -q | --jq value, -t value, --log, --log-failed, -v | --verbose, --exit-status,
        -i | --interval value, --compact, --web, --attempt value
  } does gh.read(what: "run")
  "run download {args...?}" {
    option -n | --name value, -p | --pattern value,
        -D | --dir value: Path does fs.write(path: under value)
  } does gh.read(what: "run"), fs.write(path: under ".")
  "run rerun|cancel {args...?}" {
    option --failed, -j | --job value, -d | --debug, --force
  } does gh.write(what: "run")
  "run delete {args...?}" does gh.admin(what: "run")
  "workflow list|view {args...?}" {
    option -a, -L value, -y, --yaml, -r value, --json value, -w
  } does gh.read(what: "workflow")
  "workflow run {args...?}" {
    option -r | --ref value, -f | --raw-field value, -F | --field value, --json
  } does gh.release(what: "workflow")
  "workflow enable|disable {args...?}" does gh.admin(what: "workflow")
  "repo view|list|ls|deploy-key {args...?}" {
    option --json value, -q | --jq value, -t value, -w | --web, -b value, -L value,
        --visibility value, --source, --fork, -l value, --topic value, --no-archived
  } does gh.read(what: "repo")
  "repo clone {repo} {dir?: Path} -- {args...?}" {
    option -u value
  } does gh.read(what: "repo"), fs.write(path: under dir or ".")
  "repo create|new|fork|sync|set-default|rename {args...?}" {
    option --public, --private, --internal, -d value, -s value, --push, --clone value?, -y,
        --remote value?, --source value, -b value, --force, --org value
  } does gh.admin(what: "repo")
  "repo delete|edit|archive|unarchive {args...?}" {
    option --yes, --visibility value, --description value, --default-branch value,
        --enable-issues value?, --enable-wiki value?, --homepage value, --add-topic value
  } does gh.admin(what: "repo")
  "release list|ls|view {args...?}" {
    option -L value, --json value, -q value, -t value, -w, --exclude-drafts, --exclude-pre-releases
  } does gh.read(what: "release")
  "release download {args...?}" {
    option -p value, -D | --dir value: Path does fs.write(path: under value),
        -O value: Path does fs.write(value), -A value, --clobber, --skip-existing
  } does gh.read(what: "release"), fs.write(path: under ".")
  "release create|new|edit|upload|delete|delete-asset {tag} {file...?: Path}" {
    option -t | --title value, -n | --notes value, -d | --draft, -p | --prerelease, --latest value?,
        --target value, --generate-notes, --clobber, -y | --yes, --cleanup-tag, --verify-tag,
        -F value: Path does fs.read(value)
  } does gh.release(what: "release"), fs.read(path: file or ".")
  "search code|commits|issues|prs|repos {args...?}" {
    option -L value, --json value, -q value, --repo value, --owner value, --language value,
        --state value, --author value, --label value, --sort value, --order value, --filename value,
        --extension value, --match value
  } does gh.read(what: "search")
  "label|cache|variable|ruleset|project|gist|org|ssh-key|gpg-key|codespace|extension|alias|config list|view|ls|get {args...?}" {
    option -L value, --json value, -q value, -r value, -s value, --sort value, --order value, -w,
        --owner value, --format value, -k value, --raw
  } does gh.read(what: "settings")
  "auth status {args...?}" { option --active, --hostname value } does gh.read(what: "auth")
  "auth token|login|logout|refresh|setup-git|switch {args...?}" {
    option -h value, --hostname value, -u value, -s value, --with-token, -w, -p value
  } does gh.admin(what: "auth")
  "secret|variable|ssh-key|gpg-key|codespace|extension|alias|config|gist|label|project|cache set|delete|remove|add|create|new|edit|install|upgrade|clear-cache|import|clone|rename|exec|close|copy {args...?}" {
    option -b value, -e value, -o value, -c value, --color value, -d value, -f | --force, -p,
        -r value, --visibility value, --owner value, --title value, -a | --all, --public
  } does gh.admin(what: "settings"), fs.read(path: under ".")
  "secret list|ls {args...?}" {
    option -e value, -o value, --json value, -q value
  } does gh.read(what: "secret")
  "api {path}" {
    option -X | --method value as method, -f | --raw-field value sets method = "POST",
        -F | --field value sets method = "POST",
        --input value: Path sets method = "POST" does fs.read(value), -H | --header value,
        -q | --jq value, -t | --template value, --paginate, --slurp, -i | --include, --cache value,
        -p value, --silent, --verbose
  } does gh.api(path, method: method or "GET")
}
`,
  ],
  [
    'std.git',
    `edition 1

// git. What only shows something is inert or reads files; what goes to another repository is push or
// fetch; what changes how git itself works (configuration, hooks, aliases, remotes) is git.configure,
// because it decides what later commands run.

action git.read(command: String) risk low
action git.change(command: String) risk low
action git.commit(message: String) risk low
action git.push(remote: String, branch: Ref, force: Bool) risk medium
action git.fetch(remote: String) risk low
action git.clone(url: Url, directory: Path) risk medium
action git.discard(command: String) risk medium
action git.configure(command: String) risk high

command git complete {
  option -C value directory, --no-pager, -p | --paginate, --no-replace-objects, --literal-pathspecs,
      --no-optional-locks, --glob-pathspecs, --icase-pathspecs, -c value opaque,
      --git-dir value opaque, --work-tree value opaque, --exec-path value? opaque,
      --namespace value opaque, --config-env value opaque, --bare opaque

  "--version|-v|version|--help|-h"

  // Shows.
  "status {path...?}" {
    option -s | --short, -b | --branch, -u | --untracked-files value?, --porcelain value?, --long,
        -v | --verbose, --ignored value?, -z, --show-stash, --ahead-behind, --no-renames,
        --column value?
  } does git.read(command: "status")
  "log {args...?}" {
    option -n | --max-count value, -p | --patch, -u, --oneline, --graph, --stat value?, --shortstat,
        --numstat, --name-only, --name-status, --summary, --all, --branches value?, --tags value?,
        --remotes value?, --decorate value?, --no-decorate, --pretty value?, --format value,
        --date value, --abbrev-commit, --abbrev value?, --since value, --after value, --until value,
        --before value, --author value, --committer value, --grep value, -i, -E, -F, -P, -S value,
        -G value, -L value, --follow, --merges, --no-merges, --first-parent, --reverse,
        --topo-order, --date-order, --color value?, --no-color, -c, --cc, -m, -w, -b, -M value?,
        -C value?, -U value, --diff-filter value, --all-match, --invert-grep, --left-right,
        --cherry-pick, --cherry-mark, --full-history, --boundary, --simplify-by-decoration,
        --skip value, --show-signature, --no-patch, -s, -q, --relative-date, --word-diff value?,
        --minimal, --no-renames, --find-renames value?, --source, -z, --merge-base, --no-ext-diff,
        -0, -1, -2, -3, -4, -5, -6, -7, -8, -9, --output value: Path does fs.write(value),
        --ext-diff opaque, --textconv opaque
  } does git.read(command: "log")
  "show|whatchanged|range-diff|diff-tree|diff-index|diff-files {args...?}" {
    option -p | --patch, -u, -U | --unified value, --stat value?, --shortstat, --numstat,
        --name-only, --name-status, --summary, --dirstat value?, --cached, --staged, --merge-base,
        --color value?, --no-color, --color-words value?, --word-diff value?,
        --word-diff-regex value, -w | --ignore-all-space, -b | --ignore-space-change,
        --ignore-blank-lines, --ignore-space-at-eol, --check, --quiet, --exit-code, -s | --no-patch,
        -q, -M | --find-renames value?, -C | --find-copies value?, -R, -a | --text, --raw, -z,
        --diff-filter value, -S value, -G value, --pretty value?, --format value, --oneline,
        --date value, --abbrev-commit, --abbrev value?, --no-abbrev, --no-renames, --minimal,
        --patience, --histogram, --diff-algorithm value, --no-prefix, --src-prefix value,
        --dst-prefix value, --relative value?, --submodule value?, --full-index, --binary, -c, --cc,
        -m, -r, --root, --no-commit-id, --show-signature, --first-parent, -W | --function-context,
        --inter-hunk-context value, --no-ext-diff, --compact-summary, --decorate value?,
        --output value: Path does fs.write(value), -o value: Path does fs.write(value),
        --ext-diff opaque, --textconv opaque, -O value: Path does fs.read(value)
  } does git.read(command: "show")

  // Of two paths, one of them outside, git compares the files themselves.
  "diff" {
    option -p | --patch, -u, -U | --unified value, --stat value?, --shortstat, --numstat,
        --name-only, --name-status, --summary, --dirstat value?, --cached, --staged, --merge-base,
        --color value?, --no-color, --color-words value?, --word-diff value?,
        --word-diff-regex value, -w | --ignore-all-space, -b | --ignore-space-change,
        --ignore-blank-lines, --ignore-space-at-eol, --check, --quiet, --exit-code, -s | --no-patch,
        -q, -M | --find-renames value?, -C | --find-copies value?, -R, -a | --text, --raw, -z,
        --diff-filter value, -S value, -G value, --pretty value?, --format value, --oneline,
        --date value, --abbrev-commit, --abbrev value?, --no-abbrev, --no-renames, --minimal,
        --patience, --histogram, --diff-algorithm value, --no-prefix, --src-prefix value,
        --dst-prefix value, --relative value?, --submodule value?, --full-index, --binary, -c, --cc,
        -m, -r, --root, --no-commit-id, --show-signature, --first-parent, -W | --function-context,
        --inter-hunk-context value, --no-ext-diff, --compact-summary, --decorate value?,
        --output value: Path does fs.write(value), -o value: Path does fs.write(value), --no-index,
        --ext-diff opaque, --textconv opaque, -O value: Path does fs.read(value)
  } does git.read(command: "diff")
  "diff {args...}" {
    option -p | --patch, -u, -U | --unified value, --stat value?, --shortstat, --numstat,
        --name-only, --name-status, --summary, --dirstat value?, --cached, --staged, --merge-base,
        --color value?, --no-color, --color-words value?, --word-diff value?,
        --word-diff-regex value, -w | --ignore-all-space, -b | --ignore-space-change,
        --ignore-blank-lines, --ignore-space-at-eol, --check, --quiet, --exit-code, -s | --no-patch,
        -q, -M | --find-renames value?, -C | --find-copies value?, -R, -a | --text, --raw, -z,
        --diff-filter value, -S value, -G value, --pretty value?, --format value, --oneline,
        --date value, --abbrev-commit, --abbrev value?, --no-abbrev, --no-renames, --minimal,
        --patience, --histogram, --diff-algorithm value, --no-prefix, --src-prefix value,
        --dst-prefix value, --relative value?, --submodule value?, --full-index, --binary, -c, --cc,
        -m, -r, --root, --no-commit-id, --show-signature, --first-parent, -W | --function-context,
        --inter-hunk-context value, --no-ext-diff, --compact-summary, --decorate value?,
        --output value: Path does fs.write(value), -o value: Path does fs.write(value), --no-index,
        --ext-diff opaque, --textconv opaque, -O value: Path does fs.read(value)
  } does git.read(command: "diff"), fs.read(path: args)
  "blame|annotate {args...?}" {
    option -L value, -l, -t, -w, -M value?, -C value?, -s, -e, -p, --porcelain, --line-porcelain,
        --show-email, --since value, --date value, --color-lines, --root, -b, -c, -f, -n,
        --ignore-rev value, -S value: Path does fs.read(value),
        --contents value: Path does fs.read(value),
        --ignore-revs-file value: Path does fs.read(value)
  } does git.read(command: "blame"), fs.read(path: args)
  "grep {args...?}" {
    option -n | --line-number, -i | --ignore-case, -l | --files-with-matches, -L, -c | --count,
        -w | --word-regexp, -v, -E, -F, -P, -G, -e value, -A value, -B value, -C value, -h, -H, -o,
        -q, -p, -W, --cached, --untracked does fs.read(path: under "."), --and, --or, --not,
        --all-match, --heading, --break, --color value?, --max-depth value, -a, -I, -z, --name-only,
        --full-name, -O value? opaque, --open-files-in-pager value? opaque,
        --no-index does fs.read(path: under "."), -f value: Path does fs.read(value)
  } does git.read(command: "grep"), fs.read(path: args)
  "rev-parse|rev-list|merge-base|name-rev|describe|cherry|shortlog|show-ref|for-each-ref|show-branch|count-objects|check-ignore|check-attr|cat-file|ls-tree|verify-commit|verify-tag|var|diff-pairs|fsck|patch-id {args...?}" {
    option --show-toplevel, --git-dir, --git-common-dir, --show-prefix, --show-cdup, --show-current,
        --is-inside-work-tree, --is-inside-git-dir, --is-bare-repository, --abbrev-ref value?,
        --short value?, --verify, -q | --quiet, --symbolic, --symbolic-full-name,
        --absolute-git-dir, --all, --branches value?, --tags value?, --remotes value?,
        --count value?, --max-count value, -n value?, --left-right, --cherry-pick, --no-merges,
        --merges, --first-parent, --since value, --until value, --after value, --before value,
        --author value, --oneline, --pretty value?, --format value, --reverse, --objects,
        --is-ancestor, --fork-point, --octopus, --independent, --abbrev value?, --always,
        --dirty value?, --match value, --exclude value, --long, --exact-match, --contains value?,
        --candidates value, -s, -e, -v | --verbose, -t, -p, -r, -d, -l, -z, -c, -H, --heads, --head,
        --sort value, --points-at value?, --merged value?, --no-merged value?, --name-only,
        --name-status, --full-tree, --full-name, --object-only, --no-index, --stdin, --batch value?,
        --batch-check value?, --batch-all-objects, --human-readable, --no-flags,
        --path-format value, --sq, --local-env-vars, --default value, --summary, --numbered,
        --email, -0, -1, -2, -3, -4, -5, -6, -7, -8, -9, --textconv opaque, --filters opaque
  } does git.read(command: "plumbing")
  "ls-files {path...?}" {
    option -c | --cached, -d | --deleted, -m | --modified, -o | --others, -i | --ignored,
        -s | --stage, -u | --unmerged, -k, -z, -t, -v, --exclude-standard, -x | --exclude value,
        -X value: Path does fs.read(value), --full-name, --directory, --no-empty-directory,
        --error-unmatch, --eol, --deduplicate, --format value
  } does git.read(command: "ls-files")
  "reflog {args...?}" {
    option -n value, --all, --date value, --grep value, --oneline, -0, -1, -2, -3, -4, -5, -6, -7,
        -8, -9
  } does git.read(command: "reflog")
  "reflog expire|delete {args...?}" {
    option --all, --expire value, --expire-unreachable value
  } does git.discard(command: "reflog")
  "stash list|show {args...?}" {
    option -p | --patch, -u, --stat, --name-only, --name-status, -n value
  } does git.read(command: "stash")
  "branch" {
    option -a | --all, -r | --remotes, -v | --verbose, -vv, --list, --show-current, --sort value,
        --format value, --color value?, --no-color, --column value?, --merged value?,
        --no-merged value?, --contains value?, --no-contains value?, --points-at value,
        -q | --quiet, -i
  } does git.read(command: "branch")
  "branch {name} {start?}" {
    option -t | --track value?, --no-track, -f | --force, -q | --quiet, -v, --list, -a, -r,
        --contains, --merged, --no-merged, --sort value, --format value, -m | --move, -M,
        -c | --copy, -C, -d | --delete does git.discard(command: "branch"),
        -D does git.discard(command: "branch"),
        -u | --set-upstream-to value does git.configure(command: "branch"),
        --unset-upstream does git.configure(command: "branch"),
        --edit-description does git.configure(command: "branch")
  } does git.change(command: "branch")
  "branch {name} {more...}" {
    option -f | --force, -q, -r, -d | --delete, -D
  } does git.discard(command: "branch")
  "tag" {
    option -l | --list, -n value?, --sort value, --format value, --contains value?, --merged value?,
        --points-at value, --column value?
  } does git.read(command: "tag")
  "tag {name} {target...?}" {
    option -a | --annotate, -m | --message value, -f | --force, -l | --list, -n value?,
        --sort value, -s | --sign, -u value, -v | --verify, -F value: Path does fs.read(value),
        -d | --delete does git.discard(command: "tag")
  } does git.change(command: "tag")
  "remote" { option -v | --verbose } does git.read(command: "remote")
  "remote get-url {name}" { option --push, --all } does git.read(command: "remote")
  "remote show {name...?}" { option -n } does git.fetch(remote: name)
  "remote update {name...?}" { option -p | --prune } does git.fetch(remote: name)
  "remote prune {name...}" { option -n | --dry-run } does git.fetch(remote: name)
  "remote add|remove|rm|rename|set-url|set-head|set-branches {args...}" {
    option -f | --fetch, -t value, -m value, --tags, --no-tags, --mirror value?, --push, --add,
        --delete, -a, -d
  } does git.configure(command: "remote")
  "config" {
    option -l | --list, --global, --local, --system, --worktree, --show-origin, --show-scope,
        --name-only, -z
  } does git.read(command: "config")
  "config list" {
    option --global, --local, --system, --show-origin, --show-scope, --name-only, -z
  } does git.read(command: "config")
  "config get|--get|--get-all|--get-regexp {key} {value?}" {
    option --global, --local, --system, --all, --show-origin, --type value, --default value, -z
  } does git.read(command: "config")
  "config {key}" {
    option --global, --local, --system, --get, --get-all, --get-regexp, --type value, --bool, --int,
        --path
  } does git.read(command: "config")
  "config {key} {value} {more...?}" {
    option --global, --local, --system, --worktree, --add, --replace-all, --unset, --unset-all,
        --type value, --bool, --int, -f | --file value: Path does fs.write(value)
  } does git.configure(command: "config")
  "config set|unset|edit|rename-section|remove-section {args...?}" {
    option --global, --local, --system, --append, --all, --value value, --type value
  } does git.configure(command: "config")

  // Changes the work tree and the history here.
  "add|stage {path...?: Path}" {
    option -A | --all, -u | --update, -f | --force, -n | --dry-run, -v | --verbose,
        -N | --intent-to-add, --renormalize, --chmod value, --ignore-errors, --refresh, --sparse,
        -p | --patch, --pathspec-from-file value: Path does fs.read(value)
  } does git.change(command: "add")
  "commit {path...?}" {
    option -m | --message value as message, -a | --all, -q | --quiet, -v | --verbose,
        -s | --signoff, --no-signoff, --allow-empty, --allow-empty-message, --author value,
        --date value, --no-edit, -n | --no-verify, --no-gpg-sign, -S | --gpg-sign value?, --dry-run,
        --short, --porcelain, -u value?, -i | --include, -o | --only, -p | --patch, --fixup value,
        --squash value, --trailer value, --cleanup value, --no-post-rewrite, -z, --status,
        --no-status, -C | --reuse-message value, -c | --reedit-message value, --reset-author,
        --amend does git.change(command: "amend"), -F | --file value: Path does fs.read(value),
        -t | --template value: Path does fs.read(value)
  } does git.commit(message)
  "merge|cherry-pick|revert|am|apply {args...?}" {
    option -m | --message value, --no-edit, --ff, --no-ff, --ff-only, --squash, --no-squash,
        --abort, --continue, --quit, --skip, -n | --no-commit, -x, -e | --edit, -q | --quiet,
        -v | --verbose, --stat, --no-stat, -X | --strategy-option value,
        --allow-unrelated-histories, --allow-empty, --no-verify, --signoff, --mainline value,
        "--3way", --check, --cached, --index, --reverse, --reject, -R, -p value, --whitespace value,
        --autostash, --no-autostash, --keep-redundant-commits, --recount, --summary,
        -s | --strategy value opaque, -F value: Path does fs.read(value)
  } does git.change(command: "merge"), fs.read(path: args), fs.write(path: under ".")
  "rebase {args...?}" {
    option --abort, --continue, --skip, --quit, --onto value, -q | --quiet, -v | --verbose,
        --autostash, --no-autostash, --autosquash, --no-autosquash, -i | --interactive, --root,
        --keep-base, --fork-point, --no-ff, -f, --update-refs, --rebase-merges value?, -r, -X value,
        --stat, --no-stat, --signoff, --committer-date-is-author-date, -x | --exec value runs,
        -s | --strategy value opaque
  } does git.change(command: "rebase"), fs.write(path: under ".")
  "stash" {
    option -u | --include-untracked, -a | --all, -k | --keep-index, -q | --quiet, -m value
  } does git.change(command: "stash")
  "stash push|save|apply|pop|branch|create|store {args...?}" {
    option -u | --include-untracked, -a | --all, -k | --keep-index, --no-keep-index, -q | --quiet,
        -m | --message value, -p | --patch, -S | --staged, --index
  } does git.change(command: "stash"), fs.write(path: under ".")
  "stash drop|clear {args...?}" { option -q | --quiet } does git.discard(command: "stash")
  "checkout|switch {args...?}" {
    option -b value, -B value, -c | --create value, -C | --force-create value, -q | --quiet,
        -t | --track value?, --no-track, --detach, -d, --orphan value, --guess, --no-guess,
        --progress, --no-progress, --ours, --theirs, -m | --merge, --conflict value,
        --recurse-submodules value?, --ignore-other-worktrees, -p | --patch, -l,
        -f | --force does git.discard(command: "checkout"),
        --discard-changes does git.discard(command: "checkout")
  } does git.change(command: "checkout"), fs.write(path: under ".")
  "restore {path...: Path}" {
    option -s | --source value, -S | --staged, -W | --worktree, -q | --quiet, -p | --patch, --ours,
        --theirs, -m | --merge, --progress, --overlay, --no-overlay, --ignore-unmerged
  } does git.discard(command: "restore"), fs.write(path: under path)
  "reset {args...?}" {
    option --soft, --mixed, -q | --quiet, -N, -p | --patch, --no-refresh, --merge, --keep,
        --hard does git.discard(command: "reset")
  } does git.change(command: "reset")
  "clean {path...?: Path}" {
    option -n | --dry-run, -q | --quiet, -d, -x, -X, -e | --exclude value, -f | --force,
        -i | --interactive
  } does git.discard(command: "clean"), fs.delete(path: under path or ".")
  "rm {path...: Path}" {
    option -r, -f | --force, -n | --dry-run, -q | --quiet, --cached, --ignore-unmatch, --sparse
  } does git.change(command: "rm"), fs.delete(path: under path)
  "mv {src...: Path} {dst: Path}" {
    option -f | --force, -n | --dry-run, -k, -v | --verbose
  } does git.change(command: "mv"), fs.read(path: under src), fs.delete(path: under src),
      fs.write(path: under dst)
  "init {dir?: Path}" {
    option -q | --quiet, -b | --initial-branch value, --bare, --template value: Path opaque,
        --separate-git-dir value: Path opaque, --shared value?, --object-format value
  } does git.change(command: "init"), fs.write(path: under dir or ".")
  "worktree list" { option -v, --porcelain, -z } does git.read(command: "worktree")
  "worktree add {dir: Path} {commit?}" {
    option -f | --force, -b value, -B value, -d | --detach, --checkout, --no-checkout, --lock, -q,
        --track, --no-track, --guess-remote, --orphan
  } does git.change(command: "worktree"), fs.write(path: under dir)
  "worktree remove {dir: Path}" {
    option -f | --force
  } does git.discard(command: "worktree"), fs.delete(path: under dir)
  "worktree prune|lock|unlock|move|repair {args...?: Path}" {
    option -n, -v, -f, --reason value, --expire value
  } does git.change(command: "worktree"), fs.write(path: under args)
  "gc|prune|repack|pack-refs|maintenance {args...?}" {
    option --auto, --aggressive, --prune value?, -q | --quiet, -n, -v, -a, -A, -d, -f, -l, --all
  } does git.change(command: "gc")
  "bisect start|good|bad|new|old|skip|reset|log|visualize|terms {args...?}" {
    option --no-checkout, --first-parent
  } does git.change(command: "bisect"), fs.write(path: under ".")
  "bisect run -- {command...}" does git.change(command: "bisect"), fs.write(path: under ".")
  "sparse-checkout list" does git.read(command: "sparse-checkout")
  "notes|update-index|update-ref|symbolic-ref|read-tree|write-tree|commit-tree|hash-object|replace|sparse-checkout {args...?}" {
    option -m | --message value, -f | --force, -q | --quiet, -d, -w, -z, -t value, -p value,
        --stdin, --refresh, --cacheinfo value, --add, --remove, --assume-unchanged,
        --no-assume-unchanged, --skip-worktree, --no-skip-worktree, --chmod value, --short, --cone,
        --no-cone
  } does git.change(command: "plumbing")
  "archive {args...}" {
    option --format value, --prefix value, -v, -l, -0, -1, -2, -3, -4, -5, -6, -7, -8, -9,
        -o | --output value: Path does fs.write(value), --add-file value: Path does fs.read(value),
        --remote value opaque, --exec value opaque
  } does git.read(command: "archive")
  "format-patch {args...?}" {
    option -n, -N, -k, -s, --stdout, --cover-letter, -v value, --subject-prefix value, --signoff,
        --base value, -q, -0, -1, -2, -3, -4, -5, -6, -7, -8, -9,
        -o | --output-directory value: Path does fs.write(path: under value)
  } does git.read(command: "format-patch"), fs.write(path: under ".")
  "submodule" does git.read(command: "submodule")
  "submodule status|summary {args...?}" {
    option --recursive, --cached, -q
  } does git.read(command: "submodule")
  "submodule init|update|sync|add|deinit|set-url|set-branch|absorbgitdirs {args...?}" {
    option --init, --recursive, --remote, -f | --force, -q | --quiet, -b value, --name value,
        --depth value, -j value, --no-fetch, --merge, --rebase, --checkout, --all, --default
  } does git.configure(command: "submodule"), git.fetch(remote: "submodule"),
      fs.write(path: under ".")
  "submodule foreach -- {command...}" does git.read(command: "submodule")

  // Goes to other repositories.
  "push {remote?} {refspec...?: Refspec}" {
    option -f | --force as force, --force-with-lease value? sets force = true, --force-if-includes,
        --mirror sets force = true, -d | --delete sets force = true, --prune sets force = true,
        -u | --set-upstream, -q | --quiet, -v | --verbose, -n | --dry-run, --porcelain,
        --tags does git.push(remote), --follow-tags does git.push(remote), --no-follow-tags,
        --all does git.push(remote), --branches does git.push(remote), --atomic, --no-atomic,
        -o | --push-option value, --thin, --no-thin, --progress, --no-progress, --signed value?,
        -4 | --ipv4, -6 | --ipv6, --recurse-submodules value? does git.push(force: false),
        --no-verify does git.change(command: "push without hooks"), --receive-pack value opaque,
        --exec value opaque, --repo value opaque
  } does git.push(remote, branch: refspec.branch, force),
      git.push(remote, branch: refspec.branch, force: refspec.force)
  "fetch {remote?} {refspec...?}" {
    option --all, -p | --prune, -P, -t | --tags, --no-tags, -q | --quiet, -v | --verbose,
        --depth value, --deepen value, --unshallow, --shallow-since value, -f | --force,
        -j | --jobs value, -n | --dry-run, -a | --append, -k, --progress,
        --recurse-submodules value?, --no-recurse-submodules, --atomic, --multiple, --filter value,
        -4, -6, --update-head-ok, --set-upstream, -u, --upload-pack value opaque
  } does git.fetch(remote: remote or "default")
  "pull {remote?} {refspec...?}" {
    option --rebase value?, -r, --no-rebase, --ff-only, --ff, --no-ff, --no-edit, --squash,
        --autostash, --no-autostash, -q | --quiet, -v | --verbose, --all, -p | --prune, -t | --tags,
        --no-tags, --depth value, --unshallow, -f | --force, -X value, --allow-unrelated-histories,
        --no-commit, --no-verify, --stat, --no-stat, --progress, -4, -6,
        --recurse-submodules value?, -s | --strategy value opaque, --upload-pack value opaque
  } does git.fetch(remote: remote or "default"), git.change(command: "pull"),
      fs.write(path: under ".")
  "ls-remote {remote?} {pattern...?}" {
    option --heads, --tags, -t, -h, --branches, --refs, -q | --quiet, --exit-code, --get-url,
        --sort value, --symref, --upload-pack value opaque
  } does git.fetch(remote: remote or "default")
  "clone {url: Url}" {
    option --depth value, -b | --branch value, --single-branch, --no-single-branch, --no-tags,
        --recurse-submodules value?, --recursive, -q | --quiet, -v | --verbose, --progress,
        -n | --no-checkout, --bare, --mirror, --filter value, -j value, -o | --origin value,
        -s | --shared, -l | --local, --no-local, --no-hardlinks, --sparse, --shallow-since value,
        --shallow-submodules, -4, -6, -u | --upload-pack value opaque, -c | --config value opaque,
        --template value opaque, --separate-git-dir value: Path opaque,
        --reference value: Path does fs.read(path: under value)
  } does git.clone(url, directory: "."), fs.write(path: under ".")
  "clone {url: Url} {dir: Path}" {
    option --depth value, -b | --branch value, --single-branch, --no-single-branch, --no-tags,
        --recurse-submodules value?, --recursive, -q | --quiet, -v | --verbose, --progress,
        -n | --no-checkout, --bare, --mirror, --filter value, -j value, -o | --origin value,
        -s | --shared, -l | --local, --no-local, --no-hardlinks, --sparse, --shallow-since value,
        --shallow-submodules, -4, -6, -u | --upload-pack value opaque, -c | --config value opaque,
        --template value opaque, --separate-git-dir value: Path opaque,
        --reference value: Path does fs.read(path: under value)
  } does git.clone(url, directory: dir), fs.write(path: under dir)
}
`,
  ],
  [
    'std.kubectl',
    `edition 1

// Kubernetes. A namespace that is not named is unknown, because it comes from a configuration nobody sees.

action k8s.read(resource: String, namespace: String) risk low
action k8s.secrets(namespace: String) risk high
action k8s.change(verb: String, resource: String, namespace: String) risk high
action k8s.delete(resource: String, namespace: String) risk high
action k8s.exec(pod: String, namespace: String) risk high
action k8s.configure(command: String) risk high
action helm.change(command: String, release: String, namespace: String) risk high

command kubectl, oc, k complete {
  option -n | --namespace value as namespace, -A | --all-namespaces, -v value,
      --request-timeout value, --warnings-as-errors, --context value opaque, --cluster value opaque,
      --kubeconfig value: Path opaque, -s | --server value opaque, --token value opaque,
      --as value opaque, --as-group value opaque, --user value opaque,
      --insecure-skip-tls-verify opaque
  "version|api-resources|api-versions|cluster-info|explain|help|options|completion {args...?}" {
    option --client, -o | --output value, --short, --namespaced value?, --recursive,
        --api-group value
  } does k8s.read(resource: "cluster", namespace: "none")
  "get|describe|top|events|logs|wait|rollout {resource} {name...?}" {
    option -o | --output value, -l | --selector value, -w | --watch, --watch-only, --show-labels,
        --sort-by value, --field-selector value, --no-headers, --ignore-not-found, -L value,
        --chunk-size value, --show-kind, --all-containers, -c | --container value, --tail value,
        --since value, --since-time value, -f | --follow, -p | --previous, --timestamps, --prefix,
        --max-log-requests value, --for value, --timeout value, --containers, --types value,
        --show-events value?, --limit-bytes value
  } does k8s.read(resource, namespace)
  "get|describe secret|secrets {name...?}" {
    option -o | --output value, -l | --selector value, --sort-by value, --no-headers
  } does k8s.secrets(namespace)
  "get|describe secret/{name} {more...?}" {
    option -o | --output value, -l | --selector value, --no-headers
  } does k8s.secrets(namespace)
  "diff" {
    option -f | --filename value: Path does fs.read(path: under value),
        -k value: Path does fs.read(path: under value), -R
  } does k8s.read(resource: "diff", namespace), shell.run
  "rollout status|history {resource} {name...?}" {
    option --revision value, -w, --timeout value
  } does k8s.read(resource, namespace)
  "auth can-i|whoami {args...?}" {
    option --list, -o value
  } does k8s.read(resource: "auth", namespace)
  "config current-context|get-contexts|get-clusters|get-users {args...?}" {
    option -o value, --minify, --raw, --flatten
  } does k8s.read(resource: "config", namespace: "none")
  "config use-context|set-context|set-cluster|set-credentials|set|unset|delete-context|delete-cluster|delete-user|rename-context {args...?}" {
    option --current, --user value, --cluster value, --server value, --token value
  } does k8s.configure(command: "config")
  "apply|create|replace|patch|scale|autoscale|label|annotate|set|edit|expose|taint|cordon|uncordon|drain|run {args...?}" {
    option -f | --filename value: Path does fs.read(path: under value),
        -k | --kustomize value: Path does fs.read(path: under value), -R | --recursive,
        --dry-run value?, -o | --output value, --server-side, --force-conflicts, --force, --prune,
        -l | --selector value, --replicas value, --overwrite, --type value, -p | --patch value,
        --image value, --port value, --target-port value, --name value, --validate value?,
        --save-config, --record, --field-manager value, --grace-period value, --ignore-daemonsets,
        --delete-emptydir-data, --all, --from-literal value, --wait, --timeout value, --env value,
        --restart value, --min value, --max value, --cpu-percent value,
        --from-file value does fs.read, --patch-file value: Path does fs.read(value),
        --from-env-file value: Path does fs.read(value)
  } does k8s.change(verb: "change", resource: args, namespace)
  "rollout restart|undo|pause|resume {resource} {name...?}" {
    option --to-revision value, -l value
  } does k8s.change(verb: "rollout", resource, namespace)
  "delete" {
    option -f | --filename value: Path does fs.read(path: under value),
        -k value: Path does fs.read(path: under value), --ignore-not-found, --wait value?, --force,
        --grace-period value, -R
  } does k8s.delete(resource: "file", namespace)
  "delete {resource} {name...?}" {
    option --all, -l | --selector value, --force, --grace-period value, --ignore-not-found, --now,
        --wait value?, --field-selector value, --cascade value, --timeout value, -o value,
        --dry-run value?
  } does k8s.delete(resource, namespace)
  "exec {pod} {command...}" {
    option -i | --stdin, -t | --tty, -c | --container value, -q
  } does k8s.exec(pod, namespace), shell.run
  "attach|debug|cp|port-forward|proxy -- {args...?}"
    does k8s.exec(pod: "any", namespace), fs.read, fs.write
}

command helm complete {
  option -n | --namespace value as namespace, --debug, --kube-context value opaque,
      --kubeconfig value: Path opaque, --kube-apiserver value opaque
  "list|ls|status|history|get|show|search|version|env|help {args...?}" {
    option -a | --all, -A, -o value, --revision value, -q, --max value, --versions, -l, --devel,
        --version value, --short
  } does k8s.read(resource: "helm", namespace)
  "template|lint {args...?: Path}" {
    option -f | --values value: Path does fs.read(value), --set value, --set-string value,
        --version value, --output-dir value: Path does fs.write(path: under value),
        --post-renderer value opaque
  } does fs.read(path: under args)
  "repo list|update {args...?}" does k8s.read(resource: "helm", namespace: "none")
  "install|upgrade|uninstall|delete|rollback|test {release} {args...?}" {
    option -f | --values value: Path does fs.read(value), --set value, --set-string value,
        --version value, --install, -i, --wait, --timeout value, --atomic, --dry-run value?,
        --create-namespace, --reuse-values, --reset-values, --force, --cleanup-on-fail, --no-hooks,
        --set-file value does fs.read, --post-renderer value opaque
  } does helm.change(command: "release", release, namespace)
  "repo|plugin|registry|push|pull|package|create|dependency -- {args...?}"
    does helm.change(command: "repository", release: "none", namespace: "none"), fs.read, fs.write
}
`,
  ],
  [
    'std.net',
    `edition 1

// Programs that speak to other machines. net.fetch is a request and what it carries; net.send is said
// beside it where content leaves; net.connect is any other connection. Files that the arguments of curl
// name with \`@\` are read, whether they are declared or not.

action net.fetch(
  url: Url,
  method: GET | HEAD | POST | PUT | PATCH | DELETE | OPTIONS,
  carries: none | body | file,
) risk medium
action net.send(host: Host) risk high
action ssh.run(host: Host) risk high

command curl complete {
  "{url...: Url}" {
    option -s | --silent, -S | --show-error, -f | --fail, --fail-with-body, -v | --verbose,
        -i | --include, -k | --insecure, -g | --globoff, -N | --no-buffer, --compressed,
        -4 | --ipv4, -6 | --ipv6, "-#" | --progress-bar, --no-progress-meter, "--http1.1", --http2,
        "--tlsv1.2", -j, --path-as-is, -Z, -q, -m | --max-time value, --connect-timeout value,
        --retry value, --retry-delay value, --retry-max-time value, --retry-all-errors,
        --retry-connrefused, -w | --write-out value, -A | --user-agent value, -e | --referer value,
        -r | --range value, --max-redirs value, --limit-rate value, --max-filesize value,
        --url-query value, -L | --location, --location-trusted does net.send(host: url.host),
        -G | --get, -I | --head sets method = "HEAD", -X | --request value as method,
        -H | --header value, -u | --user value, --oauth2-bearer value, -b | --cookie value, --basic,
        --digest,
        -d | --data value sets carries = "body" sets method = "POST" does net.send(host: url.host),
        --data-raw value sets carries = "body" sets method = "POST" does net.send(host: url.host),
        --data-binary value sets carries = "body" sets method = "POST" does net.send(host: url.host),
        --data-urlencode value sets carries = "body" sets method = "POST" does net.send(host: url.host),
        --data-ascii value sets carries = "body" sets method = "POST" does net.send(host: url.host),
        --json value sets carries = "body" sets method = "POST" does net.send(host: url.host),
        -F | --form value sets carries = "file" sets method = "POST" does net.send(host: url.host),
        --form-string value sets carries = "body" sets method = "POST" does net.send(host: url.host),
        -T | --upload-file value: Path sets carries = "file" sets method = "PUT" does fs.read(value), net.send(host: url.host),
        -o | --output value: Path does fs.write(value),
        -O | --remote-name does fs.write(path: under "."),
        -J | --remote-header-name does fs.write(path: under "."),
        --remote-name-all does fs.write(path: under "."),
        --output-dir value: Path does fs.write(path: under value), --create-dirs,
        -D | --dump-header value: Path does fs.write(value),
        -c | --cookie-jar value: Path does fs.write(value),
        --trace value: Path does fs.write(value), --trace-ascii value: Path does fs.write(value),
        --stderr value: Path does fs.write(value), --cacert value: Path does fs.read(value),
        -E | --cert value: Path does fs.read(value), --key value: Path does fs.read(value),
        -z | --time-cond value, -K | --config value opaque, -x | --proxy value opaque,
        --preproxy value opaque, --socks5 value opaque, --resolve value opaque,
        --connect-to value opaque, --unix-socket value opaque, --doh-url value opaque,
        --engine value opaque, --netrc-file value opaque, --url value opaque, -n | --netrc opaque,
        --next opaque, -Q | --quote value opaque
  } does net.fetch(url, method: method or "GET", carries: carries or "none")
  "--version|-V|--help|-h {topic?}"
}

command wget complete {
  "{url...: Url}" {
    option -q | --quiet, -nv | --no-verbose, -v | --verbose, -c | --continue, -N | --timestamping,
        -S | --server-response, --spider sets method = "HEAD", -t | --tries value,
        -T | --timeout value, -w | --wait value, --no-check-certificate, --show-progress,
        --progress value, -4, -6, -U | --user-agent value, --header value, --referer value,
        --limit-rate value, --max-redirect value, --content-disposition, --no-cache,
        -r | --recursive, -l | --level value, -k | --convert-links, -p | --page-requisites,
        -m | --mirror, -np | --no-parent, -A value, -R value, -nd, -nH, -nc | --no-clobber,
        --cut-dirs value, -E, -H, -D value, -O | --output-document value: Path does fs.write(value),
        -P | --directory-prefix value: Path does fs.write(path: under value),
        -o | --output-file value: Path does fs.write(value), -a value: Path does fs.write(value),
        --method value as method,
        --post-data value sets carries = "body" sets method = "POST" does net.send(host: url.host),
        --body-data value sets carries = "body" does net.send(host: url.host),
        --post-file value: Path sets carries = "file" sets method = "POST" does net.send(host: url.host), fs.read(value),
        --body-file value: Path sets carries = "file" does net.send(host: url.host), fs.read(value),
        -i | --input-file value opaque, -e | --execute value opaque, --config value opaque,
        --use-askpass value opaque
  } does net.fetch(url, method: method or "GET", carries: carries or "none"),
      fs.write(path: under ".")
  "--version|--help"
}

command http, https, xh complete {
  option -v, -h, -b, -j, -f, --print value, --pretty value, --timeout value, --check-status,
      --ignore-stdin, -F, --follow, -o value: Path does fs.write(value),
      -d does fs.write(path: under "."), -a value, -A value, --verify value
  "{url: Url}" does net.fetch(url, method: "GET", carries: "none")
  "GET {url: Url}" does net.fetch(url, method: "GET", carries: "none")
  "HEAD {url: Url}" does net.fetch(url, method: "HEAD", carries: "none")
  "POST|PUT|PATCH|DELETE {url: Url} {item...?}"
    does net.fetch(url, method: "POST", carries: "file"), net.send(host: url.host),
        fs.read(path: under ".")
}

command ssh complete {
  option -4, -6, -A, -a, -C, -f, -G, -K, -k, -M, -N, -n, -q, -s, -T, -t, -v, -X, -x, -Y, -y, -V,
      -p value, -l value, -b value, -c value, -m value, -e value, -O value,
      -i value: Path does fs.read(value), -F value opaque, -o value opaque, -J value opaque,
      -L value opaque, -R value opaque, -D value opaque, -W value opaque, -w value opaque,
      -S value opaque, -I value opaque, -E value: Path does fs.write(value), -B value, -Q value
  "{host: Host} -- {command...?}" does net.connect(host), ssh.run(host)
  "{user}@{host: Host} -- {command...?}" does net.connect(host), ssh.run(host)
  "-V"
}

command scp complete {
  option -r, -p, -q, -v, -C, -B, -3, -4, -6, -T, -P value, -l value, -c value,
      -i value: Path does fs.read(value), -F value opaque, -o value opaque, -S value opaque,
      -J value opaque, -D value opaque
  "{host: Host}:{path} {dst: Path}" does net.connect(host), fs.write(path: under dst)
  "{user}@{host: Host}:{path} {dst: Path}" does net.connect(host), fs.write(path: under dst)
  "{src: Path} {host: Host}:{path}" does net.connect(host), fs.read(path: under src), net.send(host)
  "{src: Path} {user}@{host: Host}:{path}"
    does net.connect(host), fs.read(path: under src), net.send(host)
}

command rsync complete {
  option -a | --archive, -v | --verbose, -r | --recursive, -z | --compress, -n | --dry-run, -h, -P,
      -u, -l, -p, -t, -g, -o, -D, -H, -A, -X, -W, -c, -i, -q, -x, -S, -R, -L, -k, -I, -4, -6, -b,
      --exclude value, --include value, --progress, --stats, --partial, --inplace, --info value,
      --existing, --ignore-existing, --chmod value, --chown value, --bwlimit value, --timeout value,
      --size-only, --human-readable, --prune-empty-dirs, --mkpath, -e | --rsh value opaque,
      --rsync-path value opaque, --files-from value opaque,
      --exclude-from value: Path does fs.read(value),
      --include-from value: Path does fs.read(value), --log-file value: Path does fs.write(value),
      --partial-dir value: Path does fs.write(path: under value),
      --temp-dir value: Path does fs.write(path: under value),
      -T value: Path does fs.write(path: under value), --password-file value opaque
  "{src...: Path} {dst: Path}" {
    option --delete does fs.delete(path: under dst), --delete-after does fs.delete(path: under dst),
        --remove-source-files does fs.delete(path: under src)
  } does fs.read(path: under src), fs.write(path: under dst)
  "{src: Path} {host: Host}:{path}" {
    option --delete, --delete-after, --remove-source-files does fs.delete(path: under src)
  } does net.connect(host), net.send(host), fs.read(path: under src)
  "{src: Path} {user}@{host: Host}:{path}" {
    option --delete, --delete-after, --remove-source-files does fs.delete(path: under src)
  } does net.connect(host), net.send(host), fs.read(path: under src)
  "{host: Host}:{path} {dst: Path}" {
    option --delete does fs.delete(path: under dst)
  } does net.connect(host), fs.write(path: under dst)
  "{user}@{host: Host}:{path} {dst: Path}" {
    option --delete does fs.delete(path: under dst)
  } does net.connect(host), fs.write(path: under dst)
}

command nc, ncat, netcat, telnet complete {
  option -z, -v, -n, -u, -4, -6, -w value, -i value, -N, -q value, -C, -k, -l opaque,
      -e value opaque, -c value opaque, --exec value opaque, --sh-exec value opaque,
      -x value opaque, -U opaque
  "{host: Host} {port: Int}" does net.connect(host, port), net.send(host)
}

command socat, ngrok, cloudflared, localtunnel, lt, bore { "-- {args...?}" }

command ping, ping6, traceroute, tracepath, mtr complete {
  option -c value, -i value, -W value, -w value, -t value, -n, -q, -4, -6, -s value, -m value, -r,
      -b, -I value, -p value
  "{host: Host}" does net.connect(host)
}

command dig, host, nslookup, whois complete {
  option -t value, -x value, -p value, -4, -6, -a, -v, -h value, -k value: Path does fs.read(value),
      -f value: Path does fs.read(value)
  "{name: Host} {more...?}" does net.connect(host: name)
}

command open, xdg-open complete {
  option -a value does shell.run, -R, -g, -n, -e, -t
  "https://{rest}" does net.connect(host: "browser"), shell.run
  "{path...: Path}" does fs.read(path: under path), shell.run
}
`,
  ],
  [
    'std.npm',
    `edition 1

// npm, pnpm, yarn, bun and what they start. A script of a package is shell.run: what it does inside is
// written in a file that the agent may edit.

action npm.install(package: String) risk medium
action npm.publish(command: String) risk high
action npm.configure(command: String) risk high

command npm complete {
  option -s | --silent, -q | --quiet, -d | --verbose, --loglevel value, --no-color, --color value?,
      --json, -w | --workspace value, --workspaces, --include-workspace-root, --if-present,
      --no-audit, --no-fund, --no-progress, --offline, --prefer-offline, --ignore-scripts,
      -f | --force, -C value directory, --prefix value directory, -l | --long, -p | --parseable,
      -g | --global, --registry value opaque, --userconfig value opaque,
      --globalconfig value opaque, --script-shell value opaque, --node-options value opaque,
      --cache value: Path does fs.write(path: under value)
  "ls|list|ll|la|view|info|show|v|search|outdated|why|explain|fund|root|bin|prefix|ping|whoami|help|docs|bugs|repo|query|version|audit|doctor|--version|-v|--help|sbom|diff {more...?}" {
    option --depth value, -a | --all, --omit value, --include value, --production, --dev, --prod,
        --audit-level value, --link
  }
  "audit fix {more...?}" {
    option --dry-run, --omit value, --package-lock-only, --only value
  } does npm.install(package: "audit fix"), fs.write(path: under ".")
  "config|c get|list|ls {key...?}"
  "get {key...?}"
  "config|c set|delete|rm|edit|fix {args...?}" {
    option -L value, --location value
  } does npm.configure(command: "config")
  "set {args...}" does npm.configure(command: "config")
  "install|i|add|in|ci|clean-install|install-test|it|update|up|upgrade|dedupe|rebuild|prune|link|ln {package...?}" {
    option -D | --save-dev, -S | --save, -P | --save-prod, -O | --save-optional, -E | --save-exact,
        --save-peer, -B, --no-save, --legacy-peer-deps, --strict-peer-deps, --omit value,
        --include value, --production, --package-lock-only, --no-package-lock, --no-optional,
        --dry-run, --install-strategy value, --no-bin-links, --tag value, --frozen-lockfile
  } does npm.install(package: package or "locked"), fs.write(path: under ".")
  "uninstall|remove|rm|un|r|unlink {package...}" {
    option -D, -S, --save, --save-dev, --no-save
  } does npm.install(package), fs.write(path: under ".")
  "init|create|innit {args...?}" {
    option -y | --yes, --scope value
  } does npm.install(package: args or "init"), fs.write(path: under "."), shell.run
  "version {version}" {
    option -m value, --no-git-tag-version, --preid value, --allow-same-version
  } does fs.write(path: "package.json"), fs.write(path: "package-lock.json"), shell.run
  "pack {more...?}" {
    option --dry-run, --pack-destination value: Path does fs.write(path: under value)
  } does fs.write(path: under "."), shell.run
  "publish|unpublish|deprecate|dist-tag|owner|access|team|org|token|login|logout|adduser|profile|star|hook|stage {args...?}" {
    option --access value, --tag value, --dry-run, --otp value, --provenance
  } does npm.publish(command: "publish")
  "run|run-script|rum|urn"
  "pkg get {key...?}"
  "pkg set|delete|fix {args...?}" does fs.write(path: "package.json")
  "cache ls|verify {more...?}"
  "cache clean|add {more...?}" does npm.install(package: "cache")
  "test|t|tst|start|stop|restart -- {args...?}" does shell.run
  "run|run-script {script} -- {args...?}" does shell.run
  "exec|x -- {command...}" does npm.install(package: command), shell.run
}

command npx, pnpx, bunx complete {
  option -y | --yes, --no, --no-install, -q | --quiet,
      -p | --package value does npm.install(package: value), -w value, --workspaces, --bun,
      --ignore-existing, -c | --call value runs
  "--version|-v|--help|-h"
  "{program} -- {args...?}" does npm.install(package: program), shell.run
}

command pnpm, yarn complete {
  option -s | --silent, -r | --recursive, --filter value, -F value, -w, --workspace-root,
      -C value directory, --dir value directory, --cwd value directory, --color, --no-color, --json,
      --offline, --prefer-offline, --ignore-scripts, --verbose, -g | --global
  "ls|list|why|outdated|info|licenses|audit|root|bin|--version|-v|version|help|--help|store|node|versions|search {more...?}" {
    option --depth value, --prod, --dev, --long, --audit-level value, -P, -D
  }
  "" does npm.install(package: "locked"), fs.write(path: under "."), shell.run
  "install|i|ci|add|up|update|upgrade|dedupe|rebuild|prune|link|import|fetch {package...?}" {
    option -D | --save-dev, --dev, -P | --save-prod, -O, -E | --save-exact, --exact, --peer,
        --frozen-lockfile, --no-frozen-lockfile, --immutable, --prod, --production, --lockfile-only,
        --force, --latest, -L, -i, --save-catalog, --no-optional, --shamefully-hoist,
        --ignore-workspace, --check-files
  } does npm.install(package: package or "locked"), fs.write(path: under ".")
  "remove|rm|uninstall|un {package...}" {
    option -D, -P
  } does npm.install(package), fs.write(path: under ".")
  "config get|list {key...?}"
  "config set|delete|unset {args...?}" does npm.configure(command: "config")
  "publish|unpublish|login|logout|owner|tag|npm {args...?}" {
    option --access value, --no-git-checks, --dry-run, --tag value
  } does npm.publish(command: "publish")
  "dlx|create {program} -- {args...?}" does npm.install(package: program), shell.run
  "{script} -- {args...?}" does shell.run
}

command bun complete {
  option --silent, --watch, --hot, -b | --bun, --cwd value directory
  "--version|-v|--help|--revision"
  "pm ls|bin|hash|cache {more...?}"
  "install|i|add|a|update|link|ci {package...?}" {
    option -d | --dev, -D, -g | --global, --frozen-lockfile, --production, -p, --exact, -E,
        --no-save, --ignore-scripts, --optional, --force
  } does npm.install(package: package or "locked"), fs.write(path: under ".")
  "remove|rm {package...}" does npm.install(package), fs.write(path: under ".")
  "publish -- {args...?}" does npm.publish(command: "publish")
  "-e|--eval|-p|--print {code} -- {args...?}" does shell.code(language: "javascript")
  "x {program} -- {args...?}" does npm.install(package: program), shell.run
  "test|build|create|init|upgrade|repl -- {args...?}" does shell.run
  "run {script: Path} -- {args...?}" does fs.run(script), shell.run
  "{script: Path} -- {args...?}" does fs.run(script), shell.run
}

command nvm, fnm, volta, corepack complete {
  "ls|list|current|which|--version|help|version|ls-remote|list-remote {more...?}"
  "use|install|alias|default|uninstall|enable|prepare|pin {args...?}" {
    option --lts, --default, --latest-npm, --install-if-missing, --silent-if-unchanged, --activate
  } does npm.install(package: "node")
  "exec|run -- {command...}" does shell.run
}

command eslint complete {
  option -c | --config value opaque, --ext value, --quiet, --max-warnings value,
      -f | --format value, --cache, --no-cache, --color, --no-color, --rule value, --no-eslintrc,
      --ignore-pattern value, --no-ignore, --report-unused-disable-directives,
      --cache-location value: Path does fs.write(value),
      -o | --output-file value: Path does fs.write(value)
  "{file...?: Path}" {
    option --fix does fs.write(path: under file or ".")
  } does fs.read(path: under file or "."), shell.run
}

command prettier, biome, oxlint, stylelint, dprint complete {
  option -c | --check, -l | --list-different, --log-level value, --ignore-unknown, -u, --no-config,
      --no-color, --parser value, --ext value, --quiet, --max-warnings value, --changed, --staged,
      --reporter value, --stdin-filepath value
  "{file...?: Path}" {
    option -w | --write does fs.write(path: under file or "."),
        --fix does fs.write(path: under file or ".")
  } does fs.read(path: under file or ".")
  "lint|check|ci|format {file...?: Path}" {
    option --write does fs.write(path: under file or "."),
        --fix does fs.write(path: under file or "."),
        --apply does fs.write(path: under file or "."), --unsafe
  } does fs.read(path: under file or ".")
  "--version|-v|-V|--help|version|help"
}
`,
  ],
  [
    'std.sdk',
    `edition 1

// Tools that Anthropic defines and a program of its own runs: bash_20250124, text_editor_20250728 and
// memory_20250818. Which arguments are needed depends on the command, so all others are optional.

tool bash { command?: Shell, restart?: Bool }

// Reads or writes, by its command, which only its own rules compare: so it needs both.
tool str_replace_based_edit_tool {
  command: view | create | str_replace | insert | undo_edit,
  path: Path,
  view_range?: Json inert,
  file_text?: String inert,
  old_str?: String inert,
  new_str?: String inert,
  insert_line?: Int inert,
  insert_text?: String inert,
} does fs.read(path), fs.write(path)

tool memory {
  command: String,
  path?: Path,
  view_range?: Json inert,
  file_text?: String,
  old_str?: String,
  new_str?: String,
  insert_line?: Int,
  insert_text?: String,
  old_path?: Path,
  new_path?: Path,
}
`,
  ],
  [
    'std.shell',
    `edition 1

// The programs of a POSIX system that read, search, change and print: GNU and BSD spellings. What they
// do to files is said with the actions of the language itself: fs.read, fs.write, fs.list, fs.delete.
// An option that is not listed, or would be misread, makes the command one that only \`shell.run\` allows.

// Words of the shell itself.
command cd, pushd, popd, chdir complete {
  option -L, -P, -e, -n
  ""
  "-- {args...?}"
}

command exit, return, break, continue, logout complete { "{status?}" }

command "true", "false", ":", pwd, dirs, times complete {
  option -L, -P
  "{ignored...?}"
}

command echo complete { "-- {args...?}" }
command printf complete { "{format} -- {args...?}" }
command "test", "[", expr complete { "-- {args...?}" }

command read complete {
  option -r, -s, -e, -p value, -n value, -N value, -t value, -d value, -u value, -a value
  "{name...?}"
}

command set complete {
  option -e, -u, -x, -f, -v, -o value
  "{ignored...?}"
}

command shift, wait, umask, getopts, unset, jobs, type, which, command, whereis, whence complete {
  option -a, -s, -p, -P, -t, -f, -v, -V, -w, -n, -l, -S
  "{args...?}"
}

// What prints of the system.
command whoami, logname, tty, nproc, arch, users, groups, id, uname, uptime, who, w, last, sw_vers, getconf, locale, cal, sleep complete {
  option -a, -s, -n, -r, -m, -v, -p, -o, -i, -u, -g, -G, -h, --all, --version, --help
  "{args...?}"
}

command hostname complete {
  option -s, -f, -i, -I, -d, -A, --fqdn, --short
  ""
}

command date complete {
  option -u, -R, -I value?, -j, -d value, -v value, -r value, --date value, --utc,
      --iso-8601 value?, --rfc-3339 value
  ""
  "+{format}"
}

command ps, pgrep, top, free, vm_stat, lscpu, vmstat, iostat complete {
  option -e, -f, -a, -x, -u value, -p value, -o value, -A, -C value, -l, -b, -n value, -d value, -h,
      -m, -g, -w, -L, -T, -j, -c, --sort value, --no-headers, --forest, -0, -1, -2, -3, -4, -5, -6,
      -7, -8, -9
  "{args...?}"
}

command lsof, netstat, ss complete {
  option -i value?, -P, -n, -t, -p value, -a, -u, -l, -r, -s value?, -c value, -x, -e, -w, -o, -4,
      -6
  "{args...?}"
}

command basename, dirname complete {
  option -a, -z, -s value
  "{name...}"
}

command seq, yes, factor, tput complete {
  option -w, -s value, -f value, -t value
  "{args...?}"
}

command clear, reset complete { "" }

command man, info, whatis, apropos, tldr complete {
  option -k, -f
  "{topic...?}"
}

// What lists.
command ls, dir, vdir, gls complete {
  option -a | --all, -A | --almost-all, -l, -h | --human-readable, -t, -r | --reverse, -S, -1,
      -d | --directory, -F | --classify value?, -i | --inode, -s | --size, -G | --no-group, -g, -o,
      -n | --numeric-uid-gid, -k, -c, -u, -f, -x, -C, -m, -p, -q, -Q, -b, -B, -L, -H, -v, -X, -N,
      -Z, -T, -U, -O, -e, -D, -w value, -I | --ignore value, --color value?, --sort value,
      --time value, --time-style value, --format value, --hide value, --full-time, --author, --si,
      --group-directories-first, --dereference, --literal, --zero, --hyperlink value?,
      --indicator-style value, --block-size value, --quoting-style value, --help, --version
  "{path...?: Path}" {
    option -R | --recursive does fs.list(path: under path or ".")
  } does fs.list(path: path or ".")
}

command tree complete {
  option -d, -f, -i, -s, -h, -D, -p, -u, -g, -F, -q, -N, -C, -n, -r, -t, -c, -v, -A, -S, -Q, -x, -l,
      -L value, -I value, -P value, --dirsfirst, --noreport, --filelimit value, --prune,
      --gitignore, --du, --charset value, --sort value, --matchdirs, --ignore-case, -J, -X
  "{path...?: Path}" {
    option -a does fs.list(path: under path or "."), -o value: Path does fs.write(value)
  } does fs.list(path: under path skips hidden or ".")
}

command find, gfind complete {
  option -H, -L, -P, -name value, -iname value, -path value, -ipath value, -wholename value,
      -iwholename value, -regex value, -iregex value, -lname value, -ilname value, -type value,
      -xtype value, -size value, -mtime value, -mmin value, -atime value, -amin value, -ctime value,
      -cmin value, -newer value: Path, -newermt value, -newerct value, -anewer value: Path,
      -cnewer value: Path, -maxdepth value, -mindepth value, -depth, -d, -mount, -xdev, -x, -s, -E,
      -empty, -perm value, -user value, -group value, -uid value, -gid value, -nouser, -nogroup,
      -links value, -inum value, -samefile value, -fstype value, -executable, -readable, -writable,
      -regextype value, -daystart, -noleaf, -follow, -true, -false, -a, -o, -and, -or, -not, -prune,
      -quit, -print, -print0, -printf value, -ls, -warn, -nowarn, -O1, -O2, -O3
  "{dir...?: Path}" {
    option -delete does fs.delete(path: under dir or "."), -fprint value: Path does fs.write(value),
        -fprint0 value: Path does fs.write(value), -fls value: Path does fs.write(value),
        -fprintf value: Path does fs.write(value)
  } does fs.list(path: under dir or ".")
}

command fd, fdfind complete {
  option -s | --case-sensitive, -i | --ignore-case, -F | --fixed-strings, -g | --glob,
      -a | --absolute-path, -l | --list-details, -L | --follow, -p | --full-path, -0 | --print0, -1,
      -d | --max-depth value, --min-depth value, --exact-depth value, -t | --type value,
      -e | --extension value, -E | --exclude value, -S | --size value, -c | --color value,
      -j | --threads value, --max-results value, --changed-within value, --changed-before value,
      -o | --owner value, --one-file-system, --prune, -q | --quiet, --show-errors,
      --strip-cwd-prefix, --path-separator value, --help, --version
  "{pattern?} {dir...?: Path}" {
    option -H | --hidden does fs.list(path: under dir or "."),
        -u | --unrestricted does fs.list(path: under dir or "."), -I | --no-ignore, --no-ignore-vcs,
        --no-ignore-parent, --ignore-file value: Path does fs.read(value),
        --search-path value: Path does fs.list(path: under value),
        -C | --base-directory value directory
  } does fs.list(path: under dir skips hidden or ".")
}

command du, df, ncdu complete {
  option -h | --human-readable, -s | --summarize, -a | --all, -c | --total, -k, -m, -g,
      -b | --bytes, -d | --max-depth value, -x | --one-file-system, -L, -P, -H, -l, -i | --inodes,
      -T | --print-type, -t value, --exclude value, --si, --apparent-size, --time value?,
      --output value?, -I value
  "{path...?: Path}" does fs.list(path: under path or ".")
}

command stat, gstat, readlink, realpath, greadlink, grealpath, lsattr, getfacl, namei, pathchk complete {
  option -c | --format value, --printf value, -L | --dereference, -t | --terse, -b | --brief, -i,
      -I, --mime, --mime-type, -z, -e, -m, -n, -q, -s, -x, -h, -N, -k, -r, --canonicalize,
      --canonicalize-existing, --relative-to value, --relative-base value, --no-symlinks
  "{path...?: Path}" { option -f value } does fs.list(path: path or ".")
}

command file complete {
  option -b | --brief, -i, -I, --mime, --mime-type, --mime-encoding, -L | --dereference,
      -h | --no-dereference, -k | --keep-going, -z, -r, -N, -s, -0, --extension, -F value
  "{path...: Path}" does fs.list(path)
}

// What reads.
command cat, gcat, tac, nl, rev, bat, batcat, zcat, gzcat, bzcat, xzcat, zstdcat, cksum, md5, md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum, shasum, b2sum, sum complete {
  option -n | --number, -b | --number-nonblank, -A | --show-all, -e, -E | --show-ends,
      -s | --squeeze-blank, -t | --text, -T | --show-tabs, -u, -v | --show-nonprinting, -q, -r, -p,
      -P, -w value, -a value, --style value, --color value, --paging value, --language value,
      -l value, --line-range value, --plain, --tag, --zero, --binary, --help, --version
  ""
  "{file...: Path}" does fs.read(file)
}

command less, more, most complete {
  option -N, -R, -S, -X, -F, -i, -I, -n, -r, -s, -M, -m, -E, -e
  ""
  "{file...: Path}" does fs.read(file)
}

command head, tail, ghead, gtail complete {
  option -n | --lines value, -c | --bytes value, -q | --quiet, -v | --verbose, -f, -F,
      --follow value?, -r, -s | --sleep-interval value, --pid value, --retry,
      -z | --zero-terminated, --silent, -0, -1, -2, -3, -4, -5, -6, -7, -8, -9, --help, --version
  ""
  "+{count: Int}"
  "{file...: Path}" does fs.read(file)
}

command wc, gwc, join, comm, fold, fmt, expand, unexpand, column, od, hexdump, hd, strings, tsort, pr, look, cmp complete {
  option -l, -w, -m, -L, -c, -d, -f, -b, -n, -s, -t, -o, -a, -e, -A, -j, -N, -v, -i, -u, -x, -C, -X,
      -p, -q, -0, -1, -2, -3, -4, -5, -6, -7, -8, -9, --lines, --words, --chars, --bytes,
      --max-line-length, --total value, --zero-terminated, --check-order, --nocheck-order,
      --output-delimiter value, --table, --separator value, --width value, --tabs value, --help,
      --version
  ""
  "{file...: Path}" does fs.read(file)
}

command cut, gcut complete {
  option -d | --delimiter value, -f | --fields value, -c | --characters value, -b | --bytes value,
      -s | --only-delimited, -n, -z | --zero-terminated, --complement, --output-delimiter value,
      --help, --version
  ""
  "{file...: Path}" does fs.read(file)
}

command paste complete {
  option -d | --delimiters value, -s | --serial, -z | --zero-terminated
  ""
  "{file...: Path}" does fs.read(file)
}

command tr complete {
  option -c | --complement, -C, -d | --delete, -s | --squeeze-repeats, -t, -u
  "{from} {to?}"
}

command sort, gsort complete {
  option -b, -d, -f, -g, -i, -M, -n, -r, -R, -V, -h, -u, -s, -m, -c, -C, -z, -k | --key value,
      -t | --field-separator value, -S | --buffer-size value, --parallel value, --batch-size value,
      --ignore-leading-blanks, --dictionary-order, --ignore-case, --general-numeric-sort,
      --month-sort, --human-numeric-sort, --numeric-sort, --random-sort, --reverse, --version-sort,
      --unique, --stable, --merge, --check value?, --sort value, --zero-terminated, --debug,
      -o | --output value: Path does fs.write(value),
      -T | --temporary-directory value: Path does fs.write(path: under value),
      --compress-program value opaque, --files0-from value opaque,
      --random-source value: Path does fs.read(value)
  ""
  "{file...: Path}" does fs.read(file)
}

command uniq complete {
  option -c | --count, -d | --repeated, -D, -u | --unique, -i | --ignore-case, -z,
      -f | --skip-fields value, -s | --skip-chars value, -w | --check-chars value,
      --all-repeated value?, --group value?
  ""
  "{file: Path}" does fs.read(file)
  "{file: Path} {out: Path}" does fs.read(file), fs.write(out)
}

command shuf complete {
  option -e, -n | --head-count value, -r | --repeat, -z, -i | --input-range value,
      -o | --output value: Path does fs.write(value)
  ""
  "{file...: Path}" does fs.read(file)
}

command diff, diff3, colordiff, sdiff complete {
  option -u, -U value, -c, -C value, -y, -q | --brief, -s, -w, -b, -B, -i, -a | --text,
      -N | --new-file, -e, -n, -p, -E, -Z, -t, -T, -W value, -d, -F value, -I value,
      -x | --exclude value, -L | --label value, --unified value?, --context value?, --side-by-side,
      --width value, --color value?, --ignore-all-space, --ignore-space-change,
      --ignore-blank-lines, --strip-trailing-cr, --suppress-common-lines, --no-dereference,
      --minimal, --speed-large-files, --help, --version, -o value: Path does fs.write(value)
  "{file...: Path}" { option -r | --recursive does fs.read(path: under file) } does fs.read(file)
}

command base64, base32, gbase64 complete {
  option -d | --decode, -D, -w | --wrap value, -b value, --ignore-garbage,
      -i value: Path does fs.read(value), -o value: Path does fs.write(value)
  ""
  "{file: Path}" does fs.read(file)
}

command xxd complete {
  option -p, -i, -u, -e, -b, -a, -c value, -g value, -l value, -s value, -n value, -ps, -r
  ""
  "{file: Path}" does fs.read(file)
  "{file: Path} {out: Path}" does fs.read(file), fs.write(out)
}

command grep, egrep, fgrep, zgrep, ggrep, zegrep, zfgrep complete {
  option -i | --ignore-case, -v | --invert-match, -w | --word-regexp, -x | --line-regexp,
      -c | --count, -l | --files-with-matches, -L | --files-without-match, -n | --line-number,
      -H | --with-filename, -h | --no-filename, -o | --only-matching, -q | --quiet,
      -s | --no-messages, -E | --extended-regexp, -F | --fixed-strings, -G | --basic-regexp,
      -P | --perl-regexp, -a | --text, -I, -z | --null-data, -Z | --null, -b | --byte-offset, -T,
      -U, -y, --silent, -A | --after-context value, -B | --before-context value,
      -C | --context value, -m | --max-count value, -d | --directories value, -D | --devices value,
      --color value?, --colour value?, --label value, --line-buffered, --binary-files value,
      --include value, --exclude value, --exclude-dir value, --no-ignore-case, -0, -1, -2, -3, -4,
      -5, -6, -7, -8, -9, --help, --version
  "{pattern}" {
    option -r | --recursive does fs.read(path: under "."),
        -R | --dereference-recursive does fs.read(path: under ".")
  }
  "{pattern} {file...: Path}" {
    option -r | --recursive does fs.read(path: under file),
        -R | --dereference-recursive does fs.read(path: under file)
  } does fs.read(file)
  "-e {pattern}" {
    option -e value, -r | --recursive does fs.read(path: under "."),
        -R does fs.read(path: under ".")
  }
  "-e {pattern} {file...: Path}" {
    option -e value, -r | --recursive does fs.read(path: under file),
        -R does fs.read(path: under file)
  } does fs.read(file)
}

command rg, ripgrep complete {
  option -i | --ignore-case, -S | --smart-case, -s | --case-sensitive, -v | --invert-match,
      -w | --word-regexp, -x | --line-regexp, -c | --count, --count-matches,
      -l | --files-with-matches, --files-without-match, -n | --line-number, -N | --no-line-number,
      -H | --with-filename, -I | --no-filename, -o | --only-matching, -q | --quiet,
      -F | --fixed-strings, -P | --pcre2, -U | --multiline, --multiline-dotall, -0 | --null,
      -b | --byte-offset, -p | --pretty, --heading, --no-heading, --column, --json, --stats, --trim,
      --vimgrep, --passthru, --no-messages, --crlf, --no-unicode, --hyperlink-format value,
      -A | --after-context value, -B | --before-context value, -C | --context value,
      -m | --max-count value, -M | --max-columns value, --max-columns-preview,
      -d | --max-depth value, --max-filesize value, -j | --threads value, -r | --replace value,
      -E | --encoding value, --engine value, -g | --glob value, --iglob value, -t | --type value,
      -T | --type-not value, --type-add value, --type-list, --color value, --colors value,
      --sort value, --sortr value, --context-separator value, --line-buffered, --no-config,
      --one-file-system, -L | --follow, -a | --text, -z | --search-zip, --no-ignore,
      --no-ignore-vcs, --no-ignore-parent, --no-ignore-global, --no-ignore-dot, --no-ignore-exclude,
      -help, --help, --version, --pre value opaque, --hostname-bin value opaque,
      --ignore-file value: Path does fs.read(value)
  "{pattern} {dir...?: Path}" {
    option --hidden does fs.read(path: under dir or "."), "-." does fs.read(path: under dir or "."),
        -u | --unrestricted does fs.read(path: under dir or ".")
  } does fs.read(path: under dir skips hidden or ".")
  "-e|--regexp {pattern} {dir...?: Path}" {
    option -e | --regexp value, --hidden does fs.read(path: under dir or "."),
        "-." does fs.read(path: under dir or "."),
        -u | --unrestricted does fs.read(path: under dir or ".")
  } does fs.read(path: under dir skips hidden or ".")
  "--files {dir...?: Path}" {
    option --hidden does fs.list(path: under dir or "."), "-." does fs.list(path: under dir or "."),
        -u | --unrestricted does fs.list(path: under dir or ".")
  } does fs.list(path: under dir skips hidden or ".")
  "--version|--help|--type-list"
}

command ag, ack complete {
  option -i, -s, -S, -v, -w, -l, -L, -c, -o, -n, -H, -h, -Q, -A value, -B value, -C value, -m value,
      -G value, -t, -a, --nocolor, --color, --heading, --noheading, --ignore value, --python, --js,
      --ts, --go, --java
  "{pattern} {dir...?: Path}" {
    option -u, --hidden does fs.read(path: under dir or ".")
  } does fs.read(path: under dir skips hidden or ".")
}

command jq, gojq, jaq complete {
  option -r | --raw-output, -c | --compact-output, -S | --sort-keys, -s | --slurp,
      -n | --null-input, -e | --exit-status, -M | --monochrome-output, -C | --color-output,
      -j | --join-output, -a | --ascii-output, -R | --raw-input, --tab, --indent value, --stream,
      --seq, --unbuffered, --raw-output0, --arg value, --argjson value, --help, --version
  "{filter}"
  "{filter} {file...: Path}" does fs.read(file)
}

command yq complete {
  option -r, -o value, -p value, -P, -e, -C, -M, -N, -j, -I value, --output-format value,
      --input-format value
  "{filter}"
  "{filter} {file...: Path}" { option -i | --inplace does fs.write(file) } does fs.read(file)
}

// What changes text. Scripts of sed and programs of awk are read: one that runs commands or opens files
// is code, or reads and writes them.
command sed, gsed complete {
  option -n | --quiet, --silent, -E, -r | --regexp-extended, -s | --separate, -z | --null-data,
      -u | --unbuffered, -l value, --posix, --debug, --sandbox, --help, --version
  "{script}"
  "{script} {file...: Path}" {
    option -i | --in-place value? does fs.write(file)
  } does fs.read(file)
  "-e|--expression|-ne|-Ene|-nEe|-rne|-nre|-Ee|-re {script}" { option -e | --expression value }
  "-e|--expression|-ne|-Ene|-nEe|-rne|-nre|-Ee|-re {script} {file...: Path}" {
    option -e | --expression value, -i | --in-place value? does fs.write(file)
  } does fs.read(file)
}

command awk, gawk, mawk, nawk complete {
  option -F value, -v value, --help, --version
  "{program}"
  "{program} {file...: Path}" does fs.read(file)
}

command tee complete {
  option -a | --append, -i | --ignore-interrupts, -p
  ""
  "{file...: Path}" does fs.write(file)
}

command split, csplit complete {
  option -l value, -b value, -n value, -a value, -d, -x, --additional-suffix value,
      --numeric-suffixes value?, --verbose, --filter value opaque
  "{file: Path}" does fs.read(file), fs.write(path: under ".")
  "{file: Path} {prefix: Path}"
    does fs.read(file), fs.write(path: under "."), fs.write(path: under prefix)
}

// What changes files.
command mkdir complete {
  option -p | --parents, -v | --verbose, -m | --mode value
  "{dir...: Path}" does fs.write(dir)
}

command touch complete {
  option -a, -m, -c | --no-create, -h, -f, -d | --date value, -t value, --time value,
      -r | --reference value: Path does fs.list(value)
  "{file...: Path}" does fs.write(file)
}

command rm, unlink, srm, trash, shred complete {
  option -r | --recursive, -R, -f | --force, -i, -I, -v | --verbose, -d | --dir, -P, -x,
      --one-file-system, --no-preserve-root, --preserve-root value?, --interactive value?, -u, -z,
      -n value
  "{file...: Path}" does fs.delete(path: under file)
}

command rmdir complete {
  option -p | --parents, -v | --verbose, --ignore-fail-on-non-empty
  "{dir...: Path}" does fs.delete(dir)
}

command cp, gcp complete {
  option -f | --force, -i | --interactive, -n | --no-clobber, -p, -v | --verbose, -u,
      -L | --dereference, -P | --no-dereference, -H, -x, -X, -c, -T | --no-target-directory,
      --update value?, --preserve value?, --no-preserve value, --parents, --reflink value?,
      --sparse value, -b, -S value, --backup value?, -l, -s
  // A single file may be written into a folder of that name, under its own name.
  "{src...: Path} {dst: Path}" {
    option -r | --recursive does fs.read(path: under src), -R does fs.read(path: under src),
        -a | --archive does fs.read(path: under src), -d
  } does fs.read(src), fs.write(path: under dst)
  "-t|--target-directory {dst: Path} {src...: Path}" {
    option -r | --recursive does fs.read(path: under src), -R does fs.read(path: under src),
        -a | --archive does fs.read(path: under src), -d
  } does fs.read(src), fs.write(path: under dst)
}

command install, ginstall complete {
  option -c, -C, -D, -p, -v | --verbose, -m | --mode value, -o value, -g value, -b, -S value
  "{src...: Path} {dst: Path}" {
    option -s, --strip, --strip-program value opaque
  } does fs.read(path: under src), fs.write(path: under dst)
  "-d|--directory {dir...: Path}" does fs.write(dir)
}

command mv, gmv complete {
  option -f | --force, -i | --interactive, -n | --no-clobber, -v | --verbose, -u,
      -T | --no-target-directory, -b, -S value, --backup value?, --update value?
  "{src...: Path} {dst: Path}"
    does fs.read(path: under src), fs.delete(path: under src), fs.write(path: under dst)
  "-t|--target-directory {dst: Path} {src...: Path}"
    does fs.read(path: under src), fs.delete(path: under src), fs.write(path: under dst)
}

// A link gives its target another name, so that a rule about either has to see both.
command ln, link, gln complete {
  option -s | --symbolic, -f | --force, -n | --no-dereference, -v | --verbose, -i, -h,
      -r | --relative, -T | --no-target-directory, -b, -L, -P
  "{target: Path}"
    does fs.read(path: under target), fs.write(path: under target), fs.write(path: under ".")
  "{target...: Path} {link: Path}"
    does fs.read(path: under target), fs.write(path: under target), fs.write(path: under link)
}

command chmod, chown, chgrp, chflags complete {
  option -v | --verbose, -f | --quiet, -c | --changes, -h, -H, -L, -P, --silent, --preserve-root,
      --reference value: Path does fs.list(value)
  "{mode} {file...: Path}" {
    option -R | --recursive does fs.write(path: under file)
  } does fs.write(file)
  "-x|-w|-r|-rwx|-rx|-wx {file...: Path}" does fs.write(file)
}

command truncate complete {
  option -s | --size value, -c | --no-create, -o, -r | --reference value: Path does fs.list(value)
  "{file...: Path}" does fs.write(file)
}

command mktemp complete {
  option -d | --directory, -u | --dry-run, -q, -t, --suffix value,
      -p | --tmpdir value: Path does fs.write(path: under value)
  ""
  "{template: Path}" does fs.write(template)
}

command dd complete {
  "if={in: Path} of={out: Path}" does fs.read(in), fs.write(out)
  "of={out: Path} if={in: Path}" does fs.read(in), fs.write(out)
  "if={in: Path} of={out: Path} bs={size}" does fs.read(in), fs.write(out)
  "if={in: Path} of={out: Path} bs={size} count={count}" does fs.read(in), fs.write(out)
  "if={in: Path} bs={size} count={count}" does fs.read(in)
}

// Archives. Options that run a command or lift the protection of names are opaque.
command tar, gtar, bsdtar complete {
  option -v | --verbose, -z | --gzip, -j | --bzip2, -J | --xz, --zstd, -k | --keep-old-files, -p,
      -m, -o, -h | --dereference, --exclude value, --strip-components value, --wildcards,
      --no-same-owner, --numeric-owner, --owner value, --group value, --totals, --mtime value,
      --sort value, --checkpoint-action value opaque, --to-command value opaque,
      -I | --use-compress-program value opaque, --rsh-command value opaque,
      --info-script value opaque, --new-volume-script value opaque, -F value opaque,
      -P | --absolute-names opaque, --transform value opaque, --xform value opaque
  "-tf|-tvf|-tzf|-tzvf|-tvzf|-ztf|-ztvf|-tjf|-tJf|tf|tvf|tzf|tzvf|tvzf|ztf|ztvf|tjf|tJf {archive: Path} {member...?}"
    does fs.read(archive)
  "-xf|-xvf|-xzf|-xzvf|-xvzf|-zxf|-zxvf|-xjf|-xjvf|-xvjf|-xJf|-xvJf|xf|xvf|xzf|xzvf|xvzf|zxf|zxvf|xjf|xjvf|xJf {archive: Path} {member...?}" {
    option -C | --directory value: Path does fs.write(path: under value)
  } does fs.read(archive), fs.write(path: under ".")
  "-cf|-cvf|-czf|-czvf|-cvzf|-zcf|-zcvf|-cjf|-cJf|cf|cvf|czf|czvf|cvzf|zcf|zcvf|cjf|cJf {archive: Path} {file...: Path}" {
    option -C | --directory value: Path does fs.read(path: under value)
  } does fs.write(archive), fs.read(path: under file)
}

command zip complete {
  option -r, -q, -v, -j, -9, -1, -0, -y, -x value, -i value, -u
  "{archive: Path} {file...: Path}" does fs.write(archive), fs.read(path: under file)
}

command unzip complete {
  option -o, -n, -q, -qq, -j, -a, -u, -x value, -d value: Path does fs.write(path: under value)
  "{archive: Path} {member...?}" does fs.read(archive), fs.write(path: under ".")
  "-l|-v|-t|-Z|-Z1|-p {archive: Path} {member...?}" does fs.read(archive)
}

command gzip, gunzip, bzip2, bunzip2, xz, unxz, zstd, unzstd, lz4 complete {
  option -d | --decompress, -k | --keep, -f | --force, -v, -q, -n, -t, -l, -1, -2, -3, -4, -5, -6,
      -7, -8, -9, -T value, --fast, --best
  ""
  "{file...: Path}" {
    option -r does fs.read(path: under file), -c | --stdout
  } does fs.read(file), fs.write(path: under "."), fs.write(file), fs.delete(file)
}

// A file of shell commands. What it holds is for a rule about files that run.
command source, "." complete { "{file: Path} -- {args...?}" does fs.run(file) }

command bash, sh, zsh, dash, ksh, ash complete {
  option -e, -u, -x, -v, -n, -l, -i, -o value, --login, --norc, --noprofile, --posix, --verbose
  ""
  "--version"
  "{script: Path} -- {args...?}" does fs.run(script)
}
`,
  ],
  [
    'std.terraform',
    `edition 1

// Infrastructure as code. A plan runs providers and reads data sources, so even that is a program that
// runs; apply and destroy change the world.

action terraform.plan(directory: Path) risk medium
action terraform.apply(directory: Path) risk high
action terraform.destroy(directory: Path) risk high
action terraform.state(command: String) risk high

command terraform, tofu complete {
  option -chdir value directory
  "version|-version|--version|-v|help|-help|--help|fmt|validate|providers|graph|output|show|get|workspace|state|console|metadata {args...?}" {
    option -json, -check, -diff, -recursive, -list value,
        -write value does fs.write(path: under "."), -no-color, -raw, -type value, -draw-cycles,
        -update, -state value: Path does fs.read(value)
  } does fs.read(path: under "."), fs.write(path: under ".")
  "workspace list|show"
  "workspace select|new|delete {name} {dir?}" {
    option -force, -lock value, -or-create
  } does terraform.state(command: "workspace")
  "state list|show {address...?}" {
    option -id value, -state value: Path does fs.read(value)
  } does fs.read(path: under ".")
  "state mv|rm|push|replace-provider|pull {args...?}" {
    option -dry-run, -lock value, -force, -state value: Path, -backup value: Path
  } does terraform.state(command: "state")
  "import|taint|untaint|force-unlock|refresh|login|logout {args...?}" {
    option -var value, -var-file value: Path does fs.read(value), -force, -lock value,
        -allow-missing, -no-color, -input value
  } does terraform.state(command: "state")
  "init" {
    option -upgrade, -input value, -no-color, -backend value, -backend-config value, -reconfigure,
        -migrate-state, -get value, -lockfile value, -force-copy, -from-module value opaque,
        -plugin-dir value: Path opaque
  } does terraform.plan(directory: "."), fs.write(path: under "."), shell.run
  "plan" {
    option -out value: Path does fs.write(value), -var value,
        -var-file value: Path does fs.read(value), -target value, -input value, -no-color,
        -lock value, -lock-timeout value, -refresh value, -refresh-only, -detailed-exitcode,
        -parallelism value, -compact-warnings, -json, -replace value, -destroy,
        -generate-config-out value: Path does fs.write(value)
  } does terraform.plan(directory: "."), shell.run
  "apply {plan?: Path}" {
    option -auto-approve, -var value, -var-file value: Path does fs.read(value), -target value,
        -input value, -no-color, -lock value, -parallelism value, -refresh value, -replace value,
        -json, -compact-warnings, -destroy does terraform.destroy(directory: ".")
  } does terraform.apply(directory: "."), shell.run
  "destroy" {
    option -auto-approve, -var value, -var-file value: Path does fs.read(value), -target value,
        -input value, -no-color, -lock value, -parallelism value, -refresh value
  } does terraform.destroy(directory: "."), shell.run
  "test" {
    option -filter value, -json, -no-color, -var value, -verbose
  } does terraform.apply(directory: "."), shell.run
}

command tflint, tfsec, checkov, terraform-docs complete {
  option -f value, -d value, --recursive, --format value, --soft-fail, --quiet, --compact,
      --framework value, --check value, --init
  "{dir...?: Path}" does fs.read(path: under dir or ".")
}
`,
  ],
]);
