/** Version of this gateway: bundles name the lowest one that reads them. Equals package.json. */
export const gatewayVersion = '0.1.0';
