// What of AWS's libraries is used, in a module of its own: imported only where an upstream needs it,
// and by name, which a bundler does not keep for a package that is imported lazily itself.

export { defaultProvider } from '@aws-sdk/credential-provider-node';
export { SignatureV4 } from '@smithy/signature-v4';
