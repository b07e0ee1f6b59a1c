-- An empty password_hash means: no password here; nothing is ever equal to it.
ALTER TABLE person ADD COLUMN display_name VARCHAR(200);
ALTER TABLE person ADD COLUMN signed_in_at BIGINT;

-- One row that changes of roles and of who is enabled lock, so that one operator is always left.
CREATE TABLE people_gate (
  id    SMALLINT NOT NULL PRIMARY KEY,
  turns BIGINT   NOT NULL
);
INSERT INTO people_gate (id, turns) VALUES (1, 0);

-- Browsers that are signed in. Ending a session deletes its row; the audit log tells that it was.
CREATE TABLE user_session (
  id               CHAR(22)     NOT NULL PRIMARY KEY,
  person_id        CHAR(22)     NOT NULL REFERENCES person (id),
  digest           ${digest}    NOT NULL UNIQUE,
  method           VARCHAR(16)  NOT NULL,
  created_at       BIGINT       NOT NULL,
  authenticated_at BIGINT       NOT NULL,
  last_seen_at     BIGINT       NOT NULL,
  expires_at       BIGINT       NOT NULL,
  address          VARCHAR(64)  NOT NULL,
  agent            VARCHAR(300) NOT NULL
);
CREATE INDEX user_session_of_person ON user_session (person_id, created_at);
CREATE INDEX user_session_by_expiry ON user_session (expires_at);
CREATE INDEX user_session_by_last_seen ON user_session (last_seen_at);

-- The shared secret of RFC 6238, sealed and bound to its person. Unconfirmed it protects nothing.
-- last_step only grows: a code is accepted once.
CREATE TABLE second_factor (
  person_id    CHAR(22)  NOT NULL PRIMARY KEY REFERENCES person (id),
  kek_id       CHAR(16)  NOT NULL,
  sealed       ${sealed} NOT NULL,
  created_at   BIGINT    NOT NULL,
  confirmed_at BIGINT,
  last_step    BIGINT    NOT NULL
);

-- Using a code deletes its row.
CREATE TABLE recovery_code (
  person_id CHAR(22)  NOT NULL REFERENCES person (id),
  digest    ${digest} NOT NULL,
  PRIMARY KEY (person_id, digest)
);

-- Between the right password and the second factor.
CREATE TABLE sign_in_ticket (
  digest     ${digest} NOT NULL PRIMARY KEY,
  person_id  CHAR(22)  NOT NULL REFERENCES person (id),
  device_id  CHAR(22),
  expires_at BIGINT    NOT NULL
);
CREATE INDEX sign_in_ticket_of_person ON sign_in_ticket (person_id, expires_at);
CREATE INDEX sign_in_ticket_by_expiry ON sign_in_ticket (expires_at);

-- Browsers in which somebody has signed in before: what others guess elsewhere does not slow them.
CREATE TABLE known_device (
  id         CHAR(22)  NOT NULL PRIMARY KEY,
  person_id  CHAR(22)  NOT NULL REFERENCES person (id),
  digest     ${digest} NOT NULL UNIQUE,
  used_at    BIGINT    NOT NULL,
  expires_at BIGINT    NOT NULL
);
CREATE INDEX known_device_of_person ON known_device (person_id, used_at);
CREATE INDEX known_device_by_expiry ON known_device (expires_at);

-- What was tried in vain, by account, address, device or person; a bucket is a digest of its name.
CREATE TABLE sign_in_throttle (
  bucket   CHAR(43) NOT NULL PRIMARY KEY,
  failures INTEGER  NOT NULL,
  open_at  BIGINT   NOT NULL,
  tried_at BIGINT   NOT NULL
);
CREATE INDEX sign_in_throttle_by_time ON sign_in_throttle (tried_at);

CREATE TABLE invitation (
  id          CHAR(22)     NOT NULL PRIMARY KEY,
  digest      ${digest}    NOT NULL UNIQUE,
  roles       VARCHAR(64)  NOT NULL,
  label       VARCHAR(100) NOT NULL,
  invited_by  CHAR(22)     NOT NULL REFERENCES person (id),
  created_at  BIGINT       NOT NULL,
  expires_at  BIGINT       NOT NULL,
  accepted_at BIGINT,
  accepted_by CHAR(22)     REFERENCES person (id),
  revoked_at  BIGINT
);
CREATE INDEX invitation_by_time ON invitation (created_at);

-- Who somebody is at an identity provider: digest is SHA-256 over issuer and subject.
CREATE TABLE external_identity (
  digest     ${digest}    NOT NULL PRIMARY KEY,
  person_id  CHAR(22)     NOT NULL REFERENCES person (id),
  issuer     VARCHAR(500) NOT NULL,
  created_at BIGINT       NOT NULL
);
CREATE INDEX external_identity_of_person ON external_identity (person_id, created_at);
