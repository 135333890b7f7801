/** Names of tools, as the evaluator looks them up; defined beside the bundle, which checks them. */
export {
  isToolName,
  readToolName,
  type ToolNameParts,
  wireName,
} from '../bundle/tool-name.ts';
