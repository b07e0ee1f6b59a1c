-- From where an app registered itself, to count by; null where an operator did it.
ALTER TABLE oauth_client ADD COLUMN address VARCHAR(64);
CREATE INDEX oauth_client_by_address ON oauth_client (address, created_at);

-- One row that whoever registers itself locks, so that parallel ones cannot pass the caps together.
CREATE TABLE client_gate (
  id    SMALLINT NOT NULL PRIMARY KEY,
  turns BIGINT   NOT NULL
);
INSERT INTO client_gate (id, turns) VALUES (1, 0);

-- Assertions by which apps have proved themselves (RFC 7523 section 3): none is taken twice.
CREATE TABLE client_assertion (
  client_id  VARCHAR(64) NOT NULL REFERENCES oauth_client (id),
  jti_digest CHAR(43)    NOT NULL,
  expires_at BIGINT      NOT NULL,
  PRIMARY KEY (client_id, jti_digest)
);
CREATE INDEX client_assertion_by_end ON client_assertion (expires_at);

-- What an app has, when it is disabled.
CREATE INDEX access_grant_by_client ON access_grant (client_id);
