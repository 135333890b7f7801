// The public entry `sentrely/gateway`: what a program needs to run a gateway of its own.
export { type GatewayConfig, loadConfig } from './config.ts';
export { gatewayErrors } from './errors.ts';
export { type RunningGateway, startGateway } from './gateway.ts';
export { jsonLog, type OperatorLog } from './operator-log.ts';
