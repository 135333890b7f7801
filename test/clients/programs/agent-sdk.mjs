// One question to the Claude Agent SDK.
const { query } = await import(
  `file://${process.env.CLIENT_FOLDER}/node_modules/@anthropic-ai/claude-agent-sdk/sdk.mjs`
);

const options = {
  cwd: process.cwd(),
  env: process.env,
  permissionMode: 'bypassPermissions',
  allowDangerouslySkipPermissions: true,
};
let isError = true;
for await (const message of query({ prompt: 'Do the work.', options })) {
  if (message.type !== 'result') continue;
  isError = message.is_error;
  console.log(message.result ?? message.errors?.join('\n') ?? message.subtype);
}
process.exit(isError ? 1 : 0);
