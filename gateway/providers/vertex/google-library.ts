// What of Google's library is used, in a module of its own: imported only where an upstream needs it,
// and by name, which a bundler does not keep for a package that is imported lazily itself.

export { ExternalAccountClient, GoogleAuth, JWT, UserRefreshClient } from 'google-auth-library';
