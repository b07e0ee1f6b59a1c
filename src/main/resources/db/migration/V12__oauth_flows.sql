-- For how long an app asks; null where it did not say. Its owner may only approve less.
ALTER TABLE grant_request ADD COLUMN lifetime_seconds BIGINT;

-- Authorization requests that apps pushed (RFC 9126). digest is of the reference that the app got; deleting the row is
-- what makes it good for one use. parameters are a JSON object of texts, found good when they came.
CREATE TABLE oauth_pushed_request (
  digest     ${digest}      NOT NULL PRIMARY KEY,
  client_id  VARCHAR(64)    NOT NULL REFERENCES oauth_client (id),
  parameters VARCHAR(24000) NOT NULL,
  address    VARCHAR(64)    NOT NULL,
  expires_at BIGINT         NOT NULL
);
CREATE INDEX oauth_pushed_request_by_address ON oauth_pushed_request (address, expires_at);
CREATE INDEX oauth_pushed_request_by_expiry ON oauth_pushed_request (expires_at);

-- Where the answer to a decision goes, and how its app proves that the answer is its own. A code is kept as its digest; what
-- is left null: the app asked for no resource, nobody has gone back yet, the code was not redeemed yet.
CREATE TABLE oauth_flow (
  grant_id         CHAR(22)      NOT NULL PRIMARY KEY REFERENCES access_grant (id),
  client_id        VARCHAR(64)   NOT NULL REFERENCES oauth_client (id),
  redirect_uri     VARCHAR(1000) NOT NULL,
  redirect_named   SMALLINT      NOT NULL,
  client_state     VARCHAR(1000),
  challenge        CHAR(43)      NOT NULL,
  resource         VARCHAR(2000),
  returned_at      BIGINT,
  code_digest      ${digest}     UNIQUE,
  code_expires_at  BIGINT,
  redeemed_at      BIGINT
);

-- All refresh tokens that a grant ever had, as digests: each is good once, and what comes again shows that two have it. successor
-- is the digest of the one that was given for it, forgiven_at when an answer that was lost was made up for, voided_at when
-- another took its place unused.
CREATE TABLE refresh_token (
  digest      ${digest}   NOT NULL PRIMARY KEY,
  grant_id    CHAR(22)    NOT NULL REFERENCES access_grant (id),
  issued_at   BIGINT      NOT NULL,
  used_at     BIGINT,
  successor   ${digest},
  forgiven_at BIGINT,
  voided_at   BIGINT
);
CREATE INDEX refresh_token_of_grant ON refresh_token (grant_id, issued_at);
