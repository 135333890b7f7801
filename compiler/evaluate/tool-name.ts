export {
  isToolName,
  readToolName,
  type ToolNameParts,
  wireName,
} from '../bundle/tool-name.ts';
