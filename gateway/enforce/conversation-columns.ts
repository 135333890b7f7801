import type { AuditEvent } from '../audit/event.ts';
import type { Conversation } from './conversation.ts';

/** What every event of a conversation says of it: who, in which session, asking whom for which model. */
export function conversationColumns(conversation: Conversation): Omit<AuditEvent, 'kind'> {
  return {
    agent_id: conversation.caller.agent,
    principal: conversation.caller.credential,
    principal_auth: conversation.caller.auth ?? 'api_key',
    session_id: conversation.session,
    provider: conversation.provider,
    model_requested: conversation.model,
  };
}
