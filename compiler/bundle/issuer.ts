/**
 * What the name of an issuer may be: `https`, without query, fragment and user; `http` on this machine
 * only, for tests. Tokens are compared with it character by character.
 */
export const issuerForm: RegExp =
  /^(?:https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?|http:\/\/(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?)(?:\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$/;
