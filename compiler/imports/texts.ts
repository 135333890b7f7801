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

// The command line of Amazon Web Services. s3 is told apart by bucket and key; of every other service, iam
// and ec2 among them, what the name of the operation says: describe, list and get only look. What returns
// a credential or a stored secret is aws.credentials. Options of a service are not named here: those that
// matter, wherever the request goes or what it is made of, stand in front.

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
action aws.change(service: String, operation: String) risk high
action aws.credentials(operation: String) risk high

command aws complete {
  option --profile value, --region value, --output value, --query value, --no-cli-pager,
      --no-paginate, --color value, --debug, --cli-read-timeout value, --cli-connect-timeout value,
      --page-size value, --max-items value, --starting-token value, --no-sign-request,
      --cli-binary-format value, --no-cli-auto-prompt, --cli-auto-prompt,
      --generate-cli-skeleton value?, --no-verify-ssl opaque, --endpoint-url value opaque,
      --ca-bundle value: Path opaque, --cli-input-json value opaque, --cli-input-yaml value opaque
  "--version"
  "help" does aws.read(service: "help", operation: "help")
  "{service} help" does aws.read(service, operation: "help")
  "iam|ec2|s3|s3api|sts|sso|configure help" does aws.read(service: "help", operation: "help")
  "{service} {operation} help" does aws.read(service, operation: "help")

  // Any service: an operation whose name begins so only looks, and what it returns is no credential but
  // for those below.
  "{service} describe-{what} {args...?}" {
    option "--*"
  } does aws.read(service, operation: "describe")
  "{service} list-{what} {args...?}" { option "--*" } does aws.read(service, operation: "list")
  "{service} get-{what} {args...?}" { option "--*" } does aws.read(service, operation: "get")
  "{service} batch-get-{what} {args...?}" { option "--*" } does aws.read(service, operation: "get")
  "{service} search-{what} {args...?}" { option "--*" } does aws.read(service, operation: "search")
  "{service} lookup-{what} {args...?}" { option "--*" } does aws.read(service, operation: "search")
  "{service} wait {what} {args...?}" { option "--*" } does aws.read(service, operation: "wait")
  "{service} {operation} {args...?}" {
    option "--*", "-*"
  } does aws.change(service, operation), fs.read, fs.write
  "logs filter-log-events|tail|test-metric-filter {args...?}" {
    option "--*"
  } does aws.read(service: "logs", operation: "read")
  "dynamodb query|scan|transact-get-items {args...?}" {
    option "--*"
  } does aws.read(service: "dynamodb", operation: "read")
  "cloudformation validate-template|estimate-template-cost|detect-stack-drift|detect-stack-resource-drift|detect-stack-set-drift {args...?}" {
    option "--*"
  } does aws.read(service: "cloudformation", operation: "read")
  "sqs receive-message {args...?}" {
    option "--*"
  } does aws.change(service: "sqs", operation: "receive-message"),
      aws.read(service: "sqs", operation: "receive")
  "route53 test-dns-answer {args...?}" {
    option "--*"
  } does aws.read(service: "route53", operation: "read")
  "events test-event-pattern {args...?}" {
    option "--*"
  } does aws.read(service: "events", operation: "read")
  "ce get-cost-and-usage|get-cost-forecast|get-dimension-values|get-tags {args...?}" {
    option "--*"
  } does aws.read(service: "ce", operation: "get")
  "lambda get-function|get-function-configuration {args...?}" {
    option "--*"
  } does aws.read(service: "lambda", operation: "get")
  "ssm get-parameter|get-parameters|get-parameters-by-path|get-parameter-history {args...?}" {
    option "--*", --with-decryption does aws.credentials(operation: "ssm")
  } does aws.read(service: "ssm", operation: "get")

  // What returns a credential, or a secret that somebody stored.
  "secretsmanager get-secret-value|batch-get-secret-value {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "secretsmanager")
  "sts get-caller-identity {args...?}" {
    option "--*"
  } does aws.read(service: "sts", operation: "get-caller-identity")
  "sts decode-authorization-message|get-access-key-info {args...?}" {
    option "--*"
  } does aws.read(service: "sts", operation: "decode")
  "sts {operation} {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "sts"), fs.read
  "ecr|ecr-public|codeartifact get-login|get-login-password|get-authorization-token|login {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "registry")
  "eks get-token|update-kubeconfig {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "eks"), fs.write
  "kms decrypt|generate-data-key|generate-data-key-pair|re-encrypt|derive-shared-secret|get-parameters-for-import {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "kms"), fs.read
  "cognito-identity get-credentials-for-identity|get-open-id-token|get-open-id-token-for-developer-identity {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "cognito")
  "cognito-idp describe-user-pool-client|describe-identity-provider|get-tokens-from-refresh-token|initiate-auth|admin-initiate-auth {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "cognito")
  "redshift|redshift-serverless|rds|dsql get-cluster-credentials|get-cluster-credentials-with-iam|get-credentials|generate-db-auth-token|generate-db-connect-auth-token|generate-db-connect-admin-auth-token {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "database")
  "lightsail get-instance-access-details|get-relational-database-master-user-password|get-bucket-access-keys|get-container-api-metadata|download-default-key-pair|create-bucket-access-key {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "lightsail")
  "lakeformation get-temporary-{what} {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "lakeformation")
  "s3control get-data-access {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "s3control")
  "datazone|emr|emr-containers|gamelift|connect|amplifybackend|iotsecuretunneling get-environment-credentials|get-cluster-session-credentials|get-managed-endpoint-session-credentials|get-instance-access|get-compute-access|get-compute-auth-token|get-federation-token|get-token|rotate-tunnel-access-token {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "session")
  "glue get-connection|get-connections {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "glue")
  "apigateway get-api-key|get-api-keys {args...?}" {
    option "--*", --include-value does aws.credentials(operation: "apigateway"),
        --include-values does aws.credentials(operation: "apigateway")
  } does aws.read(service: "apigateway", operation: "get")
  "appsync list-api-keys {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "appsync")
  "workspaces|quicksight|chime|ivs|mediapackage|transfer get-session-embed-url|get-dashboard-embed-url|describe-connection-credentials {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "session")
  "configure list|list-profiles" does aws.read(service: "configure", operation: "list")
  "configure {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "configure"), fs.write
  "sso|sso-oidc|login|logout {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "sso"), fs.write

  // What writes its answer to a file that the last word names.
  "apigateway|glacier|iot-data|kinesis-video-media|kinesis-video-archived-media|mediastore-data|schemas|workmailmessageflow|appconfig|appconfigdata|medialive|codeartifact|ebs|lakeformation|omics|sagemaker-geospatial get-export|get-sdk|get-job-output|get-thing-shadow|get-retained-message|get-media|get-clip|get-images|get-media-for-fragment-list|get-object|get-code-binding-source|get-raw-message-content|get-configuration|get-hosted-configuration-version|get-latest-configuration|describe-input-device-thumbnail|get-package-version-asset|get-snapshot-block|get-work-unit-results|get-read-set|get-reference|get-tile {args...?}" {
    option "--*"
  } does aws.read(service: "file", operation: "get"), fs.write

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
  "s3 cp {src: Path} s3://{bucket}/" {
    option --quiet, --only-show-errors, --acl value, --storage-class value, --sse value,
        --include value, --exclude value, --content-type value, --cache-control value,
        --no-progress, --dryrun, --recursive does fs.read(path: under src)
  } does fs.read(src), s3.write(bucket)
  "s3 cp {src: Path} s3://{bucket}" {
    option --quiet, --only-show-errors, --acl value, --storage-class value, --sse value,
        --include value, --exclude value, --content-type value, --cache-control value,
        --no-progress, --dryrun, --recursive does fs.read(path: under src)
  } does fs.read(src), s3.write(bucket)
  "s3 cp {src: Path} s3://{bucket}/{key: Key}" {
    option --quiet, --only-show-errors, --acl value, --storage-class value, --sse value,
        --include value, --exclude value, --content-type value, --cache-control value,
        --no-progress, --recursive does fs.read(path: under src), s3.write(bucket)
  } does fs.read(src), s3.write(bucket, key)
  "s3 mv s3://{bucket}/{key: Key} s3://{target}/{name: Key}" {
    option --quiet, --only-show-errors, --acl value, --storage-class value, --sse value,
        --include value, --exclude value, --no-progress, --dryrun,
        --recursive does s3.read(bucket), s3.delete(bucket), s3.write(bucket: target)
  } does s3.read(bucket, key), s3.delete(bucket, key), s3.write(bucket: target, key: name)
  "s3 mv s3://{bucket}/{key: Key} {dst: Path}" {
    option --quiet, --only-show-errors, --include value, --exclude value, --no-progress, --dryrun,
        --recursive does s3.read(bucket), s3.delete(bucket), fs.write(path: under dst)
  } does s3.read(bucket, key), s3.delete(bucket, key), fs.write(path: under dst)
  "s3 sync s3://{bucket}/{prefix} {dst: Path}" {
    option --quiet, --only-show-errors, --include value, --exclude value, --no-progress, --dryrun,
        --size-only, --exact-timestamps, --delete does fs.delete(path: under dst)
  } does s3.list(bucket), s3.read(bucket), fs.write(path: under dst)
  "s3 sync s3://{bucket} {dst: Path}" {
    option --quiet, --only-show-errors, --include value, --exclude value, --no-progress, --dryrun,
        --size-only, --exact-timestamps, --delete does fs.delete(path: under dst)
  } does s3.list(bucket), s3.read(bucket), fs.write(path: under dst)
  "s3 sync {src: Path} s3://{bucket}/{prefix}" {
    option --quiet, --only-show-errors, --include value, --exclude value, --no-progress, --dryrun,
        --size-only, --acl value, --storage-class value, --sse value, --content-type value,
        --cache-control value, --delete does s3.delete(bucket)
  } does fs.read(path: under src), s3.list(bucket), s3.write(bucket)
  "s3 sync {src: Path} s3://{bucket}" {
    option --quiet, --only-show-errors, --include value, --exclude value, --no-progress, --dryrun,
        --size-only, --acl value, --storage-class value, --sse value, --content-type value,
        --cache-control value, --delete does s3.delete(bucket)
  } does fs.read(path: under src), s3.list(bucket), s3.write(bucket)
  "s3 mb s3://{bucket}" does s3.configure(bucket, operation: "create")
  "s3 rb s3://{bucket}" {
    option --force does s3.delete(bucket)
  } does s3.configure(bucket, operation: "delete")
  "s3 presign s3://{bucket}/{key: Key}" { option --expires-in value } does s3.read(bucket, key)
  "s3api list-objects|list-objects-v2|head-bucket|get-bucket-location|list-multipart-uploads --bucket {bucket}" {
    option --prefix value, --delimiter value, --start-after value, --expected-bucket-owner value,
        --fetch-owner, --encoding-type value, --request-payer value, --max-keys value
  } does s3.list(bucket)
  "s3api list-buckets" { option --max-buckets value, --prefix value } does s3.list
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
  "s3api get-bucket-{what} {args...?} --bucket {bucket}" { option "--*" } does s3.list(bucket)
  "s3api get-public-access-block|list-object-versions|list-bucket-inventory-configurations|list-bucket-analytics-configurations|list-bucket-metrics-configurations {args...?} --bucket {bucket}" {
    option "--*"
  } does s3.list(bucket)
  "s3api get-object-acl|get-object-tagging|get-object-attributes|get-object-retention|get-object-legal-hold --bucket {bucket} --key {key: Key}" {
    option --version-id value, --object-attributes value, --expected-bucket-owner value
  } does s3.list(bucket)
  "s3api list-parts --bucket {bucket} --key {key: Key}" {
    option --upload-id value, --part-number-marker value
  } does s3.list(bucket)
  "s3api wait|list-directory-buckets {args...?}" { option "--*" } does s3.list

  "iam get-{what} {args...?}" { option "--*" } does iam.read(operation: "get")
  "iam list-{what} {args...?}" { option "--*" } does iam.read(operation: "list")
  "iam simulate-{what} {args...?}" { option "--*" } does iam.read(operation: "simulate")
  "iam wait {what} {args...?}" { option "--*" } does iam.read(operation: "wait")
  "iam create-access-key|create-service-specific-credential|reset-service-specific-credential|create-login-profile|create-virtual-mfa-device {args...?}" {
    option "--*", "-*"
  } does iam.change(operation: "credentials"), aws.credentials(operation: "iam"), fs.write
  "ec2 describe-{what} {args...?}" { option "--*" } does ec2.read(operation: "describe")
  "ec2 get-{what} {args...?}" { option "--*" } does ec2.read(operation: "get")
  "ec2 search-{what} {args...?}" { option "--*" } does ec2.read(operation: "search")
  "ec2 wait {what} {args...?}" { option "--*" } does ec2.read(operation: "wait")
  "ec2 get-password-data {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "ec2"), fs.read
  "ec2 create-key-pair {args...?}" {
    option "--*", "-*"
  } does aws.credentials(operation: "ec2"), ec2.change(operation: "create-key-pair")
  "iam {operation} {args...?}" { option "--*", "-*" } does iam.change(operation), fs.read
  "ec2 {operation} {args...?}" { option "--*", "-*" } does ec2.change(operation), fs.read
  "s3 -- {args...?}"
    does s3.list, s3.read, s3.write, s3.delete, s3.configure, fs.read, fs.write, fs.delete
  "s3api -- {args...?}" does s3.list, s3.read, s3.write, s3.delete, s3.configure, fs.read, fs.write
}
`,
  ],
  [
    'std.azure',
    `edition 1

// The command line of Azure. Groups stand before the verb, up to four of them; a verb that lists or
// shows only looks, and what it returns is no credential but for those named below. Options are not
// named: a command takes no other words than those of its name, so no value is taken for a verb. Values
// that begin with \`@\` are files that are read.

action azure.read(command: String) risk low
action azure.change(command: String) risk high
action azure.credentials(command: String) risk high

command az complete {
  option -o | --output value, --query value, --subscription value, -g | --resource-group value,
      -n | --name value, --only-show-errors, --verbose, --debug, -l | --location value
  "--version|version|--help|-h|find|help {args...?}"
  "config get|list|show {args...?}" { option "--*" } does azure.read(command: "config")
  "{group} {args...?}" { option "--*", "-*" } does azure.change(command: group), fs.read, fs.write

  "{group} list {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} show {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} exists {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} list-{what} {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} show-{what} {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} check-{what} {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} get-{what} {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} list {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} show {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} exists {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} list-{what} {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} show-{what} {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} check-{what} {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} get-{what} {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} {part} list {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} {part} show {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} {part} exists {args...?}" { option "--*", "-*" } does azure.read(command: group)
  "{group} {sub} {part} list-{what} {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} show-{what} {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} check-{what} {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} get-{what} {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} {item} list {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} {item} show {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} {item} exists {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} {item} wait {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} {item} list-{what} {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} {item} show-{what} {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} {item} check-{what} {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  "{group} {sub} {part} {item} get-{what} {args...?}" {
    option "--*", "-*"
  } does azure.read(command: group)
  // The verbs that change something most often stay such, whatever follows.
  "{group} delete {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} create {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} update {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} set {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} add {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} remove {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} start {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} stop {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} restart {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} purge {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} reset {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} invoke {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} import {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} delete {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} create {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} update {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} set {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} add {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} remove {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} start {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} stop {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} restart {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} purge {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} reset {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} invoke {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} import {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} delete {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} create {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} update {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} set {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} add {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} remove {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} start {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} stop {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} restart {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} purge {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} reset {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} invoke {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write
  "{group} {sub} {part} import {args...?}" {
    option "--*", "-*"
  } does azure.change(command: group), fs.read, fs.write

  "monitor log-analytics|app-insights query {args...?}" {
    option "--*", "-*"
  } does azure.read(command: "query")
  "storage blob|file|entity url|query {args...?}" {
    option "--*", "-*"
  } does azure.read(command: "storage")
  "graph query {args...?}" { option "--*", "-*" } does azure.read(command: "query")
  "boards query {args...?}" { option "--*", "-*" } does azure.read(command: "query")
  "container|containerapp|webapp|functionapp logs|log show|tail {args...?}" {
    option "--*", "-*"
  } does azure.read(command: "logs")
  "container logs {args...?}" { option "--*", "-*" } does azure.read(command: "logs")
  "deployment group|sub|mg|tenant what-if|validate {args...?}" {
    option "--*", "-*"
  } does azure.read(command: "deployment"), fs.read
  "account list|show|list-locations {args...?}" {
    option "--*", "-*"
  } does azure.read(command: "account")

  // Keys, tokens, connection strings and stored secrets.
  "account get-access-token {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: "account")
  "login|logout {args...?}" { option "--*", "-*" } does azure.credentials(command: "login")
  "acr login {args...?}" { option "--*", "-*" } does azure.credentials(command: "acr")
  "keyvault secret|key|certificate show|download|backup|show-deleted {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: "keyvault"), fs.write
  "webapp|functionapp|staticwebapp|spring config appsettings|connection-string list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: "settings")
  "webapp|functionapp|logicapp|staticwebapp deployment|appsettings|secrets list-publishing-profiles|list-publishing-credentials|list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: "settings")
  "containerapp secret show|list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: "containerapp")
  "appconfig kv|credential|revision list|show|export {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: "appconfig")
  "search admin-key|query-key show|list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: "search")
  "apim nv show-secret {args...?}" { option "--*", "-*" } does azure.credentials(command: "apim")
  "network vpn-connection shared-key show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: "network")
  "aks get-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: "aks"), fs.write
  "{group} list-keys {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} list-key {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} list-secrets {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} list-admin-key {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} list-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} list-connection-strings {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} list-connection-string {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} list-upgrade-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} list-auth-keys {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} list-publishing-profiles {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} list-publishing-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} show-connection-string {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} show-connection-strings {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} show-keys {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} show-secret {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} show-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} show-key {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} get-keys {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} get-shared-keys {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} get-credentials {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} get-access-token {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} get-token {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} get-upgrade-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} get-secret {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} get-secrets {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} generate-sas {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} keys list {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} keys show {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} key list {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} key show {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} keys renew {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} credential show {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} credential list {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} credentials list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} credentials show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} connection-string show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} connection-string list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} authorization-rule keys list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} authkeys list {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} auth-key list {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} admin-key show {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} sas create {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} list-keys {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} list-key {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} list-secrets {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} list-admin-key {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} list-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} list-connection-strings {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} list-connection-string {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} list-upgrade-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} list-auth-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} list-publishing-profiles {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} list-publishing-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} show-connection-string {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} show-connection-strings {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} show-keys {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} show-secret {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} show-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} show-key {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} get-keys {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} get-shared-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} get-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} get-access-token {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} get-token {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} get-upgrade-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} get-secret {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} get-secrets {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} generate-sas {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} keys list {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} keys show {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} key list {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} key show {args...?}" { option "--*", "-*" } does azure.credentials(command: group)
  "{group} {sub} keys renew {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} credential show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} credential list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} credentials list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} credentials show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} connection-string show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} connection-string list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} authorization-rule keys list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} authkeys list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} auth-key list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} secret show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} secret list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} secrets show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} secrets list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} admin-key show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} sas create {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-key {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-secrets {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-admin-key {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-connection-strings {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-connection-string {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-upgrade-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-auth-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-publishing-profiles {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} list-publishing-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} show-connection-string {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} show-connection-strings {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} show-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} show-secret {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} show-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} show-key {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} get-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} get-shared-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} get-credentials {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} get-access-token {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} get-token {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} get-upgrade-keys {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} get-secret {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} get-secrets {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} generate-sas {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} keys list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} keys show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} key list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} key show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} keys renew {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} credential show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} credential list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} credentials list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} credentials show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} connection-string show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} connection-string list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} authorization-rule keys list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} authkeys list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} auth-key list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} secret show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} secret list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} secrets show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} secrets list {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} admin-key show {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "{group} {sub} {part} sas create {args...?}" {
    option "--*", "-*"
  } does azure.credentials(command: group)
  "keyvault secret list|list-versions|list-deleted {args...?}" {
    option "--*", "-*"
  } does azure.read(command: "keyvault")
  "ad sp|app credential list {args...?}" { option "--*", "-*" } does azure.read(command: "ad")
  "sql db show-connection-string {args...?}" { option "--*", "-*" } does azure.read(command: "sql")
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
  "-m pytest|unittest|nose2|coverage {args...?}" {
    option "--*", "-*", -p value does shell.code(language: "python"),
        -o | --override-ini value does shell.code(language: "python"),
        -c | --config-file value: Path does fs.run(value),
        --rootdir value: Path does fs.run(path: under value),
        --confcutdir value: Path does fs.run(path: under value),
        --pdbcls value does shell.code(language: "python"), -k value, -m value, -n value, -r value,
        -W value, --rcfile value: Path does fs.run(value)
  } does shell.run
  "-m {module} -- {args...?}" does shell.run
  "-c {code} -- {args...?}" does shell.code(language: "python")
  "- -- {args...?}" does shell.code(language: "python")
  "{script: Path} -- {args...?}" does fs.run(script)
  ""
  "-V|--version|-h|--help|-VV"
}

command pip, pip2, pip3 complete {
  option -q | --quiet, -v | --verbose, --no-cache-dir, --disable-pip-version-check, --no-input,
      --no-color, --isolated, --timeout value, --retries value, -h | --help inert
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
  "list|show|freeze|check|debug|help|inspect {more...?}" {
    option -f, --files, -o | --outdated, -u | --uptodate, -e | --editable, -l | --local,
        --format value, --not-required, --user, --all, --pre, --exclude-editable,
        --include-editable, --exclude value, --path value, --platform value, --python-version value,
        --implementation value, --abi value
  }
  "index versions {package}" {
    option --pre, --platform value, --python-version value, --implementation value, --abi value,
        --json, --ignore-requires-python, --no-binary value, --only-binary value
  }
  "hash {file...: Path}" { option -a | --algorithm value } does fs.read(file)
  "config list|get|debug {key...?}" { option --global, --user, --site }
  "config set|unset|edit {args...?}" {
    option --global, --user, --site, --editor value opaque
  } does pip.install(package: "other index")
  "search {package...}"
  "cache list|info|dir {more...?}" { option --format value }
  "-V|--version|--help|-h"
}

command uv complete {
  option -q | --quiet, -v | --verbose, -n | --no-cache, --offline, -h | --help inert,
      --project value directory, --directory value directory, --color value
  "-h|--help"
  "pip install|sync {package...?}" {
    option -r value: Path does fs.read(value), -U | --upgrade, --system, -e value does shell.run
  } does pip.install(package: package or "requirements")
  "add|remove {package...}" {
    option --dev, --group value, --optional value, --no-sync, --frozen
  } does pip.install(package: package or "requirements"), fs.write(path: "pyproject.toml"),
      fs.write(path: "uv.lock")
  "pip list|show|freeze|check|tree {more...?}" { option "--*", -e, -f, -d value }
  "tree|help|--version|-V {more...?}" { option "--*", -d value, -p value }
  "version" { option --short, --output-format value, --dry-run }
  "python list|find|dir {more...?}" { option "--*" }
  "tool|cache|self|auth list|dir|size {more...?}" { option "--*" }
  "export {more...?}" {
    option "--*", -o | --output-file value: Path does fs.write(value)
  } does pip.install(package: "locked")
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
  option -h | --help inert, -q | --quiet, -v | --verbose, --offline, --locked, --frozen,
      --color value, --config value opaque, -Z value opaque,
      --manifest-path value: Path does fs.read(value), -C value directory
  "-h|--help"
  "tree|metadata|search|info|pkgid|version|--version|-V|locate-project|read-manifest|verify-project|-vV|--list|report {more...?}" {
    option --format-version value, --no-deps, -e | --edges value, -i | --invert value,
        -d | --duplicates, --prune value, --prefix value, --no-dedupe, --charset value,
        -f | --format value, --target value, --features value, -F value, --no-default-features,
        --workspace, --message-format value, --index value, --filter-platform value,
        -p | --package value, --depth value, --all-features, --limit value, --registry value
  }
  "fmt {args...?}" {
    option --all, -p | --package value, --manifest-path value: Path,
        --check inert does fs.list(path: under ".")
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
  "vet|build|test|generate|clean|work|fix {args...?}" {
    option "-*", "--*", -exec value opaque, -toolexec value opaque, -vettool value opaque,
        -overlay value opaque, -ldflags value opaque, -gcflags value opaque,
        -modfile value: Path opaque, -fixtool value opaque, -o value: Path does fs.write(value),
        --exec value opaque, --toolexec value opaque, --vettool value opaque, --overlay value opaque
  } does shell.run
  "run|tool -- {args...?}" does shell.run
}

command gofmt, goimports complete {
  option -s, -e, -d, -l, -r value, -local value
  ""
  "{file...: Path}" { option -w does fs.write(path: under file) } does fs.read(path: under file)
}

command pytest, "py.test" complete {
  option --help inert, -h inert, --version inert, -V inert
  "{args...?}" {
    option "--*", "-*", -p value does shell.code(language: "python"),
        -o | --override-ini value does shell.code(language: "python"),
        -c | --config-file value: Path does fs.run(value),
        --rootdir value: Path does fs.run(path: under value),
        --confcutdir value: Path does fs.run(path: under value),
        --pdbcls value does shell.code(language: "python"), -k value, -m value, -n value, -r value,
        -W value
  } does shell.run
}

command make, gmake complete {
  option -k | --keep-going, -j | --jobs value?, -s | --silent | --quiet, -B | --always-make,
      -i | --ignore-errors, -w | --print-directory, --no-print-directory, -r | --no-builtin-rules,
      -R | --no-builtin-variables, -S, -t | --touch, -d, --debug value?, --trace, -O value?,
      --output-sync value?, -l | --load-average value?, -p | --print-data-base, -q | --question,
      -n | --dry-run | --just-print | --recon, -e | --environment-overrides opaque,
      -C | --directory value directory, -f | --file value: Path does fs.run(value),
      --makefile value: Path does fs.run(value),
      -I | --include-dir value: Path does fs.run(path: under value),
      -E | --eval value does shell.code(language: "make"), -o | --old-file value,
      -W | --what-if value, --assume-new value, --assume-old value, --new-file value,
      --warn-undefined-variables, -h | --help inert, -v | --version inert
  "{target...?}" does shell.run
  "SHELL={shell} {target...?}" does shell.code(language: "make"), shell.run
}

command ninja, just, task, cmake, ctest, meson, bazel, mvn, gradle complete {
  "--version|-v|--help|-h|-n|--dry-run|--list|-l"
  "-- {args...?}" does shell.run
}

command gradlew, mvnw complete { "-- {args...?}" does shell.run }

command gcc, cc, clang, "g++", "c++", "clang++" complete {
  "--version|-v|-dumpversion|-dumpmachine|--help"
  "-- {args...?}" does fs.read(path: under "."), fs.write(path: under "."), shell.run
}

command pre-commit complete {
  option -h | --help inert, -V | --version inert, --color value
  "help|sample-config|validate-config|validate-manifest {file...?: Path}"
    does fs.read(path: file or ".pre-commit-config.yaml")
  ""
  "-- {args...?}" does shell.run
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
  option -q | --quiet, -v | --verbose, -d | --debug, -h | --help inert
  "-h|--help"
  "list|ls|info|abv|home|homepage|search|--version|-v|config|--config|doctor|dr|deps|leaves|outdated|--prefix|--cellar|--repository|--repo|--cache|--caskroom|--env|environment|desc|uses|log|cat|help|commands|shellenv|formulae|casks|options|missing|tap-info|linkage|livecheck|command|formula|unlinked|which-formula {args...?}" {
    option "--*", "-*"
  }
  // Even a dry run may bring its index up to date.
  "tap|analytics|developer|completions"

  "analytics|developer|completions state"
  "bundle list|check {args...?}" { option "--*", --file value: Path does fs.read(value) }
  "install|upgrade|reinstall|tap|untap|uninstall|remove|rm|link|ln|unlink|pin|unpin|fetch|postinstall|switch {package...?}" {
    option "--*", "-*"
  } does brew.install(package: package or "all"), shell.run
  "update|up|cleanup|autoremove|update-reset {package...?}" {
    option "--*", "-*"
  } does brew.install(package: "index")
  "{verb} {args...?}" { option "--*", "-*" } does brew.install(package: verb), shell.run
}

// A formatter or linter opens files of its own language only; one that is named it reads whatever it is.
command black, isort, autopep8, yapf complete {
  option -q | --quiet, -v | --verbose, -l | --line-length value, -t | --target-version value,
      --profile value, -S | --skip-string-normalization, --fast, --safe, --preview, --pyi, --ipynb,
      --color, --no-color, -C | --skip-magic-trailing-comma, -x | --skip-source-first-line,
      --include value, --exclude value, --extend-exclude value, --force-exclude value,
      --stdin-filename value, -W | --workers value, --line-ranges value, --only-modified,
      -h | --help inert, --version inert, --show-settings inert, --show-config inert,
      --show-files inert
  "{file...?: Path}" {
    option --config value: Path does fs.read(value), -i | --in-place,
        -c inert does fs.list(path: under file or "."), fs.read(path: file or "."),
        --check inert does fs.list(path: under file or "."), fs.read(path: file or "."),
        --check-only inert does fs.list(path: under file or "."), fs.read(path: file or "."),
        --diff inert does fs.list(path: under file or "."), fs.read(path: file or "."),
        -d inert does fs.list(path: under file or "."), fs.read(path: file or ".")
  } does fs.list(path: under file or "."), fs.read(path: file or "."),
      fs.write(path: under file or ".")
}

command ruff complete {
  option -q | --quiet, -s | --silent, -v | --verbose, -h | --help inert, -V | --version inert,
      --config value opaque, --isolated, --color value
  ""
  "check|lint {file...?: Path}" {
    option --unsafe-fixes, --no-unsafe-fixes, --select value, --ignore value, --extend-select value,
        --extend-ignore value, --per-file-ignores value, --extend-per-file-ignores value,
        --fixable value, --unfixable value, --output-format value, --diff, --statistics, --no-fix,
        --show-fixes, --no-show-fixes, --show-files, --show-settings, -w | --watch, -n | --no-cache,
        --preview, --no-preview, -e | --exit-zero, --exit-non-zero-on-fix, --target-version value,
        --exclude value, --extend-exclude value, --respect-gitignore, --no-respect-gitignore,
        --force-exclude, --no-force-exclude, --stdin-filename value, --ignore-noqa,
        --extension value, --cache-dir value: Path does fs.write(path: under value),
        -o | --output-file value: Path does fs.write(value),
        --add-noqa does fs.write(path: under file or "."),
        --fix does fs.write(path: under file or "."),
        --fix-only does fs.write(path: under file or ".")
  } does fs.list(path: under file or "."), fs.read(path: file or ".")
  "format {file...?: Path}" {
    option --check inert does fs.list(path: under file or "."), fs.read(path: file or "."),
        --diff inert does fs.list(path: under file or "."), fs.read(path: file or "."),
        --line-length value, --target-version value, --exclude value, -n | --no-cache, --preview,
        --stdin-filename value, --range value, --respect-gitignore, --force-exclude
  } does fs.list(path: under file or "."), fs.read(path: file or "."),
      fs.write(path: under file or ".")
  "rule|linter|version|help|config {more...?}" { option --all, --output-format value }
  "analyze graph {dir...?: Path}" does fs.list(path: under dir or ".")
}

command mypy, pyright, flake8, pylint, pyflakes, pycodestyle, bandit, vulture, pydocstyle, shellcheck, hadolint, yamllint, markdownlint, actionlint complete {
  option --strict, --ignore-missing-imports, --show-error-codes, --no-error-summary, --pretty,
      --max-line-length value, --select value, --ignore value, --disable value, --enable value,
      --exclude value, -q, -v, -r, -f value, -s value, -S value, -x, -e value, -p value, -m value,
      --version, --follow-imports value, --python-version value, --check-untyped-defs,
      --no-incremental, --count, --statistics, --show-source, --extend-ignore value
  "{file...?: Path}"
    does fs.list(path: under file or "."), fs.read(path: file or "."),
        fs.write(path: under ".mypy_cache")
}
`,
  ],
  [
    'std.codex',
    `edition 1

// The tools that Codex 0.169 offers, as they stand in its requests. What its commands do is granted as
// such: \`allow shell.run "npm test"\`. Text that is typed into a program which already runs, and patches,
// are granted by the tool.

// Notes of its own, questions to the person, lists of what there is.
action codex.note(what: String) risk low

tool exec_command {
  cmd: Shell,
  workdir?: Path directory,
  justification?: String inert,
  login?: Bool inert,
  max_output_tokens?: Int inert,
  prefix_rule?: [String],
  sandbox_permissions?: use_default | require_escalated,
  shell?: String,
  tty?: Bool inert,
  yield_time_ms?: Int inert,
}

// What the process makes of it nobody knows: without \`chars\` it only waits for output.
tool write_stdin {
  session_id: Int inert,
  chars?: String,
  max_output_tokens?: Int inert,
  yield_time_ms?: Int inert,
} does codex.note(what: "output")

// A patch names its files within its text, which no rule reads: it may write anything below.
tool apply_patch { input: String inert } does fs.write(path: under "."), fs.delete(path: under ".")

tool view_image { path: Path } does fs.read(path)
tool update_plan { explanation?: String inert, plan: Json inert } does codex.note(what: "plan")
tool request_user_input { questions: Json inert } does codex.note(what: "question")
tool get_goal {} does codex.note(what: "goal")
tool create_goal { objective: String inert, token_budget?: Int inert } does codex.note(what: "goal")
tool update_goal { status: complete | blocked | paused inert } does codex.note(what: "goal")
tool tool_search { query: String inert, limit?: Int inert } does codex.note(what: "tools")
tool list_mcp_resources { server?: String inert, cursor?: String inert }
  does codex.note(what: "resources")
tool list_mcp_resource_templates { server?: String inert, cursor?: String inert }
  does codex.note(what: "resources")
tool read_mcp_resource { server: String, uri: String }
`,
  ],
  [
    'std.db',
    `edition 1

// Clients of databases. db.query is any statement, with its text. Commands of the client itself that run
// programs or open files, such as \`\\!\` of psql and \`.shell\` of sqlite3, are shell.code beside it.

action db.query(program: String, database: String, statement: String) risk high
action db.read(program: String, database: String) risk medium
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
      -quote, -tabs, -batch, -bail, -echo, -stats, -interactive, -safe, -separator value,
      -nullvalue value, -newline value, -mmap value, -memtrace,
      -cmd value does shell.code(language: "sqlite"),
      -init value: Path does shell.code(language: "sqlite"), fs.read(value)
  "{file: Path} {statement...}" {
    option -readonly inert does fs.read(file), db.read(program: "sqlite3", database: file)
  } does fs.read(file), fs.write(file), db.query(program: "sqlite3", database: file, statement)
  "{file: Path}" {
    option -readonly
  } does fs.read(file), fs.write(file), shell.code(language: "sqlite")
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

// The MCP server \`postgres\` (@modelcontextprotocol/server-postgres).
tool mcp postgres.query { sql: String }
  does db.query(program: "postgres", database: "server", statement: sql)
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
      --tlskey value: Path, --help inert, -p | --project-name value, --profile value,
      --project-directory value directory, --ansi value, --progress value,
      -f | --file value: Path does fs.read(value), --env-file value: Path does fs.read(value)
  "--version|-v|version|info|help|--help|ps|images|logs|inspect|top|stats|port|diff|history|events|search|df {args...?}" {
    option -a | --all, -q | --quiet, -f | --filter value?, --format value, --no-trunc,
        -n | --last value, -s | --size, -l | --latest, --tail value, -t | --timestamps,
        --since value, --until value, --details, --no-stream, --digests, --type value, -H | --human,
        --limit value, --follow
  } does docker.read(command: "show")
  "service|stack|node|swarm|secret|config|trust|checkpoint|model|scout|init|machine|pod|play ls|list|inspect|ps|services|tasks|logs|status|quickview|exists|top|stats {args...?}" {
    option -a | --all, -q | --quiet, --pretty, --no-trunc, --no-resolve, -f | --filter value,
        --format value, --follow, --tail value, --since value, -t | --timestamps, --raw, --details
  } does docker.read(command: "show")
  "buildx imagetools inspect {args...}" {
    option --raw, --format value, --builder value
  } does docker.read(command: "show")
  "container|image|volume|network|system|context|buildx|builder|manifest|plugin ls|list|inspect|df|show|logs|top|stats|port|diff|history|info|events|du|version {args...?}" {
    option -a | --all, -q | --quiet, -f | --filter value?, --format value, --no-trunc,
        -v | --verbose, --tail value, --no-stream, -s | --size, --tree, -t | --timestamps,
        --since value, --until value, --builder value, --type value, --insecure, --follow,
        -n | --last value, -l | --latest
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
  "compose ps|logs|config|convert|images|top|ls|port|version|events|stats|volumes {args...?}" {
    option --volumes, --hash value, --environment, --no-interpolate, --resolve-image-digests,
        --no-trunc, --orphans value?, --status value, --filter value, --no-log-prefix, -n value,
        --until value, --index value, -o | --output value: Path does fs.write(value), -f value?,
        -p value, -a | --all, -q | --quiet, --services, --tail value, --follow, -t, --format value,
        --no-color, --since value, --profile value, --file value: Path does fs.read(value)
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

command docker-compose, podman-compose complete {
  option --help inert, -f | --file value: Path does fs.read(value), -p | --project-name value,
      --profile value, --env-file value: Path does fs.read(value)
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
    'std.gcloud',
    `edition 1

// The command line of Google Cloud. Which words are groups and which are verbs is written out, because a
// command takes names of things behind its verb: \`gcloud compute instances delete list\` deletes one.
// A verb that lists or describes only looks, and what it returns is no credential but for those below.

action gcloud.read(command: String) risk low
action gcloud.change(command: String) risk high
action gcloud.credentials(command: String) risk high
action bigquery.query(statement: String) risk high

command gcloud complete {
  option --project value, --format value, --filter value, --limit value, --page-size value,
      --sort-by value, --region value, --zone value, --location value, --verbosity value,
      -q | --quiet, --account value, --configuration value, --billing-project value, --uri,
      --user-output-enabled value?, --no-user-output-enabled, --log-http, --trace-token value,
      --impersonate-service-account value opaque, --access-token-file value opaque,
      --flags-file value opaque
  "--version|-v|version|info|--help|-h|help|topic|cheat-sheet {args...?}" { option "--*" }
  "{group} {args...?}" { option "--*", "-*" } does gcloud.change(command: group), fs.read, fs.write
  "access-approval|access-context-manager|active-directory|ai|ai-platform|alloydb|anthos|api-gateway|apigee|app|apphub|apply-changes|artifacts|asset|assured|auth|backup-dr|batch|bigtable|billing|bms|bq|builds|certificate-manager|cloud-shell|colab|components|composer|compute|config|container|data-catalog|data-fusion|database-migration|datacatalog|dataflow|dataplex|dataproc|datastore|datastream|deploy|deployment-manager|dns|domains|edge-cache|edge-cloud|emulators|endpoints|error-reporting|essential-contacts|eventarc|filestore|firebase|firestore|functions|healthcare|iam|iap|identity|immersive-stream|infra-manager|kms|logging|looker|lustre|managed-kafka|memcache|memorystore|metastore|migration|ml|ml-engine|model-armor|monitoring|netapp|network-connectivity|network-management|network-security|network-services|notebooks|oracle-database|org-policies|organizations|parametermanager|policy-intelligence|policy-troubleshoot|privateca|projects|publicca|pubsub|quotas|recaptcha|recommender|redis|resource-manager|run|scc|scheduler|secrets|secure-source-manager|service-directory|service-extensions|services|source|source-managers|spanner|sql|ssh|storage|survey|tasks|telco-automation|topic|transcoder|transfer|vmware|vpc-access|web-security-scanner|workbench|workflows|workload-certificate|workspace-add-ons|workstations list|describe|get|get-iam-policy|get-ancestors|get-ancestors-iam-policy|search|search-all-resources|search-all-iam-policies|get-health|get-status|get-nat-mapping-info|get-nat-ip-info|get-effective-firewalls|get-serial-port-output|get-named-ports|list-instances|list-errors|list-usable|list-tags|list-grantable-roles|list-available|list-managed-instances|list-children|list-deleted|list-bgp-routes|list-xpn-hosts|list-associated-resources|get-associated-resources|get-host-project|get-server-config|get-messages|read|tail|lint-condition|get-project|get-shielded-identity|get-guest-attributes|get-router-status|test-iam-permissions|get-operation {args...?}" {
    option "--*"
  } does gcloud.read(command: "show")
  "access-approval|access-context-manager|active-directory|ai|ai-platform|alloydb|anthos|api-gateway|apigee|app|apphub|apply-changes|artifacts|asset|assured|auth|backup-dr|batch|bigtable|billing|bms|bq|builds|certificate-manager|cloud-shell|colab|components|composer|compute|config|container|data-catalog|data-fusion|database-migration|datacatalog|dataflow|dataplex|dataproc|datastore|datastream|deploy|deployment-manager|dns|domains|edge-cache|edge-cloud|emulators|endpoints|error-reporting|essential-contacts|eventarc|filestore|firebase|firestore|functions|healthcare|iam|iap|identity|immersive-stream|infra-manager|kms|logging|looker|lustre|managed-kafka|memcache|memorystore|metastore|migration|ml|ml-engine|model-armor|monitoring|netapp|network-connectivity|network-management|network-security|network-services|notebooks|oracle-database|org-policies|organizations|parametermanager|policy-intelligence|policy-troubleshoot|privateca|projects|publicca|pubsub|quotas|recaptcha|recommender|redis|resource-manager|run|scc|scheduler|secrets|secure-source-manager|service-directory|service-extensions|services|source|source-managers|spanner|sql|ssh|storage|survey|tasks|telco-automation|topic|transcoder|transfer|vmware|vpc-access|web-security-scanner|workbench|workflows|workload-certificate|workspace-add-ons|workstations accelerator-types|access-control|access-levels|access-policies|accounts|activations|addons|address-groups|addresses|agents|all-occurrences|apis|app-profiles|apt|attestors|authorization-policies|autonomous-databases|available-products|backend-buckets|backend-services|backup-plans|backup-policies|backup-vaults|backups|bare-metal|bastions|bindings|brands|brokers|buckets|builds|ca-certs|ca-pools|caches|capacity-commitments|certificate-authorities|certificates|channels|client-certs|clusters|commitments|components|configs|configurations|connection-profiles|connections|connectivity-tests|connectors|consumers|contacts|crypto-keys|custom-constraints|custom-jobs|dashboards|data-sources|databases|datasets|default-object-access-controls|delivery-pipelines|deployments|devices|diagnose|disk-types|disks|dns-authorizations|dns-keys|docker|domain-mappings|domains|edge-caches|endpoint-policies|endpoints|entitlements|entries|entry-groups|environments|evaluations|event-types|executions|external-vpn-gateways|features|files|firewall-policies|firewall-rules|flags|folders|forwarding-rules|functions|future-reservations|gateway-security-policies|gateways|generic-artifacts|go|groups|guest-policies|health-checks|hmac|holds|hosts|http-health-checks|https-health-checks|hubs|images|impact|import-jobs|index-endpoints|indexes|insights|instance-configs|instance-groups|instance-templates|instances|instances-logs|interconnects|internal-ranges|inventories|ios-version|job-triggers|jobs|key-rings|keyrings|keys|kfp|language-configs|lbs|licenses|links|locations|logs|machine-images|machine-types|maintenance-runs|managed|managed-zones|maven|memberships|memories|messages|metadata|metric-descriptors|metrics|migration-jobs|models|modules|monitored-resources|namespaces|nat-mapping-info|nats|network-attachments|network-endpoint-groups|network-endpoints|network-firewall-policies|network-profiles|networks|node-groups|node-pools|node-templates|node-types|nodes|notes|notification-configs|notification-endpoints|npm|oauth-clients|objects|operations|operations-logs|ops-agents|org-firewall-policies|organizations|os-config|os-inventory|os-login|os-policy-assignments|packages|packet-mirrorings|partitions|patch-deployments|patch-jobs|peered-dns-domains|peerings|pem-keys|phrase-sets|pipelines|pods|policies|policy-tags|pools|posture-deployments|postures|presets|private-clouds|private-connections|products|profiles|projects|providers|proxies|public-advertised-prefixes|public-delegated-prefixes|python|queues|quotas|recommendation-config|recommendations|record-sets|references|regional-secrets|regions|registrations|releases|repositories|reservations|resource-policies|resource-record-sets|resources|response-policies|revisions|roles|rollouts|routers|routes|rules|runs|scans|scheduled-queries|schemas|secrets|security-policies|server-tls-policies|service-accounts|service-attachments|service-bindings|service-lb-policies|services|settings|shared-vpc|shares|sinks|sites|snapshots|sole-tenancy|sources|spaces|specs|spokes|ssh-keys|ssh-profiles|ssl|ssl-certificates|ssl-certs|ssl-policies|states|storage-pools|stream-objects|streams|subnets|subordinates|subscriptions|suspended|tables|tag-bindings|tag-keys|tag-values|tags|target-grpc-proxies|target-http-proxies|target-https-proxies|target-instances|target-pools|target-servers|target-ssl-proxies|target-tcp-proxies|target-vpn-gateways|targets|tasks|taxonomies|templates|tensorboards|tiers|tls-inspection-policies|tls-routes|topics|transitions|triggers|troubleshoot|tunnel-dest-groups|trust-configs|settings|tunnels|tcp|types|unmanaged|uptime|url-lists|url-maps|users|values|versions|vertices|views|volumes|vpn-connections|vpn-gateways|vpn-tunnels|worker-pools|workflows|workforce-pools|workload-identity-pools|workloads|workstations|yum|zones list|describe|get|get-iam-policy|get-ancestors|get-ancestors-iam-policy|search|search-all-resources|search-all-iam-policies|get-health|get-status|get-nat-mapping-info|get-nat-ip-info|get-effective-firewalls|get-serial-port-output|get-named-ports|list-instances|list-errors|list-usable|list-tags|list-grantable-roles|list-available|list-managed-instances|list-children|list-deleted|list-bgp-routes|list-xpn-hosts|list-associated-resources|get-associated-resources|get-host-project|get-server-config|get-messages|read|tail|lint-condition|get-project|get-shielded-identity|get-guest-attributes|get-router-status|test-iam-permissions|get-operation {args...?}" {
    option "--*"
  } does gcloud.read(command: "show")
  "access-approval|access-context-manager|active-directory|ai|ai-platform|alloydb|anthos|api-gateway|apigee|app|apphub|apply-changes|artifacts|asset|assured|auth|backup-dr|batch|bigtable|billing|bms|bq|builds|certificate-manager|cloud-shell|colab|components|composer|compute|config|container|data-catalog|data-fusion|database-migration|datacatalog|dataflow|dataplex|dataproc|datastore|datastream|deploy|deployment-manager|dns|domains|edge-cache|edge-cloud|emulators|endpoints|error-reporting|essential-contacts|eventarc|filestore|firebase|firestore|functions|healthcare|iam|iap|identity|immersive-stream|infra-manager|kms|logging|looker|lustre|managed-kafka|memcache|memorystore|metastore|migration|ml|ml-engine|model-armor|monitoring|netapp|network-connectivity|network-management|network-security|network-services|notebooks|oracle-database|org-policies|organizations|parametermanager|policy-intelligence|policy-troubleshoot|privateca|projects|publicca|pubsub|quotas|recaptcha|recommender|redis|resource-manager|run|scc|scheduler|secrets|secure-source-manager|service-directory|service-extensions|services|source|source-managers|spanner|sql|ssh|storage|survey|tasks|telco-automation|topic|transcoder|transfer|vmware|vpc-access|web-security-scanner|workbench|workflows|workload-certificate|workspace-add-ons|workstations accelerator-types|access-control|access-levels|access-policies|accounts|activations|addons|address-groups|addresses|agents|all-occurrences|apis|app-profiles|apt|attestors|authorization-policies|autonomous-databases|available-products|backend-buckets|backend-services|backup-plans|backup-policies|backup-vaults|backups|bare-metal|bastions|bindings|brands|brokers|buckets|builds|ca-certs|ca-pools|caches|capacity-commitments|certificate-authorities|certificates|channels|client-certs|clusters|commitments|components|configs|configurations|connection-profiles|connections|connectivity-tests|connectors|consumers|contacts|crypto-keys|custom-constraints|custom-jobs|dashboards|data-sources|databases|datasets|default-object-access-controls|delivery-pipelines|deployments|devices|diagnose|disk-types|disks|dns-authorizations|dns-keys|docker|domain-mappings|domains|edge-caches|endpoint-policies|endpoints|entitlements|entries|entry-groups|environments|evaluations|event-types|executions|external-vpn-gateways|features|files|firewall-policies|firewall-rules|flags|folders|forwarding-rules|functions|future-reservations|gateway-security-policies|gateways|generic-artifacts|go|groups|guest-policies|health-checks|hmac|holds|hosts|http-health-checks|https-health-checks|hubs|images|impact|import-jobs|index-endpoints|indexes|insights|instance-configs|instance-groups|instance-templates|instances|instances-logs|interconnects|internal-ranges|inventories|ios-version|job-triggers|jobs|key-rings|keyrings|keys|kfp|language-configs|lbs|licenses|links|locations|logs|machine-images|machine-types|maintenance-runs|managed|managed-zones|maven|memberships|memories|messages|metadata|metric-descriptors|metrics|migration-jobs|models|modules|monitored-resources|namespaces|nat-mapping-info|nats|network-attachments|network-endpoint-groups|network-endpoints|network-firewall-policies|network-profiles|networks|node-groups|node-pools|node-templates|node-types|nodes|notes|notification-configs|notification-endpoints|npm|oauth-clients|objects|operations|operations-logs|ops-agents|org-firewall-policies|organizations|os-config|os-inventory|os-login|os-policy-assignments|packages|packet-mirrorings|partitions|patch-deployments|patch-jobs|peered-dns-domains|peerings|pem-keys|phrase-sets|pipelines|pods|policies|policy-tags|pools|posture-deployments|postures|presets|private-clouds|private-connections|products|profiles|projects|providers|proxies|public-advertised-prefixes|public-delegated-prefixes|python|queues|quotas|recommendation-config|recommendations|record-sets|references|regional-secrets|regions|registrations|releases|repositories|reservations|resource-policies|resource-record-sets|resources|response-policies|revisions|roles|rollouts|routers|routes|rules|runs|scans|scheduled-queries|schemas|secrets|security-policies|server-tls-policies|service-accounts|service-attachments|service-bindings|service-lb-policies|services|settings|shared-vpc|shares|sinks|sites|snapshots|sole-tenancy|sources|spaces|specs|spokes|ssh-keys|ssh-profiles|ssl|ssl-certificates|ssl-certs|ssl-policies|states|storage-pools|stream-objects|streams|subnets|subordinates|subscriptions|suspended|tables|tag-bindings|tag-keys|tag-values|tags|target-grpc-proxies|target-http-proxies|target-https-proxies|target-instances|target-pools|target-servers|target-ssl-proxies|target-tcp-proxies|target-vpn-gateways|targets|tasks|taxonomies|templates|tensorboards|tiers|tls-inspection-policies|tls-routes|topics|transitions|triggers|troubleshoot|tunnel-dest-groups|trust-configs|settings|tunnels|tcp|types|unmanaged|uptime|url-lists|url-maps|users|values|versions|vertices|views|volumes|vpn-connections|vpn-gateways|vpn-tunnels|worker-pools|workflows|workforce-pools|workload-identity-pools|workloads|workstations|yum|zones accelerator-types|access-control|access-levels|access-policies|accounts|activations|addons|address-groups|addresses|agents|all-occurrences|apis|app-profiles|apt|attestors|authorization-policies|autonomous-databases|available-products|backend-buckets|backend-services|backup-plans|backup-policies|backup-vaults|backups|bare-metal|bastions|bindings|brands|brokers|buckets|builds|ca-certs|ca-pools|caches|capacity-commitments|certificate-authorities|certificates|channels|client-certs|clusters|commitments|components|configs|configurations|connection-profiles|connections|connectivity-tests|connectors|consumers|contacts|crypto-keys|custom-constraints|custom-jobs|dashboards|data-sources|databases|datasets|default-object-access-controls|delivery-pipelines|deployments|devices|diagnose|disk-types|disks|dns-authorizations|dns-keys|docker|domain-mappings|domains|edge-caches|endpoint-policies|endpoints|entitlements|entries|entry-groups|environments|evaluations|event-types|executions|external-vpn-gateways|features|files|firewall-policies|firewall-rules|flags|folders|forwarding-rules|functions|future-reservations|gateway-security-policies|gateways|generic-artifacts|go|groups|guest-policies|health-checks|hmac|holds|hosts|http-health-checks|https-health-checks|hubs|images|impact|import-jobs|index-endpoints|indexes|insights|instance-configs|instance-groups|instance-templates|instances|instances-logs|interconnects|internal-ranges|inventories|ios-version|job-triggers|jobs|key-rings|keyrings|keys|kfp|language-configs|lbs|licenses|links|locations|logs|machine-images|machine-types|maintenance-runs|managed|managed-zones|maven|memberships|memories|messages|metadata|metric-descriptors|metrics|migration-jobs|models|modules|monitored-resources|namespaces|nat-mapping-info|nats|network-attachments|network-endpoint-groups|network-endpoints|network-firewall-policies|network-profiles|networks|node-groups|node-pools|node-templates|node-types|nodes|notes|notification-configs|notification-endpoints|npm|oauth-clients|objects|operations|operations-logs|ops-agents|org-firewall-policies|organizations|os-config|os-inventory|os-login|os-policy-assignments|packages|packet-mirrorings|partitions|patch-deployments|patch-jobs|peered-dns-domains|peerings|pem-keys|phrase-sets|pipelines|pods|policies|policy-tags|pools|posture-deployments|postures|presets|private-clouds|private-connections|products|profiles|projects|providers|proxies|public-advertised-prefixes|public-delegated-prefixes|python|queues|quotas|recommendation-config|recommendations|record-sets|references|regional-secrets|regions|registrations|releases|repositories|reservations|resource-policies|resource-record-sets|resources|response-policies|revisions|roles|rollouts|routers|routes|rules|runs|scans|scheduled-queries|schemas|secrets|security-policies|server-tls-policies|service-accounts|service-attachments|service-bindings|service-lb-policies|services|settings|shared-vpc|shares|sinks|sites|snapshots|sole-tenancy|sources|spaces|specs|spokes|ssh-keys|ssh-profiles|ssl|ssl-certificates|ssl-certs|ssl-policies|states|storage-pools|stream-objects|streams|subnets|subordinates|subscriptions|suspended|tables|tag-bindings|tag-keys|tag-values|tags|target-grpc-proxies|target-http-proxies|target-https-proxies|target-instances|target-pools|target-servers|target-ssl-proxies|target-tcp-proxies|target-vpn-gateways|targets|tasks|taxonomies|templates|tensorboards|tiers|tls-inspection-policies|tls-routes|topics|transitions|triggers|troubleshoot|tunnel-dest-groups|trust-configs|settings|tunnels|tcp|types|unmanaged|uptime|url-lists|url-maps|users|values|versions|vertices|views|volumes|vpn-connections|vpn-gateways|vpn-tunnels|worker-pools|workflows|workforce-pools|workload-identity-pools|workloads|workstations|yum|zones list|describe|get|get-iam-policy|get-ancestors|get-ancestors-iam-policy|search|search-all-resources|search-all-iam-policies|get-health|get-status|get-nat-mapping-info|get-nat-ip-info|get-effective-firewalls|get-serial-port-output|get-named-ports|list-instances|list-errors|list-usable|list-tags|list-grantable-roles|list-available|list-managed-instances|list-children|list-deleted|list-bgp-routes|list-xpn-hosts|list-associated-resources|get-associated-resources|get-host-project|get-server-config|get-messages|read|tail|lint-condition|get-project|get-shielded-identity|get-guest-attributes|get-router-status|test-iam-permissions|get-operation {args...?}" {
    option "--*"
  } does gcloud.read(command: "show")
  "alpha|beta|preview access-approval|access-context-manager|active-directory|ai|ai-platform|alloydb|anthos|api-gateway|apigee|app|apphub|apply-changes|artifacts|asset|assured|auth|backup-dr|batch|bigtable|billing|bms|bq|builds|certificate-manager|cloud-shell|colab|components|composer|compute|config|container|data-catalog|data-fusion|database-migration|datacatalog|dataflow|dataplex|dataproc|datastore|datastream|deploy|deployment-manager|dns|domains|edge-cache|edge-cloud|emulators|endpoints|error-reporting|essential-contacts|eventarc|filestore|firebase|firestore|functions|healthcare|iam|iap|identity|immersive-stream|infra-manager|kms|logging|looker|lustre|managed-kafka|memcache|memorystore|metastore|migration|ml|ml-engine|model-armor|monitoring|netapp|network-connectivity|network-management|network-security|network-services|notebooks|oracle-database|org-policies|organizations|parametermanager|policy-intelligence|policy-troubleshoot|privateca|projects|publicca|pubsub|quotas|recaptcha|recommender|redis|resource-manager|run|scc|scheduler|secrets|secure-source-manager|service-directory|service-extensions|services|source|source-managers|spanner|sql|ssh|storage|survey|tasks|telco-automation|topic|transcoder|transfer|vmware|vpc-access|web-security-scanner|workbench|workflows|workload-certificate|workspace-add-ons|workstations list|describe|get|get-iam-policy|get-ancestors|get-ancestors-iam-policy|search|search-all-resources|search-all-iam-policies|get-health|get-status|get-nat-mapping-info|get-nat-ip-info|get-effective-firewalls|get-serial-port-output|get-named-ports|list-instances|list-errors|list-usable|list-tags|list-grantable-roles|list-available|list-managed-instances|list-children|list-deleted|list-bgp-routes|list-xpn-hosts|list-associated-resources|get-associated-resources|get-host-project|get-server-config|get-messages|read|tail|lint-condition|get-project|get-shielded-identity|get-guest-attributes|get-router-status|test-iam-permissions|get-operation {args...?}" {
    option "--*"
  } does gcloud.read(command: "show")
  "alpha|beta|preview access-approval|access-context-manager|active-directory|ai|ai-platform|alloydb|anthos|api-gateway|apigee|app|apphub|apply-changes|artifacts|asset|assured|auth|backup-dr|batch|bigtable|billing|bms|bq|builds|certificate-manager|cloud-shell|colab|components|composer|compute|config|container|data-catalog|data-fusion|database-migration|datacatalog|dataflow|dataplex|dataproc|datastore|datastream|deploy|deployment-manager|dns|domains|edge-cache|edge-cloud|emulators|endpoints|error-reporting|essential-contacts|eventarc|filestore|firebase|firestore|functions|healthcare|iam|iap|identity|immersive-stream|infra-manager|kms|logging|looker|lustre|managed-kafka|memcache|memorystore|metastore|migration|ml|ml-engine|model-armor|monitoring|netapp|network-connectivity|network-management|network-security|network-services|notebooks|oracle-database|org-policies|organizations|parametermanager|policy-intelligence|policy-troubleshoot|privateca|projects|publicca|pubsub|quotas|recaptcha|recommender|redis|resource-manager|run|scc|scheduler|secrets|secure-source-manager|service-directory|service-extensions|services|source|source-managers|spanner|sql|ssh|storage|survey|tasks|telco-automation|topic|transcoder|transfer|vmware|vpc-access|web-security-scanner|workbench|workflows|workload-certificate|workspace-add-ons|workstations accelerator-types|access-control|access-levels|access-policies|accounts|activations|addons|address-groups|addresses|agents|all-occurrences|apis|app-profiles|apt|attestors|authorization-policies|autonomous-databases|available-products|backend-buckets|backend-services|backup-plans|backup-policies|backup-vaults|backups|bare-metal|bastions|bindings|brands|brokers|buckets|builds|ca-certs|ca-pools|caches|capacity-commitments|certificate-authorities|certificates|channels|client-certs|clusters|commitments|components|configs|configurations|connection-profiles|connections|connectivity-tests|connectors|consumers|contacts|crypto-keys|custom-constraints|custom-jobs|dashboards|data-sources|databases|datasets|default-object-access-controls|delivery-pipelines|deployments|devices|diagnose|disk-types|disks|dns-authorizations|dns-keys|docker|domain-mappings|domains|edge-caches|endpoint-policies|endpoints|entitlements|entries|entry-groups|environments|evaluations|event-types|executions|external-vpn-gateways|features|files|firewall-policies|firewall-rules|flags|folders|forwarding-rules|functions|future-reservations|gateway-security-policies|gateways|generic-artifacts|go|groups|guest-policies|health-checks|hmac|holds|hosts|http-health-checks|https-health-checks|hubs|images|impact|import-jobs|index-endpoints|indexes|insights|instance-configs|instance-groups|instance-templates|instances|instances-logs|interconnects|internal-ranges|inventories|ios-version|job-triggers|jobs|key-rings|keyrings|keys|kfp|language-configs|lbs|licenses|links|locations|logs|machine-images|machine-types|maintenance-runs|managed|managed-zones|maven|memberships|memories|messages|metadata|metric-descriptors|metrics|migration-jobs|models|modules|monitored-resources|namespaces|nat-mapping-info|nats|network-attachments|network-endpoint-groups|network-endpoints|network-firewall-policies|network-profiles|networks|node-groups|node-pools|node-templates|node-types|nodes|notes|notification-configs|notification-endpoints|npm|oauth-clients|objects|operations|operations-logs|ops-agents|org-firewall-policies|organizations|os-config|os-inventory|os-login|os-policy-assignments|packages|packet-mirrorings|partitions|patch-deployments|patch-jobs|peered-dns-domains|peerings|pem-keys|phrase-sets|pipelines|pods|policies|policy-tags|pools|posture-deployments|postures|presets|private-clouds|private-connections|products|profiles|projects|providers|proxies|public-advertised-prefixes|public-delegated-prefixes|python|queues|quotas|recommendation-config|recommendations|record-sets|references|regional-secrets|regions|registrations|releases|repositories|reservations|resource-policies|resource-record-sets|resources|response-policies|revisions|roles|rollouts|routers|routes|rules|runs|scans|scheduled-queries|schemas|secrets|security-policies|server-tls-policies|service-accounts|service-attachments|service-bindings|service-lb-policies|services|settings|shared-vpc|shares|sinks|sites|snapshots|sole-tenancy|sources|spaces|specs|spokes|ssh-keys|ssh-profiles|ssl|ssl-certificates|ssl-certs|ssl-policies|states|storage-pools|stream-objects|streams|subnets|subordinates|subscriptions|suspended|tables|tag-bindings|tag-keys|tag-values|tags|target-grpc-proxies|target-http-proxies|target-https-proxies|target-instances|target-pools|target-servers|target-ssl-proxies|target-tcp-proxies|target-vpn-gateways|targets|tasks|taxonomies|templates|tensorboards|tiers|tls-inspection-policies|tls-routes|topics|transitions|triggers|troubleshoot|tunnel-dest-groups|trust-configs|settings|tunnels|tcp|types|unmanaged|uptime|url-lists|url-maps|users|values|versions|vertices|views|volumes|vpn-connections|vpn-gateways|vpn-tunnels|worker-pools|workflows|workforce-pools|workload-identity-pools|workloads|workstations|yum|zones list|describe|get|get-iam-policy|get-ancestors|get-ancestors-iam-policy|search|search-all-resources|search-all-iam-policies|get-health|get-status|get-nat-mapping-info|get-nat-ip-info|get-effective-firewalls|get-serial-port-output|get-named-ports|list-instances|list-errors|list-usable|list-tags|list-grantable-roles|list-available|list-managed-instances|list-children|list-deleted|list-bgp-routes|list-xpn-hosts|list-associated-resources|get-associated-resources|get-host-project|get-server-config|get-messages|read|tail|lint-condition|get-project|get-shielded-identity|get-guest-attributes|get-router-status|test-iam-permissions|get-operation {args...?}" {
    option "--*"
  } does gcloud.read(command: "show")
  "alpha|beta|preview access-approval|access-context-manager|active-directory|ai|ai-platform|alloydb|anthos|api-gateway|apigee|app|apphub|apply-changes|artifacts|asset|assured|auth|backup-dr|batch|bigtable|billing|bms|bq|builds|certificate-manager|cloud-shell|colab|components|composer|compute|config|container|data-catalog|data-fusion|database-migration|datacatalog|dataflow|dataplex|dataproc|datastore|datastream|deploy|deployment-manager|dns|domains|edge-cache|edge-cloud|emulators|endpoints|error-reporting|essential-contacts|eventarc|filestore|firebase|firestore|functions|healthcare|iam|iap|identity|immersive-stream|infra-manager|kms|logging|looker|lustre|managed-kafka|memcache|memorystore|metastore|migration|ml|ml-engine|model-armor|monitoring|netapp|network-connectivity|network-management|network-security|network-services|notebooks|oracle-database|org-policies|organizations|parametermanager|policy-intelligence|policy-troubleshoot|privateca|projects|publicca|pubsub|quotas|recaptcha|recommender|redis|resource-manager|run|scc|scheduler|secrets|secure-source-manager|service-directory|service-extensions|services|source|source-managers|spanner|sql|ssh|storage|survey|tasks|telco-automation|topic|transcoder|transfer|vmware|vpc-access|web-security-scanner|workbench|workflows|workload-certificate|workspace-add-ons|workstations accelerator-types|access-control|access-levels|access-policies|accounts|activations|addons|address-groups|addresses|agents|all-occurrences|apis|app-profiles|apt|attestors|authorization-policies|autonomous-databases|available-products|backend-buckets|backend-services|backup-plans|backup-policies|backup-vaults|backups|bare-metal|bastions|bindings|brands|brokers|buckets|builds|ca-certs|ca-pools|caches|capacity-commitments|certificate-authorities|certificates|channels|client-certs|clusters|commitments|components|configs|configurations|connection-profiles|connections|connectivity-tests|connectors|consumers|contacts|crypto-keys|custom-constraints|custom-jobs|dashboards|data-sources|databases|datasets|default-object-access-controls|delivery-pipelines|deployments|devices|diagnose|disk-types|disks|dns-authorizations|dns-keys|docker|domain-mappings|domains|edge-caches|endpoint-policies|endpoints|entitlements|entries|entry-groups|environments|evaluations|event-types|executions|external-vpn-gateways|features|files|firewall-policies|firewall-rules|flags|folders|forwarding-rules|functions|future-reservations|gateway-security-policies|gateways|generic-artifacts|go|groups|guest-policies|health-checks|hmac|holds|hosts|http-health-checks|https-health-checks|hubs|images|impact|import-jobs|index-endpoints|indexes|insights|instance-configs|instance-groups|instance-templates|instances|instances-logs|interconnects|internal-ranges|inventories|ios-version|job-triggers|jobs|key-rings|keyrings|keys|kfp|language-configs|lbs|licenses|links|locations|logs|machine-images|machine-types|maintenance-runs|managed|managed-zones|maven|memberships|memories|messages|metadata|metric-descriptors|metrics|migration-jobs|models|modules|monitored-resources|namespaces|nat-mapping-info|nats|network-attachments|network-endpoint-groups|network-endpoints|network-firewall-policies|network-profiles|networks|node-groups|node-pools|node-templates|node-types|nodes|notes|notification-configs|notification-endpoints|npm|oauth-clients|objects|operations|operations-logs|ops-agents|org-firewall-policies|organizations|os-config|os-inventory|os-login|os-policy-assignments|packages|packet-mirrorings|partitions|patch-deployments|patch-jobs|peered-dns-domains|peerings|pem-keys|phrase-sets|pipelines|pods|policies|policy-tags|pools|posture-deployments|postures|presets|private-clouds|private-connections|products|profiles|projects|providers|proxies|public-advertised-prefixes|public-delegated-prefixes|python|queues|quotas|recommendation-config|recommendations|record-sets|references|regional-secrets|regions|registrations|releases|repositories|reservations|resource-policies|resource-record-sets|resources|response-policies|revisions|roles|rollouts|routers|routes|rules|runs|scans|scheduled-queries|schemas|secrets|security-policies|server-tls-policies|service-accounts|service-attachments|service-bindings|service-lb-policies|services|settings|shared-vpc|shares|sinks|sites|snapshots|sole-tenancy|sources|spaces|specs|spokes|ssh-keys|ssh-profiles|ssl|ssl-certificates|ssl-certs|ssl-policies|states|storage-pools|stream-objects|streams|subnets|subordinates|subscriptions|suspended|tables|tag-bindings|tag-keys|tag-values|tags|target-grpc-proxies|target-http-proxies|target-https-proxies|target-instances|target-pools|target-servers|target-ssl-proxies|target-tcp-proxies|target-vpn-gateways|targets|tasks|taxonomies|templates|tensorboards|tiers|tls-inspection-policies|tls-routes|topics|transitions|triggers|troubleshoot|tunnel-dest-groups|trust-configs|settings|tunnels|tcp|types|unmanaged|uptime|url-lists|url-maps|users|values|versions|vertices|views|volumes|vpn-connections|vpn-gateways|vpn-tunnels|worker-pools|workflows|workforce-pools|workload-identity-pools|workloads|workstations|yum|zones accelerator-types|access-control|access-levels|access-policies|accounts|activations|addons|address-groups|addresses|agents|all-occurrences|apis|app-profiles|apt|attestors|authorization-policies|autonomous-databases|available-products|backend-buckets|backend-services|backup-plans|backup-policies|backup-vaults|backups|bare-metal|bastions|bindings|brands|brokers|buckets|builds|ca-certs|ca-pools|caches|capacity-commitments|certificate-authorities|certificates|channels|client-certs|clusters|commitments|components|configs|configurations|connection-profiles|connections|connectivity-tests|connectors|consumers|contacts|crypto-keys|custom-constraints|custom-jobs|dashboards|data-sources|databases|datasets|default-object-access-controls|delivery-pipelines|deployments|devices|diagnose|disk-types|disks|dns-authorizations|dns-keys|docker|domain-mappings|domains|edge-caches|endpoint-policies|endpoints|entitlements|entries|entry-groups|environments|evaluations|event-types|executions|external-vpn-gateways|features|files|firewall-policies|firewall-rules|flags|folders|forwarding-rules|functions|future-reservations|gateway-security-policies|gateways|generic-artifacts|go|groups|guest-policies|health-checks|hmac|holds|hosts|http-health-checks|https-health-checks|hubs|images|impact|import-jobs|index-endpoints|indexes|insights|instance-configs|instance-groups|instance-templates|instances|instances-logs|interconnects|internal-ranges|inventories|ios-version|job-triggers|jobs|key-rings|keyrings|keys|kfp|language-configs|lbs|licenses|links|locations|logs|machine-images|machine-types|maintenance-runs|managed|managed-zones|maven|memberships|memories|messages|metadata|metric-descriptors|metrics|migration-jobs|models|modules|monitored-resources|namespaces|nat-mapping-info|nats|network-attachments|network-endpoint-groups|network-endpoints|network-firewall-policies|network-profiles|networks|node-groups|node-pools|node-templates|node-types|nodes|notes|notification-configs|notification-endpoints|npm|oauth-clients|objects|operations|operations-logs|ops-agents|org-firewall-policies|organizations|os-config|os-inventory|os-login|os-policy-assignments|packages|packet-mirrorings|partitions|patch-deployments|patch-jobs|peered-dns-domains|peerings|pem-keys|phrase-sets|pipelines|pods|policies|policy-tags|pools|posture-deployments|postures|presets|private-clouds|private-connections|products|profiles|projects|providers|proxies|public-advertised-prefixes|public-delegated-prefixes|python|queues|quotas|recommendation-config|recommendations|record-sets|references|regional-secrets|regions|registrations|releases|repositories|reservations|resource-policies|resource-record-sets|resources|response-policies|revisions|roles|rollouts|routers|routes|rules|runs|scans|scheduled-queries|schemas|secrets|security-policies|server-tls-policies|service-accounts|service-attachments|service-bindings|service-lb-policies|services|settings|shared-vpc|shares|sinks|sites|snapshots|sole-tenancy|sources|spaces|specs|spokes|ssh-keys|ssh-profiles|ssl|ssl-certificates|ssl-certs|ssl-policies|states|storage-pools|stream-objects|streams|subnets|subordinates|subscriptions|suspended|tables|tag-bindings|tag-keys|tag-values|tags|target-grpc-proxies|target-http-proxies|target-https-proxies|target-instances|target-pools|target-servers|target-ssl-proxies|target-tcp-proxies|target-vpn-gateways|targets|tasks|taxonomies|templates|tensorboards|tiers|tls-inspection-policies|tls-routes|topics|transitions|triggers|troubleshoot|tunnel-dest-groups|trust-configs|settings|tunnels|tcp|types|unmanaged|uptime|url-lists|url-maps|users|values|versions|vertices|views|volumes|vpn-connections|vpn-gateways|vpn-tunnels|worker-pools|workflows|workforce-pools|workload-identity-pools|workloads|workstations|yum|zones list|describe|get|get-iam-policy|get-ancestors|get-ancestors-iam-policy|search|search-all-resources|search-all-iam-policies|get-health|get-status|get-nat-mapping-info|get-nat-ip-info|get-effective-firewalls|get-serial-port-output|get-named-ports|list-instances|list-errors|list-usable|list-tags|list-grantable-roles|list-available|list-managed-instances|list-children|list-deleted|list-bgp-routes|list-xpn-hosts|list-associated-resources|get-associated-resources|get-host-project|get-server-config|get-messages|read|tail|lint-condition|get-project|get-shielded-identity|get-guest-attributes|get-router-status|test-iam-permissions|get-operation {args...?}" {
    option "--*"
  } does gcloud.read(command: "show")
  "builds log {args...?}" { option "--*" } does gcloud.read(command: "logs")
  "app|dataflow|ai-platform|run logs read|tail|list {args...?}" {
    option "--*"
  } does gcloud.read(command: "logs")
  "config get|get-value|list {args...?}" { option "--*" } does gcloud.read(command: "config")
  "config configurations list|describe {args...?}" {
    option "--*"
  } does gcloud.read(command: "config")
  "container clusters list|describe {args...?}" {
    option "--*"
  } does gcloud.read(command: "container")
  "auth list {args...?}" { option "--*" } does gcloud.read(command: "auth")
  "storage ls|du|hash {args...?}" { option "--*", "-*" } does gcloud.read(command: "storage")
  "storage cat {args...?}" { option "--*", "-*" } does gcloud.read(command: "storage")

  // Tokens, keys and stored secrets.
  "auth {what} {args...?}" { option "--*", "-*" } does gcloud.credentials(command: "auth"), fs.write
  "auth application-default|print-access-token|print-identity-token {args...?}" {
    option "--*", "-*"
  } does gcloud.credentials(command: "auth"), fs.write
  "secrets versions access {args...?}" {
    option "--*", "-*"
  } does gcloud.credentials(command: "secrets"), fs.write
  "container clusters get-credentials {args...?}" {
    option "--*", "-*"
  } does gcloud.credentials(command: "container"), fs.write
  "kms decrypt|asymmetric-decrypt|asymmetric-sign {args...?}" {
    option "--*", "-*"
  } does gcloud.credentials(command: "kms"), fs.read, fs.write
  "iam service-accounts keys create {args...?}" {
    option "--*", "-*"
  } does gcloud.credentials(command: "iam"), fs.write
  "iam service-accounts sign-blob|sign-jwt {args...?}" {
    option "--*", "-*"
  } does gcloud.credentials(command: "iam"), fs.read, fs.write
  "services api-keys get-key-string {args...?}" {
    option "--*", "-*"
  } does gcloud.credentials(command: "services")
  "redis instances get-auth-string {args...?}" {
    option "--*", "-*"
  } does gcloud.credentials(command: "redis")
  "storage sign-url {args...?}" { option "--*", "-*" } does gcloud.credentials(command: "storage")
  "sql generate-login-token {args...?}" {
    option "--*", "-*"
  } does gcloud.credentials(command: "sql")
}

command gsutil complete {
  option -D, -DD, -q, -m, -o value opaque, -h value, -i value opaque, -u value
  "version|help {args...?}" { option -l }
  "ls|du|stat|hash {url...?}" {
    option -l, -L, -b, -R, -r, -a, -e, -h, -p value, -s, -c, -0
  } does gcloud.read(command: "storage")
  "cat {url...}" { option -h, -r value } does gcloud.read(command: "storage")
  "{verb} {args...?}" { option "--*", "-*" } does gcloud.change(command: verb), fs.read, fs.write
}

command bq complete {
  option --format value, --project_id value, --dataset_id value, --location value, -q | --quiet,
      --headless, --max_results value, -n value, --flagfile value opaque, --api value opaque
  "version|help|info {args...?}"
  "ls|show|head|wait {args...?}" {
    option -j, -d, -a, -p, -r, -v, --schema, --prettyjson, --jobs, --datasets, --all,
        --transfer_config, --view, --routine, --model, --reservation, --connection,
        --encryption_service_account, --transfer_location value, --filter value, --page_token value,
        -s value, --start_row value, --selected_fields value
  } does gcloud.read(command: "bigquery")
  "query {statement...?}" { option "--*", --dry_run } does bigquery.query(statement)
  "{verb} {args...?}" { option "--*", "-*" } does gcloud.change(command: verb), fs.read, fs.write
}
`,
  ],
  [
    'std.gh',
    `edition 1

// The command line of GitHub. gh.read shows; gh.write changes what others see; gh.admin changes who may
// do what, or secrets. Every call of the API by hand is judged by its method.

action gh.read(what: String, owner?: String, repository?: String) risk low
action gh.write(what: String, owner?: String, repository?: String) risk medium
action gh.merge(what: String, owner?: String, repository?: String) risk high
action gh.release(what: String) risk high
action gh.push(branch: Ref, owner?: String, repository?: String) risk high
action gh.admin(what: String) risk high
action gh.api(path: String, method: String) risk high

command gh complete {
  option -R | --repo value, --hostname value, --help inert
  "pr|issue|release|run|workflow|repo|gist|label|project|cache|ruleset|rs|org|codespace|cs|extension|extensions|ext|alias|search|attestation|at|gpg-key|ssh-key|preview|discussion list|ls|view|show|status|checks|diff|search|browse|field-list|item-list|check|verify|verify-asset|trusted-root|logs|ports|get {args...?}" {
    option "--*", "-*", --output value: Path does fs.write(value)
  } does gh.read(what: "show")
  "variable list|ls|get {args...?}" { option "--*", "-*" } does gh.read(what: "variable")
  "repo deploy-key|autolink|gitignore|license list|ls|view {args...?}" {
    option "--*", "-*"
  } does gh.read(what: "repo")
  "config list|ls|get {args...?}" { option "--*", "-*" } does gh.read(what: "config")
  "--version|version|help|-h|completion|status|browse|licenses {more...?}" {
    option -n | --no-browser, -c | --commit value?, -b | --branch value, -s | --settings,
        -p | --projects, -w | --wiki, -r | --releases, -a | --actions, -e value, -o value
  }
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
        -q | --jq value, -t | --template value, --paginate, --preview value, --slurp,
        -i | --include, --cache value, -p value, --silent, --verbose
  } does gh.api(path, method: method or "GET")
}

// The MCP server \`github\` (github/github-mcp-server), with the names that its predecessor used. The
// commands of \`gh\` do not say which repository they are about, so there the repository is unknown.
tool mcp github.get_me { user?: String inert } does gh.read(what: "user")
tool mcp github.get_teams { user?: String inert } does gh.read(what: "user")
tool mcp github.get_team_members { org: String inert, team_slug: String inert }
  does gh.read(what: "team")
tool mcp github.search_repositories {
  query: String inert,
  sort?: String inert,
  order?: String inert,
  minimal_output?: Bool inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "search")
tool mcp github.search_code {
  query: String inert,
  sort?: String inert,
  order?: String inert,
  minimal_output?: Bool inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "search")
tool mcp github.search_users {
  query: String inert,
  sort?: String inert,
  order?: String inert,
  minimal_output?: Bool inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "search")
tool mcp github.search_orgs {
  query: String inert,
  sort?: String inert,
  order?: String inert,
  minimal_output?: Bool inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "search")
tool mcp github.search_issues {
  query: String inert,
  owner?: String inert,
  repo?: String inert,
  sort?: String inert,
  order?: String inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "search")
tool mcp github.search_pull_requests {
  query: String inert,
  owner?: String inert,
  repo?: String inert,
  sort?: String inert,
  order?: String inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "search")
tool mcp github.list_issues {
  owner: String,
  repo: String,
  state?: String inert,
  labels?: [String] inert,
  sort?: String inert,
  direction?: String inert,
  orderBy?: String inert,
  since?: String inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "issue", owner, repository: repo)
tool mcp github.get_issue {
  owner: String,
  repo: String,
  issue_number: Int inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "issue", owner, repository: repo)
tool mcp github.get_issue_comments {
  owner: String,
  repo: String,
  issue_number: Int inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "issue", owner, repository: repo)
tool mcp github.issue_read {
  owner: String,
  repo: String,
  method: String inert,
  issue_number: Int inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "issue", owner, repository: repo)
tool mcp github.list_pull_requests {
  owner: String,
  repo: String,
  state?: String inert,
  head?: String inert,
  base?: String inert,
  sort?: String inert,
  direction?: String inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "pr", owner, repository: repo)
tool mcp github.get_pull_request {
  owner: String,
  repo: String,
  pullNumber?: Int inert,
  pull_number?: Int inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "pr", owner, repository: repo)
tool mcp github.get_pull_request_files {
  owner: String,
  repo: String,
  pullNumber?: Int inert,
  pull_number?: Int inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "pr", owner, repository: repo)
tool mcp github.get_pull_request_diff {
  owner: String,
  repo: String,
  pullNumber?: Int inert,
  pull_number?: Int inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "pr", owner, repository: repo)
tool mcp github.get_pull_request_status {
  owner: String,
  repo: String,
  pullNumber?: Int inert,
  pull_number?: Int inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "pr", owner, repository: repo)
tool mcp github.get_pull_request_comments {
  owner: String,
  repo: String,
  pullNumber?: Int inert,
  pull_number?: Int inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "pr", owner, repository: repo)
tool mcp github.get_pull_request_reviews {
  owner: String,
  repo: String,
  pullNumber?: Int inert,
  pull_number?: Int inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "pr", owner, repository: repo)
tool mcp github.pull_request_read {
  owner: String,
  repo: String,
  method: String inert,
  pullNumber: Int inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "pr", owner, repository: repo)
tool mcp github.get_file_contents {
  owner: String,
  repo: String,
  path?: String inert,
  ref?: String inert,
  sha?: String inert,
  branch?: String inert,
} does gh.read(what: "file", owner, repository: repo)
tool mcp github.list_branches {
  owner: String,
  repo: String,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "repo", owner, repository: repo)
tool mcp github.list_tags {
  owner: String,
  repo: String,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "repo", owner, repository: repo)
tool mcp github.list_releases {
  owner: String,
  repo: String,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "repo", owner, repository: repo)
tool mcp github.get_latest_release {
  owner: String,
  repo: String,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "repo", owner, repository: repo)
tool mcp github.list_commits {
  owner: String,
  repo: String,
  sha?: String inert,
  author?: String inert,
  path?: String inert,
  since?: String inert,
  until?: String inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "commit", owner, repository: repo)
tool mcp github.get_commit {
  owner: String,
  repo: String,
  sha: String inert,
  include_diff?: Bool inert,
  page?: Int inert,
  perPage?: Int inert,
  after?: String inert,
} does gh.read(what: "commit", owner, repository: repo)
tool mcp github.get_tag { owner: String, repo: String, tag: String inert }
  does gh.read(what: "release", owner, repository: repo)
tool mcp github.get_release_by_tag { owner: String, repo: String, tag: String inert }
  does gh.read(what: "release", owner, repository: repo)
tool mcp github.create_issue {
  owner: String,
  repo: String,
  title: String inert,
  body?: String inert,
  assignees?: [String] inert,
  labels?: [String] inert,
  milestone?: Int inert,
} does gh.write(what: "issue", owner, repository: repo)
tool mcp github.update_issue {
  owner: String,
  repo: String,
  issue_number: Int inert,
  title?: String inert,
  body?: String inert,
  state?: String inert,
  assignees?: [String] inert,
  labels?: [String] inert,
  milestone?: Int inert,
} does gh.write(what: "issue", owner, repository: repo)
tool mcp github.issue_write {
  owner: String,
  repo: String,
  method: String inert,
  issue_number?: Int inert,
  title?: String inert,
  body?: String inert,
  state?: String inert,
  state_reason?: String inert,
  duplicate_of?: Int inert,
  type?: String inert,
  assignees?: [String] inert,
  labels?: [String] inert,
  milestone?: Int inert,
} does gh.write(what: "issue", owner, repository: repo)
tool mcp github.add_issue_comment {
  owner: String,
  repo: String,
  issue_number: Int inert,
  body: String inert,
} does gh.write(what: "issue", owner, repository: repo)
tool mcp github.create_pull_request {
  owner: String,
  repo: String,
  title: String inert,
  body?: String inert,
  head: String inert,
  base: String inert,
  draft?: Bool inert,
  maintainer_can_modify?: Bool inert,
} does gh.write(what: "pr", owner, repository: repo)
tool mcp github.update_pull_request {
  owner: String,
  repo: String,
  pullNumber: Int inert,
  title?: String inert,
  body?: String inert,
  state?: String inert,
  base?: String inert,
  draft?: Bool inert,
  maintainer_can_modify?: Bool inert,
  reviewers?: [String] inert,
} does gh.write(what: "pr", owner, repository: repo)
tool mcp github.update_pull_request_branch {
  owner: String,
  repo: String,
  pullNumber: Int inert,
  expectedHeadSha?: String inert,
} does gh.write(what: "pr", owner, repository: repo)
tool mcp github.pull_request_review_write {
  owner: String,
  repo: String,
  method: String inert,
  pullNumber: Int inert,
  body?: String inert,
  event?: String inert,
  commitID?: String inert,
} does gh.write(what: "review", owner, repository: repo)
tool mcp github.add_comment_to_pending_review {
  owner: String,
  repo: String,
  pullNumber: Int inert,
  path: String inert,
  body: String inert,
  subjectType: String inert,
  line?: Int inert,
  side?: String inert,
  startLine?: Int inert,
  startSide?: String inert,
} does gh.write(what: "review", owner, repository: repo)
tool mcp github.merge_pull_request {
  owner: String,
  repo: String,
  pullNumber?: Int inert,
  pull_number?: Int inert,
  commit_title?: String inert,
  commit_message?: String inert,
  merge_method?: String inert,
} does gh.merge(what: "pr", owner, repository: repo)
tool mcp github.create_or_update_file {
  owner: String,
  repo: String,
  path: String inert,
  content: String inert,
  message: String inert,
  branch: Ref,
  sha?: String inert,
} does gh.push(branch, owner, repository: repo)
tool mcp github.delete_file {
  owner: String,
  repo: String,
  path: String inert,
  message: String inert,
  branch: Ref,
} does gh.push(branch, owner, repository: repo)
tool mcp github.push_files {
  owner: String,
  repo: String,
  branch: Ref,
  files: Json inert,
  message: String inert,
} does gh.push(branch, owner, repository: repo)
tool mcp github.create_branch {
  owner: String,
  repo: String,
  branch: Ref,
  from_branch?: String inert,
} does gh.push(branch, owner, repository: repo)
tool mcp github.create_repository {
  name: String inert,
  description?: String inert,
  private?: Bool,
  autoInit?: Bool inert,
  organization?: String,
} does gh.admin(what: "repo")
tool mcp github.fork_repository { owner: String, repo: String, organization?: String }
  does gh.admin(what: "repo")
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
  option --help inert, -C value directory, --no-pager, -p | --paginate, --no-replace-objects,
      --literal-pathspecs, --no-optional-locks, --glob-pathspecs, --icase-pathspecs,
      -c value opaque, --git-dir value opaque, --work-tree value opaque, --exec-path value? opaque,
      --namespace value opaque, --config-env value opaque, --bare opaque

  "--version|-v|version|--help|-h"
  ""

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
  "branch {name} {more...?}" {
    option -t | --track value?, --no-track, -q | --quiet, -v | --verbose, --list, -l, -a | --all,
        -r | --remotes, --contains, --no-contains, --merged, --no-merged, --sort value,
        --format value, --color value?, --no-color, --column value?, --no-column, --points-at value,
        --abbrev value?, --no-abbrev, --create-reflog, -i | --ignore-case, --omit-empty,
        --recurse-submodules, -m | --move, -c | --copy, -d | --delete,
        -f | --force does git.discard(command: "branch"), -M does git.discard(command: "branch"),
        -C does git.discard(command: "branch"), -D does git.discard(command: "branch"),
        -u | --set-upstream-to value does git.configure(command: "branch"),
        --unset-upstream does git.configure(command: "branch"),
        --edit-description does git.configure(command: "branch")
  } does git.change(command: "branch")
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
    option --global, --local, --system, --worktree, --all, --show-origin, --show-scope, --includes,
        --regexp, --value value, --fixed-value, --url value, --show-names, --name-only, --bool,
        --int, --path, --type value, --default value, -z
  } does git.read(command: "config")
  "config {key}" {
    option --global, --local, --system, --worktree, --show-origin, --show-scope, --includes,
        --default value, -z | --null, --name-only, --get, --get-all, --get-regexp, --type value,
        --bool, --int, --path
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
  // One word may be a branch or a file; two are a commit and files, and behind \`--\` all are files.
  "checkout {args...?}" {
    option -b value, -B value, -q | --quiet, -t | --track value?, --no-track, --detach, -d,
        --orphan value, --guess, --no-guess, --progress, --no-progress, --conflict value,
        --recurse-submodules value?, --no-recurse-submodules, --ignore-other-worktrees, -l,
        --overlay, --no-overlay, --ignore-skip-worktree-bits, --overwrite-ignore,
        -2 | --ours does git.discard(command: "checkout"),
        -3 | --theirs does git.discard(command: "checkout"), -m | --merge, -U | --unified value,
        --inter-hunk-context value, -p | --patch does git.discard(command: "checkout"),
        --pathspec-from-file value: Path does fs.read(value), git.discard(command: "checkout"),
        --pathspec-file-nul, -f | --force does git.discard(command: "checkout"),
        "--" does git.discard(command: "checkout")
  } does git.change(command: "checkout"), fs.write(path: under ".")
  "checkout {commit} {path...: Path}" {
    option -b value inert does git.change(command: "checkout"), fs.write(path: under "."),
        -B value inert does git.change(command: "checkout"), fs.write(path: under "."),
        -q | --quiet, -t | --track value?, --no-track, --detach, -d, --orphan value, --guess,
        --no-guess, --progress, --no-progress, --conflict value, --recurse-submodules value?,
        --no-recurse-submodules, --ignore-other-worktrees, -l, --overlay, --no-overlay,
        --ignore-skip-worktree-bits, --overwrite-ignore, -2 | --ours, -3 | --theirs, -m | --merge,
        -U | --unified value, --inter-hunk-context value, -p | --patch, -f | --force,
        --pathspec-from-file value: Path does fs.read(value), --pathspec-file-nul
  } does git.discard(command: "checkout"), git.change(command: "checkout"),
      fs.write(path: under ".")
  "checkout ." {
    option -q | --quiet, -f | --force, -m | --merge, --ours, --theirs, --overlay, --no-overlay
  } does git.discard(command: "checkout"), git.change(command: "checkout"),
      fs.write(path: under ".")
  "switch {args...?}" {
    option -c | --create value, -C | --force-create value, -q | --quiet, -t | --track value?,
        --no-track, -d | --detach, --orphan value, --guess, --no-guess, --progress, --no-progress,
        -m | --merge, --conflict value, --recurse-submodules value?, --no-recurse-submodules,
        --ignore-other-worktrees, --overwrite-ignore,
        -f | --force does git.discard(command: "switch"),
        --discard-changes does git.discard(command: "switch")
  } does git.change(command: "switch"), fs.write(path: under ".")
  "restore {path...: Path}" {
    option -s | --source value, -S | --staged inert does git.change(command: "restore"),
        -W | --worktree does git.discard(command: "restore"), fs.write(path: under path),
        -q | --quiet, -p | --patch, -2 | --ours, -3 | --theirs, -m | --merge, --progress,
        --no-progress, --overlay, --no-overlay, --ignore-unmerged, --conflict value,
        --ignore-skip-worktree-bits, --recurse-submodules value?, --no-recurse-submodules,
        -U | --unified value, --inter-hunk-context value
  } does git.discard(command: "restore"), fs.write(path: under path)
  "reset {args...?}" {
    option --soft, --mixed, -q | --quiet, -N | --intent-to-add, -p | --patch, --no-refresh,
        --refresh, --recurse-submodules value?, --no-recurse-submodules, -U | --unified value,
        --inter-hunk-context value, --pathspec-from-file value: Path does fs.read(value),
        --pathspec-file-nul, --merge does git.discard(command: "reset"),
        --keep does fs.write(path: under "."),
        --hard does git.discard(command: "reset"), fs.write(path: under ".")
  } does git.change(command: "reset")
  "clean {path...?: Path}" {
    option -n | --dry-run inert does fs.list(path: under path or "."), -q | --quiet, -d, -x, -X,
        -e | --exclude value, -f | --force, -i | --interactive
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
  "hash-object {file...?: Path}" {
    option -t value, --stdin, --no-filters, --literally, --path value, --stdin-paths does fs.read,
        -w does git.change(command: "hash-object")
  } does git.read(command: "hash-object"), fs.read(path: file or "-")
  "notes list|show|get-ref {args...?}" { option --ref value } does git.read(command: "notes")
  "notes" { option --ref value } does git.read(command: "notes")
  "bundle verify|list-heads {file: Path} {ref...?}" {
    option -q | --quiet
  } does git.read(command: "bundle"), fs.read(file)
  "bundle create {file: Path} {args...}" {
    option -q | --quiet, --progress, --version value, --all, --branches value?, --tags value?
  } does git.read(command: "bundle"), fs.write(file)
  "lfs status|ls-files|env|version|locks|logs|pointer|ext {args...?}" {
    option -l | --long, -s | --size, -d | --debug, -a | --all, -n | --name-only, -j | --json,
        -p | --porcelain, --deleted, -I value, -X value
  } does git.read(command: "lfs")
  "lfs {verb} -- {args...?}" does git.configure(command: "lfs"), fs.write(path: under ".")
  "request-pull {start} {url} {end?}" { option -p } does git.read(command: "request-pull")
  "column|stripspace|get-tar-commit-id|check-mailmap|check-ref-format {args...?}" {
    option "--*", "-*"
  } does git.read(command: "plumbing")
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

// The MCP server \`git\` (mcp-server-git).
tool mcp git.git_status { repo_path: Path directory } does git.read(command: "status")
tool mcp git.git_diff_unstaged { repo_path: Path directory, context_lines?: Int inert }
  does git.read(command: "diff")
tool mcp git.git_diff_staged { repo_path: Path directory, context_lines?: Int inert }
  does git.read(command: "diff")
tool mcp git.git_diff { repo_path: Path directory, target: String inert, context_lines?: Int inert }
  does git.read(command: "diff")
tool mcp git.git_log {
  repo_path: Path directory,
  max_count?: Int inert,
  start_timestamp?: String inert,
  end_timestamp?: String inert,
} does git.read(command: "log")
tool mcp git.git_show { repo_path: Path directory, revision: String inert }
  does git.read(command: "show")
tool mcp git.git_branch {
  repo_path: Path directory,
  branch_type?: String inert,
  contains?: String inert,
  not_contains?: String inert,
} does git.read(command: "branch")
tool mcp git.git_add { repo_path: Path directory, files: [String] inert }
  does git.change(command: "add")
tool mcp git.git_commit { repo_path: Path directory, message: String } does git.commit(message)
tool mcp git.git_reset { repo_path: Path directory } does git.change(command: "reset")
tool mcp git.git_create_branch {
  repo_path: Path directory,
  branch_name: String inert,
  base_branch?: String inert,
} does git.change(command: "branch")
tool mcp git.git_checkout { repo_path: Path directory, branch_name: String inert }
  does git.change(command: "checkout"), fs.write(path: under ".")
tool mcp git.git_init { repo_path: Path directory }
  does git.change(command: "init"), fs.write(path: under ".")
`,
  ],
  [
    'std.keys',
    `edition 1

// Keys and certificates. What shows a certificate reads a file; what makes, unlocks or uses a private key
// is keys.use. Of a certificate only what is public is printed, so showing one lists its file.

action keys.use(command: String) risk high
action keys.connect(host: String) risk medium

command openssl complete {
  "version|help|list|errstr|ciphers|speed|prime {args...?}" { option "-*" }
  "x509|crl|req|verify|pkcs7|ts|crl2pkcs7 {file...?: Path}" {
    option -noout, -text, -subject, -issuer, -dates, -startdate, -enddate, -serial, -fingerprint,
        -sha1, -sha256, -sha384, -sha512, -md5, -modulus, -pubkey, -purpose, -email, -hash, -alias,
        -issuer_hash, -subject_hash, -ocsp_uri, -ocspid, -checkend value, -checkhost value,
        -checkemail value, -checkip value, -ext value, -nameopt value, -certopt value,
        -inform value, -outform value, -nocert, -verify, -verbose, -crl_check, -crl_check_all,
        -partial_chain, -show_chain, -print_certs, -print, -lastupdate, -nextupdate, -crlnumber, -i,
        -dump, -strparse value, -offset value, -length value, -certs, -crls, -keys, -trusted_first,
        -in value: Path does fs.list(value), -CAfile value: Path does fs.read(value),
        -CApath value: Path does fs.read(path: under value),
        -untrusted value: Path does fs.read(value), -trusted value: Path does fs.read(value),
        -CRLfile value: Path does fs.read(value), -out value: Path does fs.write(value),
        -help inert, -key value: Path opaque, -signkey value: Path opaque, -CA value: Path opaque,
        -CAkey value: Path opaque, -new opaque, -newkey value opaque, -config value: Path opaque,
        -engine value opaque, -provider value opaque, -provider-path value opaque,
        -passin value opaque
  } does fs.list(path: file or "-")
  "s_client" {
    option -connect value as host, -servername value, -showcerts, -brief, -tls1, -tls1_1, -tls1_2,
        -tls1_3, -starttls value, -alpn value, -status, -quiet, -noservername, -verify_return_error,
        -prexit, -state, -msg, -debug, -tlsextdebug, -cipher value, -ciphersuites value,
        -verify value, -no_tls1, -no_tls1_1, -no_tls1_2, -no_tls1_3, -no_ssl3, -4, -6, -ign_eof,
        -name value, -host value, -port value, -no_ticket, -reconnect, -crlf,
        -verify_hostname value, -help inert, -CAfile value: Path does fs.read(value),
        -CApath value: Path does fs.read(path: under value), -cert value: Path does fs.read(value),
        -key value: Path does fs.read(value), -keylogfile value: Path does fs.write(value),
        -msgfile value: Path does fs.write(value), -sess_out value: Path does fs.write(value),
        -sess_in value: Path does fs.read(value), -proxy value opaque
  } does keys.connect(host)
  "dgst|sha1|sha224|sha256|sha384|sha512|md5 {file...?: Path}" {
    option -sha1, -sha224, -sha256, -sha384, -sha512, -md5, -r, -hex, -c, -binary, -list,
        -sign value: Path opaque, -hmac value opaque, -verify value: Path does fs.read(value),
        -signature value: Path does fs.read(value), -prverify value: Path opaque,
        -out value: Path does fs.write(value), -engine value opaque, -provider value opaque,
        -macopt value opaque, -mac value opaque, -passin value opaque
  } does fs.read(path: file or "-")
  "{verb} -- {args...?}" does keys.use(command: verb), fs.read, fs.write
}

command gpg, gpg2, gpgsm complete {
  option --no-tty, --batch, -v | --verbose, -q | --quiet, --with-colons, --with-fingerprint,
      --keyid-format value, --homedir value: Path opaque, --options value: Path opaque,
      --with-subkey-fingerprint, --status-fd value, --no-default-keyring,
      --keyring value: Path does fs.read(value), -h | --help inert
  "--version|--list-keys|-k|--list-public-keys|--list-secret-keys|-K|--fingerprint|--list-sigs|--check-sigs|--list-config|--dump-options|--list-gcrypt-config {args...?}"
  "--verify|--list-packets|--show-keys|--print-md {file...: Path}" does fs.read(file)
  "{args...?}" { option "--*", "-*" } does keys.use(command: "gpg"), fs.read, fs.write
}

command ssh-keygen complete {
  option -v, -q, -E value, -h
  "-l" { option -f value: Path does fs.read(value) }
  "-F {host}" {
    option -l, -f value: Path does fs.read(value)
  } does fs.read(path: "~/.ssh/known_hosts")
  "{args...?}" { option "-*" } does keys.use(command: "ssh-keygen"), fs.read, fs.write
}

command ssh-add complete {
  "-l|-L" does keys.use(command: "list")
  "-- {args...?}" does keys.use(command: "ssh-add"), fs.read
}

command ssh-keyscan complete {
  option -4, -6, -c, -D, -H, -q, -v, -p value, -T value, -t value,
      -f value: Path does fs.read(value)
  "{host...}" does keys.connect(host)
}

command keytool complete { "-- {args...?}" does keys.use(command: "keytool"), fs.read, fs.write }

command age, sops, vault, op, bw, pass, gopass, doppler, infisical, chamber, aws-vault, lpass, keyring, secret-tool, kubeseal complete {
  "--version|version|-v|--help|-h|help|status"
  "-- {args...?}" does keys.use(command: "secrets"), fs.read, fs.write, shell.run
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
  option -h | --help inert, --match-server-version, --cache-dir value: Path,
      -n | --namespace value as namespace, -A | --all-namespaces, -v value, --request-timeout value,
      --warnings-as-errors, --context value opaque, --cluster value opaque,
      --kubeconfig value: Path opaque, -s | --server value opaque, --token value opaque,
      --as value opaque, --as-group value opaque, --user value opaque,
      --insecure-skip-tls-verify opaque
  ""
  "version|api-resources|api-versions|cluster-info|explain|help|options|completion|-h|--help {args...?}" {
    option --client, -o | --output value, --short, --namespaced value?, --recursive,
        --api-group value, --verbs value, --sort-by value, --no-headers, --cached,
        --api-version value, --output-template value, "--*"
  } does k8s.read(resource: "cluster", namespace: "none")
  "logs {pod?}" {
    option -l | --selector value, -c | --container value, --all-containers, --all-pods,
        --tail value, --since value, --since-time value, -f | --follow, -p | --previous,
        --timestamps, --prefix, --max-log-requests value, --limit-bytes value, --ignore-errors,
        --pod-running-timeout value, --raw value does k8s.secrets(namespace),
        --filename value: Path does k8s.secrets(namespace), fs.read(path: under value)
  } does k8s.read(resource: pod or "logs", namespace)
  "get" {
    option -o | --output value, -f | --filename value: Path does fs.read(path: under value),
        -k | --kustomize value: Path does fs.read(path: under value),
        --raw value does k8s.secrets(namespace)
  } does k8s.read(resource: "file", namespace), k8s.secrets(namespace)
  "plugin list {args...?}" {
    option --name-only
  } does k8s.read(resource: "plugin", namespace: "none")
  "cluster-info dump {args...?}" {
    option --namespaces value, -o value, --all-namespaces,
        --output-directory value: Path does fs.write(path: under value)
  } does k8s.read(resource: "dump", namespace), k8s.secrets(namespace)
  "get|describe|top|events|logs|wait|rollout {resource} {name...?}" {
    option -o | --output value, -l | --selector value, -w | --watch, --watch-only, --show-labels,
        --sort-by value, --field-selector value, --no-headers, --ignore-not-found, -L value,
        --chunk-size value, --show-kind, --all-containers, -c | --container value, --tail value,
        --since value, --since-time value, --follow, -p | --previous, --timestamps, --prefix,
        --max-log-requests value, --for value, --timeout value, --containers, --types value,
        --show-events value?, --limit-bytes value, --template value, --subresource value,
        --use-openapi-print-columns, --server-print value?, --output-watch-events, --sum,
        --show-swap, --no-trunc, --pod-running-timeout value, --ignore-errors, "--*",
        --raw value does k8s.secrets(namespace), -f value?,
        --filename value: Path does fs.read(path: under value),
        -k | --kustomize value: Path does fs.read(path: under value), -R | --recursive
  } does k8s.read(resource, namespace)
  "get|describe secret|secrets {name...?}" {
    option -o | --output value, -l | --selector value, --sort-by value, --no-headers, -w | --watch,
        "--*", "-*"
  } does k8s.secrets(namespace)
  "get|describe secret,{b} {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe secrets,{b} {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe {a},secret {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe {a},secrets {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe {a},secret,{c} {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe {a},secrets,{c} {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe {a},{b},secret {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe {a},{b},secrets {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe {a},{b},{c},{d} {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe secret.{b} {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe secrets.{b} {name...?}" {
    option -o | --output value, -l | --selector value, --no-headers, -w | --watch, "--*", "-*"
  } does k8s.read(resource: "secret", namespace), k8s.secrets(namespace)
  "get|describe secrets/{name} {more...?}" {
    option -o | --output value, -l | --selector value, --no-headers, "--*", "-*"
  } does k8s.secrets(namespace)
  "get|describe secret/{name} {more...?}" {
    option "--*", "-*", -o | --output value, -l | --selector value, --no-headers
  } does k8s.secrets(namespace)
  "diff" {
    option -f | --filename value: Path does fs.read(path: under value),
        -k value: Path does fs.read(path: under value), -R | --recursive, --server-side,
        --force-conflicts, --field-manager value, -l | --selector value, --prune,
        --show-managed-fields
  } does k8s.read(resource: "diff", namespace)
  "kustomize {dir?: Path}" {
    option --enable-helm opaque, --helm-command value opaque, --load-restrictor value opaque,
        -o | --output value: Path does fs.write(path: under value), --reorder value,
        --env value does shell.run, -e value does shell.run, --network does shell.run
  } does fs.read(path: under dir or ".")
  "rollout status|history {resource} {name...?}" {
    option --revision value, -w, --timeout value
  } does k8s.read(resource, namespace)
  "auth can-i|whoami {args...?}" {
    option --list, -o value
  } does k8s.read(resource: "auth", namespace)
  "config current-context|get-contexts|get-clusters|get-users {args...?}" {
    option -o value, --minify, --raw, --flatten
  } does k8s.read(resource: "config", namespace: "none")
  "config view" {
    option -o | --output value, --minify, --flatten does k8s.secrets(namespace: "none"),
        --raw does k8s.secrets(namespace: "none"), --merge value?, --no-headers
  } does k8s.read(resource: "config", namespace: "none")
  "config use-context|set-context|set-cluster|set-credentials|set|unset|delete-context|delete-cluster|delete-user|rename-context {args...?}" {
    option --current, --user value, --cluster value, --server value, --token value
  } does k8s.configure(command: "config")
  "apply|create|replace|patch|scale|autoscale|label|annotate|set|edit|expose|taint|cordon|uncordon|drain|run {args...?}" {
    option -f | --filename value: Path does fs.read(path: under value),
        -k | --kustomize value: Path does fs.read(path: under value), -R | --recursive,
        --dry-run value? does k8s.change(verb: "change", resource: args, namespace),
        "--dry-run=client" inert does k8s.read(resource: args, namespace),
        "--dry-run=server" inert does k8s.read(resource: args, namespace), -o | --output value,
        --server-side, --force-conflicts, --force, --prune, -l | --selector value, --replicas value,
        --overwrite, --type value, -p | --patch value, --image value, --port value,
        --target-port value, --name value, --validate value?, --save-config, --record,
        --field-manager value, --grace-period value, --ignore-daemonsets, --delete-emptydir-data,
        --all, --from-literal value, --wait, --timeout value, --env value, --restart value,
        --min value, --max value, --cpu-percent value, --from-file value does fs.read,
        --patch-file value: Path does fs.read(value),
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
        --dry-run value? does k8s.delete(resource, namespace),
        "--dry-run=client" inert does k8s.read(resource, namespace),
        "--dry-run=server" inert does k8s.read(resource, namespace)
  } does k8s.delete(resource, namespace)
  "exec {pod} {command...}" {
    option -i | --stdin, -t | --tty, -c | --container value, -q
  } does k8s.exec(pod, namespace), shell.run
  "attach|debug|cp|port-forward|proxy -- {args...?}"
    does k8s.exec(pod: "any", namespace), fs.read, fs.write
}

command helm complete {
  option -h | --help inert, -n | --namespace value as namespace, --debug,
      --kube-context value opaque, --kubeconfig value: Path opaque, --kube-apiserver value opaque
  ""
  "list|ls|status|history|hist|show|inspect|version|env|help|completion|-h|--help|verify {args...?}" {
    option -a | --all, -A | --all-namespaces, -o | --output value, --revision value, -q | --short,
        -m | --max value, --versions, -l | --selector value, --devel, --version value,
        --template value, --deployed, --failed, --pending, --superseded, --uninstalled,
        --uninstalling, -d | --date, -r | --reverse, --filter value, --offset value,
        --time-format value, --no-headers, --show-desc, --show-resources, -c | --client,
        --keyring value: Path does fs.read(value), --repo value opaque, --username value opaque,
        --password value opaque, --ca-file value opaque, --cert-file value opaque,
        --key-file value opaque, --jsonpath value, --list-repo-url, --max-col-width value, --regexp,
        --endpoint value opaque, --fail-on-no-result
  } does k8s.read(resource: "helm", namespace)
  "search hub|repo {keyword...?}" {
    option -l | --versions, -r | --regexp, --devel, --version value, -o | --output value,
        --max-col-width value, --endpoint value opaque, --fail-on-no-result, --list-repo-url
  } does k8s.read(resource: "helm", namespace)
  "get all|hooks|manifest|metadata|notes {release} {args...?}" {
    option --revision value, --template value, -o | --output value
  } does k8s.read(resource: "helm", namespace)
  "get values {release}" {
    option --revision value, -a | --all, -o | --output value
  } does k8s.read(resource: "helm", namespace), k8s.secrets(namespace)
  "plugin list|ls {args...?}" does k8s.read(resource: "helm", namespace: "none")
  "dependency|dep list|ls {chart?: Path}" {
    option --max-col-width value
  } does fs.list(path: under chart or ".")
  "template|lint {args...?: Path}" {
    option -f | --values value: Path does fs.read(value), --set value, --set-string value,
        --set-json value, --set-literal value, --strict, --quiet, --with-subcharts, --include-crds,
        --skip-crds, --skip-tests, --show-only value, -s value, -a | --api-versions value,
        --kube-version value, --name-template value, --release-name, -g | --generate-name,
        --no-hooks, --is-upgrade, --validate, --dry-run value?, --devel, --enable-dns,
        --repo value opaque, --set-file value does fs.read, --create-namespace,
        --skip-schema-validation, --dependency-update does shell.run, --version value,
        --output-dir value: Path does fs.write(path: under value), --post-renderer value opaque
  } does fs.list(path: under args), fs.read(path: args)
  "repo list|ls|update {args...?}" {
    option -o | --output value, --no-headers
  } does k8s.read(resource: "helm", namespace: "none")
  "install|upgrade|uninstall|delete|rollback|test {release} {args...?}" {
    option --dry-run inert does k8s.read(resource: "helm", namespace),
        "--dry-run=client" inert does k8s.read(resource: "helm", namespace),
        "--dry-run=server" inert does k8s.read(resource: "helm", namespace),
        -f | --values value: Path does fs.read(value), --set value, --set-string value,
        --version value, --install, -i, --wait, --timeout value, --atomic, --create-namespace,
        --reuse-values, --reset-values, --force, --cleanup-on-fail, --no-hooks,
        --set-file value does fs.read, --post-renderer value opaque
  } does helm.change(command: "release", release, namespace)
  "repo|plugin|registry|push|pull|package|create|dependency -- {args...?}"
    does helm.change(command: "repository", release: "none", namespace: "none"), fs.read, fs.write
}

command kubectx, kubens complete {
  "-c|--current|-h|--help|-V|--version"
  ""
  "{name}" does k8s.configure(command: "context")
  "-d|-u|--unset -- {args...?}" does k8s.configure(command: "context")
}

command stern, kubetail complete {
  option -n | --namespace value as namespace, -A | --all-namespaces, -c | --container value,
      -s | --since value, --tail value, -l | --selector value, -o | --output value, -i value,
      -e value, -t | --timestamps value?, --no-follow, --color value, --template value,
      --max-log-requests value
  "{query?}" does k8s.read(resource: "logs", namespace)
  "--version|--help"
}

command minikube, kind, k3d complete {
  "status|version|ip|help|--help {args...?}" {
    option -p | --profile value, -o | --output value, --short, -l
  }
  "get clusters|nodes {args...?}" { option --name value, -A }
  "profile|addons list {args...?}" { option -p | --profile value, -o | --output value }
  "cluster|node|registry list {args...?}" { option -o value, --no-headers }
  "{verb} -- {args...?}" does k8s.change(verb, resource: "cluster", namespace: "all"), shell.run
}
`,
  ],
  [
    'std.macos',
    `edition 1

// What comes with macOS and says something of the machine, its files and its keychain.

action macos.change(command: String) risk high
action macos.wipe(command: String) risk high
action keychain.read(command: String) risk high
action keychain.change(command: String) risk high

command security complete {
  "list-keychains" { option -d value }
  "default-keychain|login-keychain {args...?}" {
    option -d value, -s
  } does keychain.change(command: "default")
  "help|-h|show-keychain-info|find-certificate|find-identity|verify-cert|dump-trust-settings|list-smartcards|error|requirement-evaluate|get-identity-preference|translocate-status-check {args...?}" {
    option -a, -c value, -e value, -m, -p, -Z, -v, -d, -s, -h, -r value, -n, -l, -L, -q, -t value
  }
  "find-generic-password|find-internet-password|find-key|dump-keychain|export|unlock-keychain -- {args...?}"
    does keychain.read(command: "secret"), fs.write
  "authorizationdb read {right}" does keychain.read(command: "rights")
  "{verb} -- {args...?}" does keychain.change(command: verb), fs.read, fs.write
}

command codesign complete {
  option -d | --display, -v | --verbose, -vv, -vvv, -vvvv, --deep, --strict value?, -R value,
      -r value, --entitlements value?, -h, --xml, --der, --check-notarization,
      --test-requirement value, --file-list value: Path does fs.write(value),
      --extract-certificates value? does fs.write, --verify,
      -s | --sign value does macos.change(command: "sign"),
      --remove-signature does macos.change(command: "sign"), -f | --force
  "{file...: Path}" {
    option -s | --sign value does fs.write(path: under file),
        --remove-signature does fs.write(path: under file)
  } does fs.list(path: under file)
}

command spctl complete {
  option -v | --verbose value?, -t | --type value, --raw, --ignore-cache, --no-cache,
      --context value
  "-a|--assess {file...: Path}" does fs.list(path: under file)
  "--status|--list|--disable-status|developer-mode-status {args...?}"
  "{args...}" { option "--*", "-*" } does macos.change(command: "spctl")
}

command networksetup complete {
  "-listallhardwareports|-listallnetworkservices|-listnetworkserviceorder|-listlocations|-listpreferredwirelessnetworks|-listVLANs|-listdevicesthatsupportVLAN|-listBonds|-listvalidmtu|-listValidMTURange|-listvalidMTUrange|-listvalidmedia|-listValidMedia|-listpppoeservices|-getinfo|-getdnsservers|-getsearchdomains|-getmacaddress|-getairportnetwork|-getairportpower|-getnetworkserviceenabled|-getwebproxy|-getsecurewebproxy|-getftpproxy|-getsocksfirewallproxy|-getstreamingproxy|-getgopherproxy|-getproxybypassdomains|-getproxyautodiscovery|-getautoproxyurl|-getpassiveftp|-getcomputername|-getcurrentlocation|-getadditionalroutes|-getMTU|-getMedia|-getmedia|-getv4overv6automatic|-getv6additionalroutes|-getnetworkservicename|-isBondSupported|-showBondStatus|-showpppoestatus|-printcommands|-version|-help {args...?}"
  "{args...}" { option "-*" } does macos.change(command: "networksetup")
}

command scutil complete {
  option -W, -d, -v, -p, -t value
  "--get|--dns|--proxy|--nwi|-r|-w|--renderer|--show|--nc {args...?}"
  "--nc list|status|show|statistics {args...?}"
  "--nc start|stop|suspend|resume {args...?}" does macos.change(command: "scutil")
  "{args...}" { option "--*", "-*" } does macos.change(command: "scutil")
  "" does macos.change(command: "scutil")
}

command defaults complete {
  option -currentHost, -host value, -g | -globalDomain, -app value
  "read|read-type|domains|find|help {args...?}"
  "export {domain} {file: Path}" does fs.write(file)
  "{verb} {args...?}" { option "-*" } does macos.change(command: verb)
}

command diskutil complete {
  "list|info|information|listFilesystems|listfilesystems|activity|verifyVolume|verifyDisk|-h|help {args...?}" {
    option -plist, -all, --all
  }
  "apfs|ap|cs|corestorage|appleRAID|ar list|listSnapshots|listUsers|listVolumeGroups|listCryptoUsers|listGroups|info {args...?}" {
    option -plist
  }
  "{verb} -- {args...?}" does macos.wipe(command: verb)
}

command hdiutil complete {
  "info|imageinfo|isencrypted|plugins|pmap|checksum|verify|help|fsid|-help {args...?: Path}" {
    option -plist, -verbose, -debug, -quiet, -format, -checksum, -type value, -passphrase value,
        -stdinpass, -encryption value?
  } does fs.read(path: args or "-")
  "{verb} -- {args...?}" does macos.change(command: verb), fs.read, fs.write
}

command launchctl complete {
  "list|print|print-cache|print-disabled|blame|dumpstate|help|version|managerpid|manageruid|managername|error|variant|hostinfo|resolveport|plist|procinfo {args...?}" {
    option -p, -x
  }
  "getenv {name}" does keychain.read(command: "environment")
  "print-token|export" does keychain.read(command: "environment")
  "{verb} -- {args...?}" does macos.change(command: verb)
}

command tmutil complete {
  "status|destinationinfo|isexcluded|latestbackup|listbackups|listlocalsnapshots|listlocalsnapshotdates|machinedirectory|uniquesize|calculatedrift|compare|verifychecksums|version|help {args...?}" {
    option -X, -m, -t, -d value, -a, -s, -D value
  }
  "{verb} -- {args...?}" does macos.wipe(command: verb)
}

command pkgutil complete {
  option --verbose, -v, -f, --volume value, --edit-pkg value opaque, --regexp
  "--pkgs|--pkgs-plist|--files|--lsbom|--pkg-info|--pkg-info-plist|--export-plist|--file-info|--file-info-plist|--groups|--groups-plist|--group-pkgs|--check-signature|--payload-files|--verify|--packages|--help|-h {args...?}" {
    option --only-dirs, --only-files
  }
  "{args...}" { option "--*", "-*" } does macos.change(command: "pkgutil"), fs.write
}

command profiles complete {
  "status|list|show|help|version|-L|-P|-C|-H|-e|validate {args...?}" {
    option -type value, -user value, -output value does fs.write,
        -path value: Path does fs.read(value), -all, -verbose, -o value does fs.write
  }
  "{verb} -- {args...?}" does macos.change(command: verb)
}

command system_profiler, ioreg, hostinfo, machine, nettop, kextstat, dsmemberutil complete {
  option -xml, -json, -detailLevel value, -listDataTypes, -usage, -productName, -productVersion,
      -buildVersion, --productName, --productVersion, --buildVersion, -l, -a, -b, -c value,
      -n value, -r, -w value, -x, -p value, -d value, -f, -i, -k value, -t, -s value
  "{args...?}"
}

command pmset complete {
  "-g {what...?}"
  "-- {args...}" does macos.change(command: "pmset")
}

command softwareupdate complete {
  "-l|--list|--history|--list-full-installers|--help|-h {args...?}" {
    option --all, --product-types value
  }
  "-- {args...}" does macos.change(command: "system")
}

command xcode-select complete {
  "-p|--print-path|-v|--version|-h|--help"
  "-- {args...}" does macos.change(command: "xcode-select")
}

command mdfind complete {
  option -onlyin value: Path does fs.list(path: under value), -name value, -count, -live, -0,
      -literal, -interpret, -s value, -attr value
  "{query...}" does fs.list(path: under "/")
}

command mdls complete {
  option -name value, -raw, -nullMarker value, -plist value: Path does fs.write(value)
  "{file...: Path}" does fs.list(file)
}

command mdutil complete {
  "-s {volume...?}" { option -a, -v }
  "-- {args...}" does macos.change(command: "mdutil")
}

command mdimport complete {
  option -t, -d1, -d2, -d3, -d4, -A, -X, -L, -n, -p, -o value: Path does fs.write(value)
  "-t {file...: Path}" does fs.read(file)
  "-L|-A|-X|-e"
  "{file...: Path}" does fs.read(path: under file), macos.change(command: "index")
}

command plutil complete {
  option -s, -r, -expect value, -n
  "-p|-lint {file...: Path}" does fs.read(file)
  "{file...: Path}" does fs.read(file)
  "-type {key} {file...: Path}" does fs.read(file)
  "-extract {key} {format} {file...: Path}" {
    option -o value: Path does fs.write(value), -e value
  } does fs.read(file), fs.write(file)
  "-convert|-insert|-replace|-remove|-create {args...: Path}" {
    option -o value: Path does fs.write(value), -e value, "-*"
  } does fs.read(args), fs.write(args)
}

command PlistBuddy complete {
  option -x, -h inert
  "{file: Path}" { option -c value does fs.write(file) } does fs.read(file), fs.write(file)
}

command lipo, otool, nm, size, objdump, readelf, dwarfdump, symbols, vtool, pagestuff, "c++filt", addr2line, dyld_info, swift-demangle complete {
  option -info, -archs, -detailed_info, -verify_arch, -L, -h, -l, -t, -d, -f, -a, -A, -g, -u, -U,
      -D, -C, -n, -p, -r, -s, -S, -T, -x, -v, -V, -W, -e value, -m, -j value, -arch value, -X, -i,
      -c, -I, -printSignature, -sig, -w, -demangle, -fullSourcePath, --help inert, --version inert,
      --all, --dynamic, --defined-only, --undefined-only, --demangle value?, --print-size,
      --symbols, --headers, --sections, --wide, --dyn-syms, --disassemble, --archive-headers, -show,
      -show-build
  "{file...: Path}" does fs.read(file)
}

command sips complete {
  option -g | --getProperty value, -1, -v | --verify, --debug, --help inert, -h inert, -H inert,
      --formats inert
  "{file...: Path}" {
    option -s | --setProperty value does fs.write(file), -Z value does fs.write(file),
        -z value does fs.write(file), -r | --rotate value does fs.write(file),
        -f | --flip value does fs.write(file), -c value does fs.write(file),
        -p value does fs.write(file), -e value does fs.write(file), -i does fs.write(file),
        --resampleWidth value does fs.write(file), --resampleHeight value does fs.write(file),
        -o | --out value: Path does fs.write(path: under value)
  } does fs.read(file)
}

command textutil complete {
  option -encoding value, -format value, -stdin, -noload, -nostore, -baseurl value, -timeout value,
      -help inert
  "-info {file...: Path}" does fs.read(file)
  "{args...: Path}" { option "-*" } does fs.read(args), fs.write(path: under ".")
}

command sample, spindump, heap, leaks, vmmap, stackshot complete {
  option -mayDie, -wait, -e, -fullPaths, -file value: Path does fs.write(value)
  "{process} {more...?}" does fs.write(path: under "/tmp")
}

command say complete {
  option -v | --voice value, -r | --rate value, -a value, -i | --interactive value?, --progress,
      --quality value, --channels value, -n value opaque, --network-send value opaque,
      -f | --input-file value: Path does fs.read(value),
      -o | --output-file value: Path does fs.write(value)
  "{text...?}"
}

command pbpaste complete {
  option -Prefer value, -pboard value
  "" does keychain.read(command: "environment")
}

command pbcopy complete {
  option -pboard value
  ""
}

command qlmanage complete {
  "-m|-h {args...?}"
  "-t|-p|-r|-x {args...?: Path}" {
    option -o value: Path does fs.write(path: under value), -s value, -c value, -f value, -i
  } does fs.read(args), shell.run
}

command dscl, dscacheutil, odutil complete {
  option -q, -plist, -raw, -url
  ". -read|-list|-search|-readall|read|list|search|readall {args...?}"
  "/Local/Default|/Search -read|-list|-search|-readall|read|list|search|readall {args...?}"
  "-q {args...?}" { option -a value }
  "-cachedump|-configuration|-statistics {args...?}"
  "{args...}" { option "-*" } does macos.change(command: "directory")
}

command osacompile, automator, shortcuts complete {
  "list|help|--help|view {args...?}"
  "-- {args...?}" does shell.run
}

command xcodebuild complete {
  "-version|-list|-showsdks|-showBuildSettings|-showdestinations|-help|-usage|-license {args...?}" {
    option -project value, -workspace value, -scheme value, -json, -sdk value, -target value,
        -configuration value, -verbose
  } does fs.read(path: under ".")
  "-- {args...?}" does shell.run
}

command simctl, xcrun complete {
  "--version|-version|--help|--show-sdk-path|--show-sdk-version|--show-sdk-platform-path|-f|--find|--show-toolchain-path {args...?}" {
    option --sdk value, -sdk value
  }
  "simctl list|help {args...?}" { option -j, --json }
  "-- {args...}" does shell.run
}
`,
  ],
  [
    'std.mcp',
    `edition 1

// Tools of common MCP servers that have no library of their own: files, memory, thinking, Slack and
// browsers. The servers of git, GitHub, fetch and PostgreSQL are declared in std.git, std.gh, std.net and
// std.db, beside the commands that do the same. A server is called as the client's configuration calls it.

action chat.read(channel: String) risk low
action chat.send(channel: String) risk high
action memory.read(what: String) risk low
action memory.write(what: String) risk medium
action browser.open(url: Url) risk medium
action browser.read(what: String) risk low
action browser.act(what: String) risk high
action browser.run(code: String) risk high

// @modelcontextprotocol/server-filesystem
tool mcp filesystem.read_file { path: Path, head?: Int inert, tail?: Int inert } does fs.read(path)
tool mcp filesystem.read_text_file { path: Path, head?: Int inert, tail?: Int inert }
  does fs.read(path)
tool mcp filesystem.read_media_file { path: Path } does fs.read(path)
tool mcp filesystem.read_multiple_files { paths: [Path] } does fs.read(path: paths)
tool mcp filesystem.write_file { path: Path, content: String inert } does fs.write(path)
tool mcp filesystem.edit_file { path: Path, edits: Json inert, dryRun?: Bool inert }
  does fs.read(path), fs.write(path)
tool mcp filesystem.create_directory { path: Path } does fs.write(path)
tool mcp filesystem.list_directory { path: Path } does fs.list(path)
tool mcp filesystem.list_directory_with_sizes { path: Path, sortBy?: name | size }
  does fs.list(path)
tool mcp filesystem.directory_tree { path: Path, excludePatterns?: [String] inert }
  does fs.list(path: under path)
tool mcp filesystem.move_file { source: Path, destination: Path }
  does fs.read(path: under source), fs.delete(path: under source), fs.write(path: under destination)
tool mcp filesystem.search_files {
  path: Path,
  pattern: String inert,
  excludePatterns?: [String] inert,
} does fs.list(path: under path)
tool mcp filesystem.get_file_info { path: Path } does fs.list(path)
tool mcp filesystem.list_allowed_directories {} does fs.list(path: ".")

// @modelcontextprotocol/server-memory: what is written is read by later sessions.
tool mcp memory.create_entities { entities: Json inert } does memory.write(what: "entities")
tool mcp memory.create_relations { relations: Json inert } does memory.write(what: "relations")
tool mcp memory.add_observations { observations: Json inert }
  does memory.write(what: "observations")
tool mcp memory.delete_entities { entityNames: [String] inert } does memory.write(what: "entities")
tool mcp memory.delete_observations { deletions: Json inert }
  does memory.write(what: "observations")
tool mcp memory.delete_relations { relations: Json inert } does memory.write(what: "relations")
tool mcp memory.read_graph {} does memory.read(what: "graph")
tool mcp memory.search_nodes { query: String inert } does memory.read(what: "nodes")
tool mcp memory.open_nodes { names: [String] inert } does memory.read(what: "nodes")

// @modelcontextprotocol/server-sequential-thinking keeps what it is given to itself.
tool mcp sequential-thinking.sequentialthinking {
  thought: String inert,
  nextThoughtNeeded: Bool inert,
  thoughtNumber: Int inert,
  totalThoughts: Int inert,
  isRevision?: Bool inert,
  revisesThought?: Int inert,
  branchFromThought?: Int inert,
  branchId?: String inert,
  needsMoreThoughts?: Bool inert,
} does memory.read(what: "thought")

// @modelcontextprotocol/server-slack
tool mcp slack.slack_list_channels { limit?: Int inert, cursor?: String inert }
  does chat.read(channel: "list")
tool mcp slack.slack_get_channel_history { channel_id: String, limit?: Int inert }
  does chat.read(channel: channel_id)
tool mcp slack.slack_get_thread_replies { channel_id: String, thread_ts: String inert }
  does chat.read(channel: channel_id)
tool mcp slack.slack_get_users { limit?: Int inert, cursor?: String inert }
  does chat.read(channel: "users")
tool mcp slack.slack_get_user_profile { user_id: String inert } does chat.read(channel: "users")
tool mcp slack.slack_post_message { channel_id: String, text: String inert }
  does chat.send(channel: channel_id)
tool mcp slack.slack_reply_to_thread {
  channel_id: String,
  thread_ts: String inert,
  text: String inert,
} does chat.send(channel: channel_id)
tool mcp slack.slack_add_reaction {
  channel_id: String,
  timestamp: String inert,
  reaction: String inert,
} does chat.send(channel: channel_id)

// @playwright/mcp. A call that writes its answer to a file needs a grant of the tool.
tool mcp playwright.browser_navigate { url: Url } does browser.open(url)
tool mcp playwright.browser_navigate_back {} does browser.read(what: "history")
tool mcp playwright.browser_snapshot { filename?: Path } does browser.read(what: "page")
tool mcp playwright.browser_take_screenshot {
  type?: png | jpeg,
  filename?: Path,
  element?: String inert,
  ref?: String inert,
  fullPage?: Bool inert,
} does browser.read(what: "page")
tool mcp playwright.browser_console_messages {
  level?: String inert,
  onlyErrors?: Bool inert,
  filename?: Path,
} does browser.read(what: "console")
tool mcp playwright.browser_network_requests { includeStatic?: Bool inert, filename?: Path }
  does browser.read(what: "network")
tool mcp playwright.browser_wait_for {
  time?: Int inert,
  text?: String inert,
  textGone?: String inert,
} does browser.read(what: "page")
tool mcp playwright.browser_hover { element?: String inert, ref: String inert }
  does browser.read(what: "page")
tool mcp playwright.browser_resize { width: Int inert, height: Int inert }
  does browser.read(what: "window")
tool mcp playwright.browser_close {} does browser.read(what: "window")
tool mcp playwright.browser_tabs { action: list | new | close | select, index?: Int inert }
  does browser.read(what: "tabs")
tool mcp playwright.browser_click {
  element?: String inert,
  ref: String inert,
  doubleClick?: Bool inert,
  button?: String inert,
  modifiers?: [String] inert,
} does browser.act(what: "click")
tool mcp playwright.browser_type {
  element?: String inert,
  ref: String inert,
  text: String inert,
  submit?: Bool inert,
  slowly?: Bool inert,
} does browser.act(what: "type")
tool mcp playwright.browser_fill_form { fields: Json inert } does browser.act(what: "type")
tool mcp playwright.browser_select_option {
  element?: String inert,
  ref: String inert,
  values: [String] inert,
} does browser.act(what: "select")
tool mcp playwright.browser_press_key { key: String inert } does browser.act(what: "key")
tool mcp playwright.browser_drag {
  startElement?: String inert,
  startRef: String inert,
  endElement?: String inert,
  endRef: String inert,
} does browser.act(what: "drag")
tool mcp playwright.browser_handle_dialog { accept: Bool inert, promptText?: String inert }
  does browser.act(what: "dialog")
tool mcp playwright.browser_file_upload { paths: [Path] }
  does browser.act(what: "upload"), fs.read(path: paths)
tool mcp playwright.browser_evaluate {
  function: String inert,
  element?: String inert,
  ref?: String inert,
} does browser.run(code: "script")
tool mcp playwright.browser_run_code { code: String } does browser.run(code)

// @modelcontextprotocol/server-puppeteer
tool mcp puppeteer.puppeteer_navigate { url: Url, launchOptions?: Json, allowDangerous?: Bool }
  does browser.open(url)
tool mcp puppeteer.puppeteer_screenshot {
  name: String inert,
  selector?: String inert,
  width?: Int inert,
  height?: Int inert,
  encoded?: Bool inert,
} does browser.read(what: "page")
tool mcp puppeteer.puppeteer_click { selector: String inert } does browser.act(what: "click")
tool mcp puppeteer.puppeteer_hover { selector: String inert } does browser.read(what: "page")
tool mcp puppeteer.puppeteer_fill { selector: String inert, value: String inert }
  does browser.act(what: "type")
tool mcp puppeteer.puppeteer_select { selector: String inert, value: String inert }
  does browser.act(what: "select")
tool mcp puppeteer.puppeteer_evaluate { script: String } does browser.run(code: script)
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

command rclone complete {
  option -v | --verbose, -q | --quiet, -P | --progress, --transfers value, --checkers value,
      --bwlimit value, --include value, --exclude value, --filter value, --max-depth value,
      --stats value, --config value: Path opaque, --password-command value opaque,
      --log-file value: Path does fs.write(value), -h | --help inert
  "version|help|listremotes|about|completion {args...?}"
  "ls|lsd|lsl|lsf|lsjson|size|tree|cat|check|md5sum|sha1sum|hashsum|cryptcheck {remote...}" {
    option "--*", "-*"
  } does net.connect(host: "remote"), fs.read(path: under remote)
  "copy|copyto {src: Path} {dst: Path}" {
    option "--*", "-*", -n | --dry-run inert
  } does net.connect(host: "remote"), net.send(host: "remote"), fs.read(path: under src),
      fs.write(path: under dst)
  "{verb} {args...?}" {
    option "--*", "-*", -n | --dry-run
  } does net.connect(host: "remote"), net.send(host: "remote"), fs.read, fs.write, fs.delete
}

command rsync complete {
  option --checksum, --delete-excluded does fs.delete, --delete-before does fs.delete,
      --delete-during does fs.delete, --del does fs.delete, --delete-delay does fs.delete, --update,
      --links, --perms, --times, --owner, --group, --devices, --specials, --hard-links, --acls,
      --xattrs, --whole-file, --itemize-changes, --quiet, --one-file-system, --sparse, --relative,
      --no-relative, --copy-links, --keep-dirlinks, --ignore-times, --append, --append-verify,
      --dirs, -d, --copy-dest value: Path does fs.read(path: under value),
      --link-dest value: Path does fs.read(path: under value),
      --compare-dest value: Path does fs.read(path: under value), --max-size value,
      --min-size value, --modify-window value, --ignore-errors, --numeric-ids, --no-owner,
      --no-group, --no-perms, --no-times, --omit-dir-times, -O, --executability, -E, --fuzzy, -y,
      --compress-level value, --compress-choice value, --out-format value, --block-size value,
      --cvs-exclude, -C, -F, -f value, --filter value, --port value, --contimeout value, --no-motd,
      --list-only, --safe-links, --version inert, --help inert, --suffix value, --backup,
      --backup-dir value: Path does fs.write(path: under value), -a | --archive, -v | --verbose,
      -r | --recursive, -z | --compress, -n | --dry-run, -h, -P, -u, -l, -p, -t, -g, -o, -D, -H, -A,
      -X, -W, -c, -i, -q, -x, -S, -R, -L, -k, -I, -4, -6, -b, --exclude value, --include value,
      --progress, --stats, --partial, --inplace, --info value, --existing, --ignore-existing,
      --chmod value, --chown value, --bwlimit value, --timeout value, --size-only, --human-readable,
      --prune-empty-dirs, --mkpath, -e | --rsh value opaque, --rsync-path value opaque,
      --files-from value opaque, --exclude-from value: Path does fs.read(value),
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

// The MCP server \`fetch\` (mcp-server-fetch).
tool mcp fetch.fetch { url: Url, max_length?: Int inert, start_index?: Int inert, raw?: Bool inert }
  does net.fetch(url, method: "GET", carries: "none")
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
  "ls|list|ll|la|view|info|show|v|search|s|se|find|stars|completion|outdated|why|explain|fund|root|bin|prefix|ping|whoami|help|docs|bugs|repo|query|version|audit|doctor|--version|-v|--help|sbom|diff {more...?}" {
    option --depth value, -a | --all, --omit value, --include value, --production, --dev, --prod,
        --audit-level value, --link, --diff value, --sbom-format value, --sbom-type value,
        --package-lock-only, --searchlimit value, --searchopts value, --diff-name-only,
        --diff-unified value
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
    option --dry-run inert does shell.run,
        --pack-destination value: Path does fs.write(path: under value)
  } does fs.write(path: under "."), shell.run
  "publish|unpublish|deprecate|dist-tag|owner|access|team|org|token|login|logout|adduser|profile|star|hook|stage {args...?}" {
    option --access value, --tag value, --dry-run, --otp value, --provenance
  } does npm.publish(command: "publish")
  "run|run-script|rum|urn"
  "pkg get {key...?}"
  "pkg set|delete|fix {args...?}" does fs.write(path: "package.json")
  "cache ls|list {more...?}"
  "access|profile|token|org|team|owner|dist-tag|hook list|ls|get|list-packages {more...?}"
  "access list|get packages|collaborators|status {more...?}"
  "cache clean|add|verify {more...?}" does npm.install(package: "cache")
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
    'std.services',
    `edition 1

// Command lines of services that are told a noun and then a verb. A verb that lists or shows only looks;
// whatever has to do with tokens, keys, settings of the environment or raw calls of an API is
// service.credentials. Everything else is a program that runs.

action service.read(noun: String) risk low
action service.credentials(noun: String) risk high

command auth0, heroku, fly, flyctl, vercel, netlify, supabase, firebase, wrangler, doctl, hcloud, scw, linode-cli, oci, ibmcloud, eksctl, argocd, istioctl, linkerd, flux, nomad, consul, circleci, glab, sentry-cli, railway, render, digitalocean, okta, databricks, snow, mongocli, atlas, confluent, temporal, acli, jira, linear, planetscale, pscale, neonctl, turso, stripe complete {
  option -h | --help inert, --version inert, --json, --no-input, --no-color, --debug,
      --tenant value, -t value, --org value, -o value, --output value, -a value, --app value,
      --project value, -p value, --profile value, --context value, --format value,
      -n | --number value
  "--version|version|-v|-V|help|--help|-h {args...?}"
  "{verb} -- {args...?}" does shell.run
  "{noun} list {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} list {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} ls {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} ls {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} show {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} show {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} describe {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} describe {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} get {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} get {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} status {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} status {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} info {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} info {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} logs {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} logs {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} search {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} search {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} view {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} view {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} inspect {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} inspect {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} history {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} history {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} versions {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} {part} versions {args...?}" {
    option "--*", "-*", --reveal-secrets does service.credentials(noun),
        -r does service.credentials(noun), --show-secrets does service.credentials(noun),
        --reveal does service.credentials(noun)
  } does service.read(noun)
  "{noun} search-by-email {args...?}" { option "--*", "-*" } does service.read(noun)
  "{noun} stats {args...?}" { option "--*", "-*" } does service.read(noun)
  "{noun} validate {args...?}" { option "--*", "-*" } does service.read(noun)
  "{noun} delete {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} delete {args...?}" { option "--*", "-*" } does shell.run
  "{noun} destroy {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} destroy {args...?}" { option "--*", "-*" } does shell.run
  "{noun} remove {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} remove {args...?}" { option "--*", "-*" } does shell.run
  "{noun} rm {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} rm {args...?}" { option "--*", "-*" } does shell.run
  "{noun} create {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} create {args...?}" { option "--*", "-*" } does shell.run
  "{noun} new {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} new {args...?}" { option "--*", "-*" } does shell.run
  "{noun} add {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} add {args...?}" { option "--*", "-*" } does shell.run
  "{noun} update {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} update {args...?}" { option "--*", "-*" } does shell.run
  "{noun} set {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} set {args...?}" { option "--*", "-*" } does shell.run
  "{noun} edit {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} edit {args...?}" { option "--*", "-*" } does shell.run
  "{noun} apply {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} apply {args...?}" { option "--*", "-*" } does shell.run
  "{noun} deploy {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} deploy {args...?}" { option "--*", "-*" } does shell.run
  "{noun} enable {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} enable {args...?}" { option "--*", "-*" } does shell.run
  "{noun} disable {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} disable {args...?}" { option "--*", "-*" } does shell.run
  "{noun} rotate {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} rotate {args...?}" { option "--*", "-*" } does shell.run
  "{noun} reset {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} reset {args...?}" { option "--*", "-*" } does shell.run
  "{noun} revoke {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} revoke {args...?}" { option "--*", "-*" } does shell.run
  "{noun} purge {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} purge {args...?}" { option "--*", "-*" } does shell.run
  "{noun} clear {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} clear {args...?}" { option "--*", "-*" } does shell.run
  "{noun} start {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} start {args...?}" { option "--*", "-*" } does shell.run
  "{noun} stop {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} stop {args...?}" { option "--*", "-*" } does shell.run
  "{noun} restart {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} restart {args...?}" { option "--*", "-*" } does shell.run
  "{noun} suspend {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} suspend {args...?}" { option "--*", "-*" } does shell.run
  "{noun} resume {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} resume {args...?}" { option "--*", "-*" } does shell.run
  "{noun} scale {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} scale {args...?}" { option "--*", "-*" } does shell.run
  "{noun} import {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} import {args...?}" { option "--*", "-*" } does shell.run
  "{noun} export {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} export {args...?}" { option "--*", "-*" } does shell.run
  "{noun} attach {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} attach {args...?}" { option "--*", "-*" } does shell.run
  "{noun} detach {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} detach {args...?}" { option "--*", "-*" } does shell.run
  "{noun} link {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} link {args...?}" { option "--*", "-*" } does shell.run
  "{noun} unlink {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} unlink {args...?}" { option "--*", "-*" } does shell.run
  "{noun} open {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} open {args...?}" { option "--*", "-*" } does shell.run
  "{noun} login {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} login {args...?}" { option "--*", "-*" } does shell.run
  "{noun} logout {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} logout {args...?}" { option "--*", "-*" } does shell.run
  "{noun} run {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} run {args...?}" { option "--*", "-*" } does shell.run
  "{noun} exec {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} exec {args...?}" { option "--*", "-*" } does shell.run
  "{noun} ssh {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} ssh {args...?}" { option "--*", "-*" } does shell.run
  "{noun} send {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} send {args...?}" { option "--*", "-*" } does shell.run
  "{noun} publish {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} publish {args...?}" { option "--*", "-*" } does shell.run
  "{noun} rollback {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} rollback {args...?}" { option "--*", "-*" } does shell.run
  "{noun} promote {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} promote {args...?}" { option "--*", "-*" } does shell.run
  "{noun} cancel {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} cancel {args...?}" { option "--*", "-*" } does shell.run
  "{noun} retry {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} retry {args...?}" { option "--*", "-*" } does shell.run
  "{noun} move {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} move {args...?}" { option "--*", "-*" } does shell.run
  "{noun} rename {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} rename {args...?}" { option "--*", "-*" } does shell.run
  "{noun} transfer {args...?}" { option "--*", "-*" } does shell.run
  "{noun} {part} transfer {args...?}" { option "--*", "-*" } does shell.run
  "api|auth|config|configs|env|envs|environment|environments|token|tokens|secret|secrets|key|keys|api-keys|apikeys|credentials|credential|login|logout|ssh-keys|variable|variables|pg:credentials|auth:token|webhooks|acl|kv|listen|proxy -- {args...?}"
    does service.credentials(noun: "credentials"), shell.run
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

command shift, hash, wait, umask, getopts, unset, jobs, type, which, command, whereis, whence complete {
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

command caffeinate complete {
  option -d, -i, -m, -s, -u, -t value, -w value
  ""
}

command jot, bc, dc, numfmt, units complete {
  option -l | --mathlib, -q | --quiet, -s | --standard, -i | --interactive, -w | --warn, "--*",
      -p value, -e value, -f | --file value: Path does fs.read(value), --help inert, --version inert
  "{args...?}"
}

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
  option --version inert, --help inert, -help inert, -f value: Path does fs.list(path: under value),
      -newermt value, -newerat value, -newercc value, -Bmin value, -Bnewer value: Path,
      -flags value, -used value, -context value, -ignore_readdir_race,
      -files0-from value: Path opaque, -H, -L, -P, -name value, -iname value, -path value,
      -ipath value, -wholename value, -iwholename value, -regex value, -iregex value, -lname value,
      -ilname value, -type value, -xtype value, -size value, -mtime value, -mmin value,
      -atime value, -amin value, -ctime value, -cmin value, -newer value: Path, -newerct value,
      -anewer value: Path, -cnewer value: Path, -maxdepth value, -mindepth value, -depth, -d,
      -mount, -xdev, -x, -s, -E, -empty, -perm value, -user value, -group value, -uid value,
      -gid value, -nouser, -nogroup, -links value, -inum value, -samefile value, -fstype value,
      -executable, -readable, -writable, -regextype value, -daystart, -noleaf, -follow, -true,
      -false, -a, -o, -and, -or, -not, -prune, -quit, -print, -print0, -printf value, -ls, -warn,
      -nowarn, -O1, -O2, -O3
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
  "{path...?: Path}" { option -f value: Path does fs.list(value) } does fs.list(path: path or ".")
}

command file complete {
  option -b | --brief, -i, -I, --mime, --mime-type, --mime-encoding, -L | --dereference,
      -h | --no-dereference, -k | --keep-going, -z, -r, -N, -s, -0, --extension, -F value
  "{path...: Path}" does fs.list(path)
}

// What reads.
command cat, gcat, zcat, gzcat, bzcat, xzcat, zstdcat, rev complete {
  option -n | --number, -b | --number-nonblank, -A | --show-all, -e, -E | --show-ends,
      -s | --squeeze-blank, -t, -T | --show-tabs, -u, -v | --show-nonprinting, -l, -f | --force, -q,
      -k, -0, --help inert, --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

command tac complete {
  option -b | --before, -r | --regex, -s | --separator value, --help inert, --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

command nl complete {
  option -b | --body-numbering value, -d | --section-delimiter value, -f | --footer-numbering value,
      -h | --header-numbering value, -i | --line-increment value, -l | --join-blank-lines value,
      -n | --number-format value, -p | --no-renumber, -s | --number-separator value,
      -v | --starting-line-number value, -w | --number-width value, --help inert, --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

command bat, batcat complete {
  option -A | --show-all, -p | --plain, -pp, -n | --number, -u, -f | --force-colorization, -P, -S,
      -s, -d | --diff, -l | --language value, -H | --highlight-line value, -r | --line-range value,
      -m | --map-syntax value, --file-name value, --diff-context value, --tabs value, --wrap value,
      --chop-long-lines, --color value, --italic-text value, --decorations value, --paging value,
      --theme value, --style value, --terminal-width value, --squeeze-blank, --squeeze-limit value,
      --nonprintable-notation value, --no-config, --pager value opaque, --list-themes,
      -L | --list-languages, -h inert, --help inert, -V | --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

// Check sums say whether a file is what somebody thinks it is.
command md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum, shasum, b2sum, cksum, sum, gmd5sum, gsha256sum complete {
  option -b | --binary, -t | --text, -c | --check, -z | --zero, -w | --warn, -r, -s | --sysv,
      -q | --quiet, -U, -0, --tag, --untagged, --raw, --base64, --debug, --status, --strict,
      --ignore-missing, -l | --length value, -a | --algorithm value, -o value, -h inert,
      --help inert, --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

command md5 complete {
  option -q, -r, -n, -p, -t, -x, -s value, -c value
  "{file...?: Path}" does fs.read(path: file or "-")
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

command wc, gwc complete {
  option -l | --lines, -w | --words, -m | --chars, -L | --max-line-length, -c | --bytes,
      --total value, --debug, --libxo value?, --help inert, --version inert,
      --files0-from value: Path opaque
  "{file...?: Path}" does fs.read(path: file or "-")
}

command join complete {
  option -i | --ignore-case, -z | --zero-terminated, -a value, -e value, -j value, -o value,
      -t value, -v value, -1 value, -2 value, --check-order, --nocheck-order, --header,
      --help inert, --version inert
  "{file: Path} {other: Path}" does fs.read(file), fs.read(path: other)
}

command comm complete {
  option -1, -2, -3, -i, -z | --zero-terminated, --check-order, --nocheck-order,
      --output-delimiter value, --total, --help inert, --version inert
  "{file: Path} {other: Path}" does fs.read(file), fs.read(path: other)
}

command fmt complete {
  option -c | --crown-margin, -t | --tagged-paragraph, -s | --split-only, -u | --uniform-spacing,
      -w | --width value, -g | --goal value, -p | --prefix value, -m, -n, -h, -0, -1, -2, -3, -4,
      -5, -6, -7, -8, -9, --help inert, --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

command fold, expand, unexpand complete {
  option -b | --bytes, -s | --spaces, -c | --characters, -w | --width value, -t | --tabs value,
      -i | --initial, -a | --all, --first-only, -0, -1, -2, -3, -4, -5, -6, -7, -8, -9,
      --help inert, --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

command column, columns complete {
  option -t | --table, -s | --separator value, -o | --output-separator value,
      -c | --output-width value, -x | --fillrows, -n, -J | --json, -e, -d,
      -N | --table-columns value, -H | --table-hide value, -R | --table-right value,
      -T | --table-truncate value, -W | --table-wrap value, -E | --table-noextreme value,
      -l | --table-columns-limit value, -L | --keep-empty-lines, -r | --tree value, -i value,
      -p value, --table-name value, -O | --table-order value, -h | --help inert,
      -V | --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

command od, hexdump, hd, god complete {
  option -A | --address-radix value, -j | --skip-bytes value, -N | --read-bytes value, -S value,
      --strings value?, -t | --format value, -v | --output-duplicates, -w | --width value?, -a, -b,
      -c, -d, -f, -i, -l, -o, -s, -x, -C | --canonical, -X, -H, -D, -O, -I, -L, -h, -B, -F,
      -e value, -n value, --endian value, --traditional, --length value, --skip value, -0, -1, -2,
      -3, -4, -5, -6, -7, -8, -9, --help inert, --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

command strings, gstrings complete {
  option -a | --all, -d | --data, -f | --print-file-name, -n | --bytes value, -t | --radix value,
      -o, -e | --encoding value, -w | --include-all-whitespace, -s | --output-separator value,
      -T value, -U value, -0, -1, -2, -3, -4, -5, -6, -7, -8, -9, -h | --help inert,
      -v | -V | --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

command pr complete {
  option -a | --across, -c | --show-control-chars, -d | --double-space, -f | -F | --form-feed,
      -h | --header value, -i | --expand-tabs value?, -J | --join-lines, -l | --length value,
      -m | --merge, -n | --number-lines value?, -N | --first-line-number value, -o | --indent value,
      -p, -r | --no-file-warnings, -s | --separator value?, -S | --sep-string value?,
      -t | --omit-header, -T | --omit-pagination, -v | --show-nonprinting, -w | --width value,
      -W | --page-width value, -e value?, -D | --date-format value, --columns value, -0, -1, -2, -3,
      -4, -5, -6, -7, -8, -9, --help inert, --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
}

command tsort, look, cmp complete {
  option -b | --print-bytes, -i | --ignore-initial value, -l | --verbose, -n | --bytes value,
      -s | --quiet | --silent, -d, -f, -t value, -a, -h, -x, -z, -0, -1, -2, -3, -4, -5, -6, -7, -8,
      -9, --help inert, -v | --version inert
  "{file...?: Path}" does fs.read(path: file or "-")
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
      --ignore-leading-blanks, --ignore-nonprinting, --dictionary-order, --ignore-case,
      --general-numeric-sort, --month-sort, --human-numeric-sort, --numeric-sort, --random-sort,
      --reverse, --version-sort, --unique, --stable, --merge, --check value?, --sort value,
      --zero-terminated, --debug, -o | --output value: Path does fs.write(value),
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
  option -d | --decode, -D, -w | --wrap value, -b | --break value, --ignore-garbage, -n, -u,
      -h inert, --help inert, --version inert, -i | --input value: Path does fs.read(value),
      -o | --output value: Path does fs.write(value)
  "{file?: Path}" does fs.read(path: file or "-")
}

command xxd complete {
  option -p, -i, -u, -e, -b, -a, -d, -E, -C, -c | -cols value, -g value, -l | -len value,
      -s | -seek value, -o value, -n value, -R value, -ps, -r, -v inert, -h inert
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
      --help, --version, --pre value opaque, --hostname-bin value opaque,
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

command iconv, uconv complete {
  option -f | --from-code value, -t | --to-code value, -c, -s | --silent, -l | --list inert,
      --byte-subst value, --unicode-subst value, --verbose, "-?" inert, --help inert,
      --version inert, -o | --output value: Path does fs.write(value)
  "{file...?: Path}" does fs.read(path: file or "-")
}

command dos2unix, unix2dos complete {
  option -k, -q, -f, -c value, -i value?, -V inert, --help inert, -O inert does fs.read
  "{file...: Path}" does fs.read(file), fs.write(file)
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
  option -r | --unwrapScalar value?, -o | --output-format value, -p | --input-format value,
      -P | --prettyPrint, -e | --exit-status, -C | --colors, -M | --no-colors, -N | --no-doc,
      -j | --tojson, -I | --indent value, -n | --null-input, -0 | --nul-output, -v | --verbose,
      -s | --split-exp value opaque, --xml-attribute-prefix value, --csv-separator value,
      --tsv-separator value, --header-preprocess value?, --from-file value: Path opaque,
      --front-matter value, --string-interpolation value?, -h | --help inert, -V | --version inert,
      -y, -Y, -S, -c, --yaml-output, --yaml-roundtrip, --arg value, --argjson value
  ""
  "{filter}"
  "{filter} {file...: Path}" {
    option -i | --inplace does fs.write(file), --in-place does fs.write(file)
  } does fs.read(file)
  "eval|e|eval-all|ea {filter} {file...?: Path}" {
    option -i | --inplace does fs.write(path: file or ".")
  } does fs.read(path: file or "-")
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
  option -p | --parents, -v | --verbose, -m | --mode value, --help inert, --version inert
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
  "--version|--help"
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
  option -d | --directory, -u | --dry-run inert, -q | --quiet, -t, --suffix value, --tmpdir value?,
      -p value: Path does fs.write(path: under value), --help inert, --version inert
  "{template?: Path}" does fs.write(path: template or "/tmp"), fs.write(path: under "/tmp")
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
  "-tf|-tvf|-vtf|-tzf|-ztf|-tjf|-jtf|-tJf|-Jtf|-tvzf|-tzvf|-vtzf|-vztf|-ztvf|-zvtf|-tvjf|-tjvf|-vtjf|-vjtf|-jtvf|-jvtf|-tvJf|-tJvf|-vtJf|-vJtf|-Jtvf|-Jvtf|-tvzpf|-tvpzf|-tzvpf|-tzpvf|-tpvzf|-tpzvf|-vtzpf|-vtpzf|-vztpf|-vzptf|-vptzf|-vpztf|-ztvpf|-ztpvf|-zvtpf|-zvptf|-zptvf|-zpvtf|-ptvzf|-ptzvf|-pvtzf|-pvztf|-pztvf|-pzvtf|-tzpf|-tpzf|-ztpf|-zptf|-ptzf|-pztf|-tpf|-ptf|-tvpf|-tpvf|-vtpf|-vptf|-ptvf|-pvtf|tf|tvf|vtf|tzf|ztf|tjf|jtf|tJf|Jtf|tvzf|tzvf|vtzf|vztf|ztvf|zvtf|tvjf|tjvf|vtjf|vjtf|jtvf|jvtf|tvJf|tJvf|vtJf|vJtf|Jtvf|Jvtf|tvzpf|tvpzf|tzvpf|tzpvf|tpvzf|tpzvf|vtzpf|vtpzf|vztpf|vzptf|vptzf|vpztf|ztvpf|ztpvf|zvtpf|zvptf|zptvf|zpvtf|ptvzf|ptzvf|pvtzf|pvztf|pztvf|pzvtf|tzpf|tpzf|ztpf|zptf|ptzf|pztf|tpf|ptf|tvpf|tpvf|vtpf|vptf|ptvf|pvtf {archive: Path} {member...?}"
    does fs.read(archive)
  "-t|--list|-tv|-tvz|-tz {member...?} -f|--file {archive: Path}" does fs.read(archive)
  "-xf|-xvf|-vxf|-xzf|-zxf|-xjf|-jxf|-xJf|-Jxf|-xvzf|-xzvf|-vxzf|-vzxf|-zxvf|-zvxf|-xvjf|-xjvf|-vxjf|-vjxf|-jxvf|-jvxf|-xvJf|-xJvf|-vxJf|-vJxf|-Jxvf|-Jvxf|-xvzpf|-xvpzf|-xzvpf|-xzpvf|-xpvzf|-xpzvf|-vxzpf|-vxpzf|-vzxpf|-vzpxf|-vpxzf|-vpzxf|-zxvpf|-zxpvf|-zvxpf|-zvpxf|-zpxvf|-zpvxf|-pxvzf|-pxzvf|-pvxzf|-pvzxf|-pzxvf|-pzvxf|-xzpf|-xpzf|-zxpf|-zpxf|-pxzf|-pzxf|-xpf|-pxf|-xvpf|-xpvf|-vxpf|-vpxf|-pxvf|-pvxf|xf|xvf|vxf|xzf|zxf|xjf|jxf|xJf|Jxf|xvzf|xzvf|vxzf|vzxf|zxvf|zvxf|xvjf|xjvf|vxjf|vjxf|jxvf|jvxf|xvJf|xJvf|vxJf|vJxf|Jxvf|Jvxf|xvzpf|xvpzf|xzvpf|xzpvf|xpvzf|xpzvf|vxzpf|vxpzf|vzxpf|vzpxf|vpxzf|vpzxf|zxvpf|zxpvf|zvxpf|zvpxf|zpxvf|zpvxf|pxvzf|pxzvf|pvxzf|pvzxf|pzxvf|pzvxf|xzpf|xpzf|zxpf|zpxf|pxzf|pzxf|xpf|pxf|xvpf|xpvf|vxpf|vpxf|pxvf|pvxf {archive: Path} {member...?}" {
    option -C | --directory value: Path does fs.write(path: under value)
  } does fs.read(archive), fs.write(path: under ".")
  "-cf|-cvf|-vcf|-czf|-zcf|-cjf|-jcf|-cJf|-Jcf|-cvzf|-czvf|-vczf|-vzcf|-zcvf|-zvcf|-cvjf|-cjvf|-vcjf|-vjcf|-jcvf|-jvcf|-cvJf|-cJvf|-vcJf|-vJcf|-Jcvf|-Jvcf|-cvzpf|-cvpzf|-czvpf|-czpvf|-cpvzf|-cpzvf|-vczpf|-vcpzf|-vzcpf|-vzpcf|-vpczf|-vpzcf|-zcvpf|-zcpvf|-zvcpf|-zvpcf|-zpcvf|-zpvcf|-pcvzf|-pczvf|-pvczf|-pvzcf|-pzcvf|-pzvcf|-czpf|-cpzf|-zcpf|-zpcf|-pczf|-pzcf|-cpf|-pcf|-cvpf|-cpvf|-vcpf|-vpcf|-pcvf|-pvcf|cf|cvf|vcf|czf|zcf|cjf|jcf|cJf|Jcf|cvzf|czvf|vczf|vzcf|zcvf|zvcf|cvjf|cjvf|vcjf|vjcf|jcvf|jvcf|cvJf|cJvf|vcJf|vJcf|Jcvf|Jvcf|cvzpf|cvpzf|czvpf|czpvf|cpvzf|cpzvf|vczpf|vcpzf|vzcpf|vzpcf|vpczf|vpzcf|zcvpf|zcpvf|zvcpf|zvpcf|zpcvf|zpvcf|pcvzf|pczvf|pvczf|pvzcf|pzcvf|pzvcf|czpf|cpzf|zcpf|zpcf|pczf|pzcf|cpf|pcf|cvpf|cpvf|vcpf|vpcf|pcvf|pvcf {archive: Path} {file...: Path}" {
    option -C | --directory value: Path does fs.read(path: under value)
  } does fs.write(archive), fs.read(path: under file)
}

command unzip complete {
  option -o, -n, -q, -qq, -j, -a, -aa, -u, -f, -C, -L, -U, -V, -X, -K, -b, -v, -l, -t, -Z, -z, -p,
      -c, -M, -h, -1, -2, -m, -s, -x value, -d value: Path does fs.write(path: under value),
      -P value, -hh inert, --help inert
  "{archive: Path} {member...?}" {
    option -l inert does fs.read(archive), -t inert does fs.read(archive),
        -Z inert does fs.read(archive), -v inert does fs.read(archive),
        -z inert does fs.read(archive),
        -p inert does fs.read(archive), fs.read(path: under member or "."),
        -c inert does fs.read(archive), fs.read(path: under member or ".")
  } does fs.read(archive), fs.write(path: under ".")
  "-Z1 {archive: Path} {member...?}" does fs.read(archive)
}

command zipinfo complete {
  option -1, -2, -s, -m, -l, -v, -h, -M, -t, -T, -z, -C, -x value
  "{archive: Path} {member...?}" does fs.read(archive)
}

command zip complete {
  option -r | --recurse-paths, -q, -v, -j, -9, -1, -0, -y, -x value, -i value, -u, -X, -D,
      -m opaque, -T, -TT value opaque, --unzip-command value opaque, --help inert, -h inert
  "{archive: Path} {file...: Path}" does fs.write(archive), fs.read(path: under file)
}

command gzip, bzip2, xz, zstd, lz4, gunzip, bunzip2, unxz, unzstd, lzma, unlzma, pigz, unpigz, compress, uncompress, brotli complete {
  option -d | --decompress, --uncompress, -k | --keep, -f | --force, -v | --verbose, -q | --quiet,
      -n | --no-name, -N | --name, -1, -2, -3, -4, -5, -6, -7, -8, -9, -e | --extreme,
      -z | --compress, -T | --threads value, --fast, --best, -S | --suffix value, --rsyncable,
      --no-progress, --rm, -m, --long value?, --ultra, -a | --ascii, -b value, -h | --help inert,
      -V | --version inert, -L | --license inert, -o value: Path does fs.write(value),
      -D value: Path does fs.read(value)
  "{file...?: Path}" {
    option -r | --recursive does fs.read(path: under file or "."), fs.write(path: under file or "."),
        -c | --stdout | --to-stdout inert does fs.read(path: file or "-"),
        -l | --list inert does fs.read(path: file or "-"),
        -t | --test | --integrity inert does fs.read(path: file or "-")
  } does fs.read(path: file or "-"), fs.write(path: under file or "/dev/null"),
      fs.delete(path: file or "/dev/null"), fs.write(path: under ".")
  ""
}

command "7z", "7za", "7zr", "7zz" complete {
  option -ba, -bd, -slt, -sccUTF-8, -y, "-*"
  "-h|--help|i"
  "b {method...?}"
  "l|t {archive: Path} {member...?}" does fs.read(archive)
  "h {file...: Path}" does fs.read(path: under file)
  "{verb} {args...?: Path}"
    does fs.read(path: under args), fs.write(path: under args), fs.write,
        fs.delete(path: under args)
}

// Picks one of the lines that it is fed; without any it lists files. A preview or a key may run commands.
command fzf, sk, peco, percol, gum complete {
  option "--*", "-*", --preview value opaque, --bind value opaque, --with-shell value opaque,
      --listen value? opaque, --listen-unsafe value? opaque, --become value opaque,
      --execute value opaque, -c | --cmd value opaque, -f | --filter value, -q | --query value,
      -d | --delimiter value, -n | --nth value, --with-nth value, --height value?, --layout value,
      --border value?, --prompt value, --header value,
      --history value: Path does fs.read(value), fs.write(value), -m | --multi value?,
      --color value, --expect value, --tiebreak value,
      --walker-root value: Path does fs.list(path: under value)
  "{args...?}" does fs.list(path: under ".")
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
    'std.system',
    `edition 1

// What looks after a machine: services, logs, network, packages, processes. system.change is whatever
// changes how the machine runs; env.read is the environment, which often holds credentials.

action system.change(command: String) risk high
action system.stop(command: String) risk high
action system.install(package: String) risk high
action system.wipe(command: String) risk high
action env.read(name: String) risk medium

command printenv complete {
  option -0 | --null, --help inert, --version inert
  "" does env.read(name: "*")
  "{name...}" does env.read(name)
}

command env, genv complete {
  option -0 | --null, -i | --ignore-environment, -u | --unset value, --help inert, --version inert
  "" does env.read(name: "*")
}

command systemctl complete {
  option --user, --system, --no-pager, -l | --full, -a | --all, -t | --type value, --state value,
      -p | --property value, -P value, --value, -n | --lines value, -o | --output value,
      --no-legend, --plain, -q | --quiet, --failed, -r | --recursive, --reverse, --after, --before,
      -T | --show-transaction, --with-dependencies, --show-types, --timestamp value,
      --legend value?, --no-ask-password, -h | --help inert, --version inert, --root value opaque,
      --image value opaque, -H | --host value opaque, -M | --machine value opaque
  ""
  "status|show|cat|is-active|is-enabled|is-failed|is-system-running|list-units|list-unit-files|list-timers|list-sockets|list-dependencies|list-jobs|list-machines|list-paths|list-automounts|get-default|help|whoami {unit...?}"
  "show-environment" does env.read(name: "*")
  "{verb} {args...?}" { option "--*", "-*" } does system.change(command: verb), shell.run
}

command service, rc-service complete {
  option --help inert, --version inert
  "--status-all"
  "{name} {verb} {args...?}" does system.change(command: verb), shell.run
  "{name} status"
}

command journalctl complete {
  option -u | --unit value, --user-unit value, -f | --follow, -e | --pager-end, -n | --lines value?,
      -r | --reverse, -o | --output value, --output-fields value, -p | --priority value,
      -k | --dmesg, -b | --boot value?, --list-boots, -S | --since value, -U | --until value,
      -t | --identifier value, -T value, -g | --grep value, --case-sensitive value?, -x | --catalog,
      --no-pager, -a | --all, -q | --quiet, -m | --merge, --no-full, -l | --full, --no-tail,
      --no-hostname, --utc, --user, --system, -c | --cursor value, --after-cursor value,
      --show-cursor, --disk-usage, --header, --list-catalog, --dump-catalog, -N | --fields,
      -F | --field value, --facility value, --namespace value, --truncate-newline, --verify, -I,
      --list-invocations, --invocation value, -h | --help inert, --version inert,
      -D | --directory value: Path does fs.read(path: under value),
      --file value: Path does fs.read(value), -i value: Path does fs.read(value),
      --root value opaque, --image value opaque, -M | --machine value opaque,
      --cursor-file value: Path does fs.read(value), fs.write(value),
      --rotate does system.change(command: "journal"),
      --flush does system.change(command: "journal"), --sync does system.change(command: "journal"),
      --relinquish-var does system.change(command: "journal"),
      --setup-keys does system.change(command: "journal"),
      --update-catalog does system.change(command: "journal"),
      --vacuum-size value does system.change(command: "journal"),
      --vacuum-time value does system.change(command: "journal"),
      --vacuum-files value does system.change(command: "journal")
  "{match...?}"
}

command dmesg complete {
  option -H | --human, -k | --kernel, -u | --userspace, -L | --color value?, -l | --level value,
      -f | --facility value, -r | --raw, -T | --ctime, -t | --notime, -x | --decode, -w | --follow,
      -W | --follow-new, -d | --show-delta, -e | --reltime, -P | --nopager, -p | --force-prefix,
      -S | --syslog, -s | --buffer-size value, -J | --json, --noescape, --time-format value,
      --since value, --until value, -h | --help inert, -V | --version inert,
      -F | --file value: Path does fs.read(value), -K | --kmsg-file value: Path does fs.read(value),
      -C | --clear does system.change(command: "dmesg"),
      -c | --read-clear does system.change(command: "dmesg"),
      -D | --console-off does system.change(command: "dmesg"),
      -E | --console-on does system.change(command: "dmesg"),
      -n | --console-level value does system.change(command: "dmesg")
  ""
}

// Addresses, links and routes. Objects and verbs may be cut short: \`ip a\`, \`ip r s\`.
command ip complete {
  option -V | -Version, -h | -human, -s | -stats | -statistics, -d | -details, -r | -resolve, -4,
      -6, -I, -B, -M, -f | -family value, -o | -oneline, -t | -timestamp, -ts | -tshort,
      -c | -color value?, -j | -json, -p | -pretty, -br | -brief, -a | -all, -iec, -l value,
      --brief, --json, --pretty, --human-readable, --human, --details, --stats, --statistics,
      --oneline, --resolve, --color value?, --all, --family value, --netns value, -echo, -N,
      -rc | -rcvbuf value, -n | -netns value, -ss, -sd, -0, -help inert,
      -b | -batch value: Path opaque, -force
  "--version|--help|-V|-help"
  "help|addr|address|a|link|l|route|r|ro|rule|ru|neigh|neighbor|neighbour|n|ntable|tunnel|tun|t|tuntap|maddr|maddress|m|mroute|mr|monitor|mo|netns|netn|netconf|netc|nexthop|stats|st|sr|fou|ila|l2tp|macsec|mptcp|token|vrf|xfrm|addrlabel|ioam|tcp_metrics|tcpmetrics"
  "addr|address|a|link|l|route|r|ro|rule|ru|neigh|neighbor|neighbour|n|ntable|tunnel|tun|t|tuntap|maddr|maddress|m|mroute|mr|netconf|netc|nexthop|stats|st|fou|ila|l2tp|macsec|token|vrf|addrlabel|tcp_metrics|tcpmetrics show|sho|sh|list|lst|ls|help {args...?}"
  "addr|address|a|route|r|ro|rule|ru s|l {args...?}"
  "monitor|mo|mon {what...?}"
  "netns|netn list|ls|show|identify|pids|list-id|monitor {args...?}"
  "route|r|ro get|g {args...?}"
  "mptcp endpoint|limits show {args...?}"
  "xfrm state|policy list|show|count {args...?}" does env.read(name: "xfrm")
  "{object} -- {args...?}" does system.change(command: object), shell.run
}

command ifconfig complete {
  option -a, -l, -u, -d, -m, -v, -s, -L, -r, -C
  "{interface?}"
  "{interface} {args...}" { option "-*" } does system.change(command: "ifconfig")
}

command route, arp, iwconfig, ethtool, nmcli, resolvectl, iptables, ip6tables, nft, ufw, tc, bridge, brctl complete {
  "--version|-V|--help|-h"
  ""
  "-- {args...}" does system.change(command: "network"), shell.run
}

command hostnamectl, timedatectl, localectl, loginctl complete {
  option --no-pager, -a | --all, -l | --full, --static, --pretty, --transient, -p value, --value,
      --json value?, -j, --no-legend, --monitor, -h | --help inert, --version inert
  ""
  "status|show|show-timesync|timesync-status|list-timezones|list-locales|list-keymaps|list-sessions|list-users|list-seats|session-status|user-status|seat-status|show-session|show-user|show-seat {args...?}"
  "{verb} {args...}" does system.change(command: verb)
}

command sysctl complete {
  option -a | --all, -A, -X, -n | --values, -N | --names, -e | --ignore, -b | --binary, -d, -i, -o,
      -x, -h, -q | --quiet, -r | --pattern value, --deprecated, -t, -W, -T, --help inert,
      -V | --version inert, -w | --write does system.change(command: "sysctl"),
      -p | --load value? does system.change(command: "sysctl"), fs.read,
      -f does system.change(command: "sysctl"), fs.read,
      --system does system.change(command: "sysctl")
  "{name...?}"
  "{name}={value}" does system.change(command: "sysctl")
  "{name}={value} {more...}" does system.change(command: "sysctl")
  "{first} {name}={value} {more...?}" does system.change(command: "sysctl")
}

command lsblk, blkid, findmnt, lsusb, lspci, lsmod, modinfo, lshw, dmidecode, lslocks, lsns, lsipc, lslogins, hwinfo, inxi, sensors, acpi, mpstat, pidstat, sar, numactl, lsb_release complete {
  "--version|-V|--help|-h|-s|-p|-a|-l|-f|-m|-v|-i|-c|-t|-J|-n"
  ""
}

command mount complete {
  option -l | --show-labels, --help inert, --version inert, -V inert, -h inert
  ""
  "-- {args...}" does system.change(command: "mount")
}

command ldconfig complete {
  "-p|--print-cache|--version|-V"
  "-- {args...?}" does system.change(command: "ldconfig")
}

command swapon complete {
  "-s|--summary|--version|-V|--help|-h"
  "--show {more...?}"
  "-- {args...}" does system.change(command: "swap")
}

command getent complete { "passwd|group|hosts|ahosts|services|protocols|networks|rpc {key...?}" }

command kill, killall, pkill, xkill, skill complete {
  option --help inert, --version inert, -V inert
  "-l|-L|--list {signal?}"
  "-- {args...}" does system.stop(command: "kill")
}

command shutdown, reboot, halt, poweroff, init, telinit complete {
  option --help inert
  "-- {args...?}" does system.stop(command: "shutdown")
}

command renice complete { "-- {args...}" does system.change(command: "priority") }

command crontab complete {
  option -u value
  "-l"
  "-- {args...?}" does system.change(command: "crontab"), fs.read
}

command at, batch complete { "-- {args...?}" does system.change(command: "at"), shell.run }
command atq complete { "" }

// Packages of the system.
command apt, apt-get, apt-cache, aptitude complete {
  option -q, -y | --yes | --assume-yes, -a, -n | --names-only, -f | --full, -i | --installed,
      --upgradable, --upgradeable, --all-versions, -v | --verbose, --no-pager, -h | --help inert,
      -V | --version, -t value, -o value opaque, -c value opaque
  "list|search|show|policy|showpkg|showsrc|depends|rdepends|madison|pkgnames|stats|dump|unmet|help|why|why-not {name...?}"
  "install|reinstall|upgrade|full-upgrade|dist-upgrade|remove|purge|autoremove {name...?}" {
    option -s inert, --simulate inert, --dry-run inert, --just-print inert, --no-act inert, "--*",
        "-*"
  } does system.install(package: name or "all"), shell.run
  "{verb} {args...?}" { option "--*", "-*" } does system.install(package: verb), shell.run
}

command dpkg, dpkg-query complete {
  option --no-pager, -f | --showformat value, --help inert, --version inert
  "-l|--list|-L|--listfiles|-s|--status|-S|--search|-W|--show|-p|--print-avail|--get-selections|--audit|-C|-V|--verify|--print-architecture|--print-foreign-architectures {args...?}"
  "-I|--info|-c|--contents|-f|--field|-e {archive: Path} {args...?}" does fs.read(archive)
  "{args...}" { option "--*", "-*" } does system.install(package: args), fs.read, fs.write
}

command rpm complete {
  "-q|-qa|-qi|-ql|-qf|-qc|-qd|-qR|-qip|-qlp|--query|-V|-Va|--version|--help {args...?}" {
    option -a, -i, -l, -f, -c, -d, -R, --requires, --provides, --changelog, --last, --qf value,
        --queryformat value, --scripts, -p
  }
  "{args...}" { option "--*", "-*" } does system.install(package: args), fs.read, fs.write
}

command yum, dnf, zypper, pacman, apk, snap, flatpak, port, nix-env, choco, winget, scoop complete {
  option --version inert, --help inert, -q | --quiet, -C | --cacheonly
  "list|search|info|provides|repolist|repoquery|history|check-update|deplist|whatprovides|se|if|lr|policy|stats|version|help|find|connections|interfaces|services|remotes|installed|contents|outdated|deps|variants {args...?}" {
    option -a | --all, -i | --installed, -v | --verbose, --upgrades, --available, --showduplicates,
        -l, -s, -e
  }
  "-Q|-Qi|-Ql|-Qs|-Qo|-Qe|-Qm|-Qu|-Qdt|-Ss|-Si|-Sg {args...?}"
  "{verb} {args...?}" { option "--*", "-*" } does system.install(package: verb), shell.run
}

command useradd, userdel, usermod, groupadd, groupdel, groupmod, adduser, deluser, addgroup, delgroup, passwd, chpasswd, chage, visudo, chsh, chfn, gpasswd, newusers complete {
  option --help inert, --version inert
  "-- {args...?}" does system.change(command: "users")
}

command mkfs, "mkfs.ext2", "mkfs.ext3", "mkfs.ext4", "mkfs.xfs", "mkfs.btrfs", "mkfs.vfat", mke2fs, mkswap, fdisk, sfdisk, cfdisk, gdisk, sgdisk, parted, wipefs, fsck, e2fsck, tune2fs, resize2fs, badblocks, blkdiscard, cryptsetup, mdadm, lvremove, vgremove, pvremove, lvcreate, vgcreate, pvcreate, lvextend, zpool, zfs, btrfs, umount, losetup, swapoff, hdparm, nvme complete {
  "--version|-V|--help|-h"
  "-l|--list"
  "-- {args...?}" does system.wipe(command: args), shell.run
}

command insmod, rmmod, modprobe, depmod, update-grub, grub-install, update-initramfs, setenforce, aa-disable, semodule, chcon, setfacl, setcap, setfattr, update-alternatives, supervisorctl, pm2, monit complete {
  "status|list|ls|--version|-V|--help|-h|--list|--display {args...?}"
  "-- {args...?}" does system.change(command: "machine"), shell.run
}

// Backups: making and looking at them; everything else may drop some.
command borg, borgmatic, restic, duplicity, kopia, tarsnap complete {
  option --version inert, -h | --help inert
  "create|backup|list|ls|info|check|diff|snapshots|stats|version|help|init|mount|find|verify|collection-status|list-current-files -- {args...?}"
    does fs.read, shell.run
  "{verb} -- {args...?}" does system.wipe(command: verb), fs.read, shell.run
}
`,
  ],
  [
    'std.terraform',
    `edition 1

// Infrastructure as code. A plan runs providers and reads data sources, so even that is a program that
// runs; apply and destroy change the world. terraform.output shows values of the state, secrets among
// them.

action terraform.plan(directory: Path) risk medium
action terraform.list(directory: Path) risk low
action terraform.output(directory: Path) risk medium
action terraform.apply(directory: Path) risk high
action terraform.destroy(directory: Path) risk high
action terraform.state(command: String) risk high

command terraform, tofu complete {
  option -chdir value directory, -help inert, -h inert, --help inert
  "version|-version|--version|-v|help|-help|--help|-h {args...?}" { option -json }
  "fmt {target...?: Path}" {
    option -diff, -recursive, -no-color, -list value?, -write value?,
        "-write=false" inert does fs.list(path: under target or "."), fs.read(path: target or "."),
        -check inert does fs.list(path: under target or "."), fs.read(path: target or ".")
  } does fs.list(path: under target or "."), fs.read(path: target or "."),
      fs.write(path: under target or ".")
  "fmt - {more...?}"
  "validate|providers|graph|modules {args...?}" {
    option -json, -no-color, -type value, -draw-cycles, -module-depth value, -no-tests,
        -test-directory value, -verbose, -plan value: Path does fs.read(value), -var value,
        -var-file value: Path does fs.read(value)
  } does fs.list(path: under ".")
  "providers schema" { option -json, -no-color } does fs.list(path: under "."), shell.run
  "providers lock|mirror {args...?}" {
    option -platform value, -fs-mirror value, -net-mirror value
  } does fs.write(path: under "."), fs.write(path: under args), terraform.plan(directory: ".")
  "metadata functions {args...?}" { option -json }
  "output|show {args...?: Path}" {
    option -json, -no-color, -raw, -state value: Path does fs.read(value)
  } does terraform.output(directory: "."), fs.read(path: args or ".")
  "get" {
    option -update, -no-color, -test-directory value
  } does terraform.plan(directory: "."), fs.write(path: under ".")
  "console" {
    option -var value, -var-file value: Path does fs.read(value),
        -state value: Path does fs.read(value), -plan
  } does terraform.plan(directory: "."), fs.read, shell.run
  "workspace list|show {args...?}" { option -no-color }
  "workspace select|new|delete {name} {dir?}" {
    option -force, -lock value, -lock-timeout value, -or-create value?, -state value: Path
  } does terraform.state(command: "workspace")
  "state list {address...?}" {
    option -id value, -state value: Path does fs.read(value)
  } does terraform.list(directory: ".")
  "state show {address}" {
    option -json, -no-color, -state value: Path does fs.read(value)
  } does terraform.output(directory: ".")
  "state pull" does terraform.output(directory: ".")
  "state mv|rm|push|replace-provider {args...?}" {
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
        -input value, -no-color, -lock value, -lock-timeout value, -parallelism value,
        -refresh value, -json, -compact-warnings
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

command terragrunt complete {
  "--version|-version|--help|-h"
  "-- {args...?}" does terraform.apply(directory: "."), terraform.destroy(directory: "."), shell.run
}

command packer complete {
  "version|--version|-v|-version|help|--help|-h|-help {args...?}" { option -machine-readable }
  "fmt {args...: Path}" {
    option -diff, -recursive, -write value?,
        "-write=false" inert does fs.list(path: under args), fs.read(path: args),
        -check inert does fs.list(path: under args), fs.read(path: args)
  } does fs.read(path: under args), fs.write(path: under args)
  "validate|inspect {args...: Path}" {
    option -syntax-only, -machine-readable, -except value, -only value, -var value,
        -var-file value: Path does fs.read(value), -no-warn-undeclared-var,
        -evaluate-datasources opaque
  } does fs.list(path: under args), fs.read(path: args)
  "plugins installed|required {args...?: Path}" does fs.list(path: under args or ".")
  "build|init|console|plugins|hcl2_upgrade|fix -- {args...?}"
    does terraform.apply(directory: "."), fs.read, fs.write, shell.run
}

// What a program of its own says is deployed runs first, so that only help and version are free.
command cdk, pulumi, serverless, sls, sam, copilot-cli complete {
  option -h | --help inert
  "--version|version|-v|--help|-h|help|doctor|acknowledge|about|whoami {args...?}"
  "list|ls|synth|synthesize|diff|preview|validate|notices|metadata|context|docs|print|info -- {args...?}"
    does terraform.plan(directory: "."), fs.write(path: under "."), shell.run
  "-- {args...?}" does terraform.apply(directory: "."), terraform.destroy(directory: "."), shell.run
}

command ansible, ansible-playbook, ansible-console, ansible-pull, ansible-test, ansible-runner, chef, puppet, salt complete {
  "--version|-h|--help"
  "-- {args...?}" does terraform.apply(directory: "."), fs.read, fs.write, shell.run
}

command ansible-doc complete {
  option -t | --type value, -l | --list, -F | --list_files, -s | --snippet, -j | --json, -v,
      -e value, -r value, --metadata-dump, --no-fail-on-errors, -h | --help, --version,
      -M | --module-path value opaque, --playbook-dir value opaque
  "{name...?}"
}

command ansible-config complete {
  option -h | --help, --version, -v, -t | --type value, --only-changed, -f | --format value,
      -c | --config value: Path does fs.read(value), --disabled
  "list|dump|view|init|validate|--version {args...?}" does fs.read(path: under ".")
}

command ansible-inventory complete {
  option -h | --help, --version, -v, -y | --yaml, --toml, --graph, --list, --host value, --vars,
      --export, -l | --limit value, -i | --inventory value opaque, --playbook-dir value opaque,
      --output value: Path does fs.write(value), --vault-password-file value opaque,
      --vault-id value opaque, -J | --ask-vault-password
  "{group...?}" does fs.read(path: under "."), shell.run
}

command ansible-galaxy complete {
  "--version|-h|--help"
  "collection|role list {args...?}" {
    option -p value: Path does fs.list(path: under value), -n, --format value, -v, -h | --help
  }
  "collection|role info|search|verify {args...?}" {
    option -p value, -n, --author value, --galaxy-tags value, --platforms value, --format value,
        --offline, -v, -h | --help, -s | --server value opaque, --token value opaque
  } does terraform.plan(directory: ".")
  "collection|role|install -- {args...?}"
    does terraform.plan(directory: "."), fs.read, fs.write, shell.run
}

command ansible-lint complete {
  option -p, -q, -v, -L | --list-rules, -T | --list-tags, -f | --format value, -t | --tags value,
      -x | --skip-list value, -w | --warn-list value, --offline, --strict, --nocolor,
      --profile value, -P | --list-profiles, -h | --help, --version, --exclude value,
      -c value: Path does fs.read(value), -r value opaque, -R opaque
  "{file...?: Path}" {
    option --fix value? does fs.write(path: under file or "."),
        --write value? does fs.write(path: under file or "."),
        --generate-ignore does fs.write(path: ".ansible-lint-ignore")
  } does fs.read(path: under file or "."), shell.run
}

command ansible-vault complete {
  "--version|-h|--help"
  "-- {args...?}" does fs.read, fs.write, shell.run
}
`,
  ],
]);
