-- When the identity provider last said what somebody is (the iat of its token, in milliseconds): an
-- older token never takes back what a newer one said.
ALTER TABLE external_identity ADD COLUMN stated_at BIGINT DEFAULT 0 NOT NULL;

-- Sign-ins under way at the identity provider. digest is of the state, browser of the cookie that
-- binds it to a browser, bucket of the address; sealed are the nonce, the PKCE verifier and where to go
-- afterwards. Deleting the row is what makes a state good for one use.
CREATE TABLE oidc_attempt (
  digest     ${digest} NOT NULL PRIMARY KEY,
  browser    ${digest} NOT NULL,
  bucket     CHAR(43)  NOT NULL,
  kek_id     CHAR(16)  NOT NULL,
  sealed     ${sealed} NOT NULL,
  expires_at BIGINT    NOT NULL
);
CREATE INDEX oidc_attempt_by_bucket ON oidc_attempt (bucket, expires_at);
CREATE INDEX oidc_attempt_by_expiry ON oidc_attempt (expires_at);

-- What the identity provider calls a session that began there, so that it can end it: digests of
-- issuer with subject and issuer with sid. sealed is the ID token, sent back at sign-out.
CREATE TABLE oidc_session (
  session_id CHAR(22)  NOT NULL PRIMARY KEY REFERENCES user_session (id) ON DELETE CASCADE,
  subject    ${digest} NOT NULL,
  sid        ${digest},
  kek_id     CHAR(16)  NOT NULL,
  sealed     ${sealed} NOT NULL
);
CREATE INDEX oidc_session_by_subject ON oidc_session (subject);
CREATE INDEX oidc_session_by_sid ON oidc_session (sid);
