-- One script serves both databases: what differs between them is a placeholder.
-- Instants are milliseconds since 1970-01-01T00:00:00Z: exact, without a time zone, the same on both.
-- Ids are 22 characters of base64url (128 random bits).

-- One row per master key that has been used here: a wrong key is found before anything is written.
CREATE TABLE master_key_check (
  kek_id     CHAR(16)  NOT NULL PRIMARY KEY,
  sealed     ${sealed} NOT NULL,
  created_at BIGINT    NOT NULL
);

-- Whose keys, grants and usage a row belongs to: a person now, a group later.
CREATE TABLE account (
  id         CHAR(22)    NOT NULL PRIMARY KEY,
  kind       VARCHAR(16) NOT NULL,
  created_at BIGINT      NOT NULL
);

CREATE TABLE person (
  id            CHAR(22)     NOT NULL PRIMARY KEY,
  account_id    CHAR(22)     NOT NULL REFERENCES account (id),
  username      VARCHAR(64)  NOT NULL,
  username_key  VARCHAR(64)  NOT NULL UNIQUE,
  password_hash VARCHAR(300) NOT NULL,
  roles         VARCHAR(64)  NOT NULL,
  created_at    BIGINT       NOT NULL,
  disabled_at   BIGINT
);

-- At most one row: who claimed the broker. Its primary key decides the race.
CREATE TABLE setup_claim (
  id         SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
  person_id  CHAR(22) NOT NULL REFERENCES person (id),
  claimed_at BIGINT   NOT NULL
);

CREATE TABLE personal_token (
  id         CHAR(22)     NOT NULL PRIMARY KEY,
  person_id  CHAR(22)     NOT NULL REFERENCES person (id),
  digest     ${digest}    NOT NULL UNIQUE,
  label      VARCHAR(100) NOT NULL,
  created_at BIGINT       NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT
);
CREATE INDEX personal_token_of_person ON personal_token (person_id, created_at);

CREATE TABLE provider_key (
  id              CHAR(22)     NOT NULL PRIMARY KEY,
  account_id      CHAR(22)     NOT NULL REFERENCES account (id),
  provider        VARCHAR(32)  NOT NULL,
  label           VARCHAR(100) NOT NULL,
  labels          VARCHAR(300) NOT NULL,
  origin_of_key   VARCHAR(16)  NOT NULL,
  last_four       VARCHAR(4)   NOT NULL,
  current_version INTEGER      NOT NULL,
  created_at      BIGINT       NOT NULL,
  replaced_at     BIGINT,
  deleted_at      BIGINT
);
CREATE INDEX provider_key_of_account ON provider_key (account_id, provider);

-- Deleting or replacing a key deletes its old versions: nothing sealed stays behind.
CREATE TABLE provider_key_version (
  key_id     CHAR(22)  NOT NULL REFERENCES provider_key (id),
  version    INTEGER   NOT NULL,
  kek_id     CHAR(16)  NOT NULL,
  sealed     ${sealed} NOT NULL,
  created_at BIGINT    NOT NULL,
  PRIMARY KEY (key_id, version)
);

-- What was asked, as it was asked; never updated.
CREATE TABLE grant_request (
  id         CHAR(22)       NOT NULL PRIMARY KEY,
  app_name   VARCHAR(200)   NOT NULL,
  app_url    VARCHAR(2000)  NOT NULL,
  scope      VARCHAR(16000) NOT NULL,
  reason     VARCHAR(2000)  NOT NULL,
  owner_name VARCHAR(64),
  address    VARCHAR(64)    NOT NULL,
  created_at BIGINT         NOT NULL
);
CREATE INDEX grant_request_by_address ON grant_request (address, created_at);
CREATE INDEX grant_request_by_owner_name ON grant_request (owner_name, created_at);

CREATE TABLE access_grant (
  id           CHAR(22)       NOT NULL PRIMARY KEY,
  request_id   CHAR(22)       NOT NULL REFERENCES grant_request (id),
  client_id    VARCHAR(64)    NOT NULL,
  account_id   CHAR(22)       REFERENCES account (id),
  owner_id     CHAR(22)       REFERENCES person (id),
  owner_name   VARCHAR(64),
  labels       VARCHAR(300)   NOT NULL,
  app_name     VARCHAR(200)   NOT NULL,
  app_url      VARCHAR(2000)  NOT NULL,
  reason       VARCHAR(2000)  NOT NULL,
  provider     VARCHAR(32)    NOT NULL,
  key_id       CHAR(22)       REFERENCES provider_key (id),
  scope        VARCHAR(16000) NOT NULL,
  scope_digest CHAR(43)       NOT NULL,
  status       VARCHAR(16)    NOT NULL,
  claim_digest ${digest}      NOT NULL UNIQUE,
  created_at   BIGINT         NOT NULL,
  expires_at   BIGINT         NOT NULL,
  approved_at  BIGINT,
  ended_at     BIGINT,
  notes        VARCHAR(2000),
  max_requests BIGINT,
  usage_count  BIGINT         NOT NULL,
  version      BIGINT         NOT NULL,
  CHECK (usage_count >= 0),
  CHECK (max_requests IS NULL OR usage_count <= max_requests),
  CHECK (status <> 'APPROVED' OR (account_id IS NOT NULL AND owner_id IS NOT NULL))
);
CREATE INDEX access_grant_of_owner ON access_grant (owner_id, created_at);
CREATE INDEX access_grant_by_key ON access_grant (key_id, status);
CREATE INDEX access_grant_by_status ON access_grant (status, expires_at);
CREATE INDEX access_grant_by_request ON access_grant (request_id, status);

-- One row that new requests lock, so that the caps on pending requests hold under parallel calls.
CREATE TABLE pending_gate (
  id    SMALLINT NOT NULL PRIMARY KEY,
  turns BIGINT   NOT NULL
);
INSERT INTO pending_gate (id, turns) VALUES (1, 0);

-- Advanced in the transaction of everything that ends calls; running calls are checked when it moves.
CREATE TABLE revocation_seq (
  id              SMALLINT NOT NULL PRIMARY KEY,
  latest_position BIGINT   NOT NULL
);
INSERT INTO revocation_seq (id, latest_position) VALUES (1, 0);

-- active_slot is 1 for the one key that signs and null for the others: its uniqueness decides the
-- race of two first starts.
CREATE TABLE signing_key (
  kid         CHAR(43)     NOT NULL PRIMARY KEY,
  state       VARCHAR(16)  NOT NULL,
  active_slot SMALLINT     UNIQUE,
  public_jwk  VARCHAR(500) NOT NULL,
  sealed      ${sealed}    NOT NULL,
  created_at  BIGINT       NOT NULL
);

-- jti and digest only: a token cannot be rebuilt from this row.
CREATE TABLE access_token (
  jti        CHAR(22)  NOT NULL PRIMARY KEY,
  grant_id   CHAR(22)  NOT NULL REFERENCES access_grant (id),
  digest     ${digest} NOT NULL,
  kid        CHAR(43)  NOT NULL,
  issued_at  BIGINT    NOT NULL,
  expires_at BIGINT    NOT NULL
);
CREATE INDEX access_token_of_grant ON access_token (grant_id, expires_at);
CREATE INDEX access_token_by_expiry ON access_token (expires_at);

-- One row per call, written before the first byte leaves. No foreign key to access_grant: it would
-- take a shared lock on the grant's row just before the conditional update takes an exclusive one.
CREATE TABLE usage_entry (
  id          CHAR(22)     NOT NULL PRIMARY KEY,
  grant_id    CHAR(22)     NOT NULL,
  account_id  CHAR(22)     NOT NULL,
  key_id      CHAR(22),
  labels      VARCHAR(300) NOT NULL,
  provider    VARCHAR(32)  NOT NULL,
  operation   VARCHAR(32)  NOT NULL,
  model       VARCHAR(128) NOT NULL,
  state       VARCHAR(16)  NOT NULL,
  reserved_at BIGINT       NOT NULL,
  settled_at  BIGINT,
  outcome     VARCHAR(64),
  http_status INTEGER
);
CREATE INDEX usage_entry_of_grant ON usage_entry (grant_id, state);
CREATE INDEX usage_entry_by_state ON usage_entry (state, reserved_at);

-- Append only. leaf_hash = SHA-256(0x00 || canonical), the leaf hash of RFC 6962 section 2.1.
CREATE TABLE audit_event (
  id          CHAR(22)     NOT NULL PRIMARY KEY,
  recorded_at BIGINT       NOT NULL,
  type        VARCHAR(64)  NOT NULL,
  actor       VARCHAR(128) NOT NULL,
  account_id  CHAR(22),
  subject     VARCHAR(128) NOT NULL,
  canonical   ${canonical} NOT NULL,
  leaf_hash   ${digest}    NOT NULL
);
CREATE INDEX audit_event_by_time ON audit_event (recorded_at);
