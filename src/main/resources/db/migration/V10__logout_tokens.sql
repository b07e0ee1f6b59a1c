-- Logout tokens of the identity provider that were heeded, for as long as they could come again: digest
-- is of issuer and jti. A second row of the same digest cannot be made, by whichever broker.
CREATE TABLE logout_token (
  digest     ${digest} NOT NULL PRIMARY KEY,
  expires_at BIGINT    NOT NULL
);
CREATE INDEX logout_token_by_expiry ON logout_token (expires_at);
