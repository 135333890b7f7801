import { type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver';

/** How much a message matters to the person who reads it. */
export type MessageKind = 'error' | 'warning' | 'info';

const types: Readonly<Record<MessageKind, MessageType>> = {
  error: MessageType.Error,
  warning: MessageType.Warning,
  info: MessageType.Info,
};

/**
 * Shows one line to the person. A notification, as nothing is asked: a request that the editor
 * refuses would be an error of ours.
 */
export function say(connection: Connection, kind: MessageKind, message: string): void {
  void connection.sendNotification(ShowMessageNotification.type, { type: types[kind], message });
}

/** Asks the editor for something that it may refuse without harm. */
export function askFor(connection: Connection, request: Promise<unknown>): void {
  request.catch((error: unknown) => connection.console.warn(String(error)));
}
