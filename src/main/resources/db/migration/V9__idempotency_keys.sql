-- What callers name a call by (Idempotency-Key), so that asking again does not pay twice: SHA-256 of the name and of
-- the request, nothing of either. call_id is the call that has the name now; whether that runs, and what it cost, its own
-- row says. Rows go a day after their call ended; taken_at is when it began, so that most need not be looked at.
CREATE TABLE idempotency_key (
  call_id        CHAR(22)  NOT NULL PRIMARY KEY REFERENCES usage_entry (id),
  grant_id       CHAR(22)  NOT NULL,
  key_digest     ${digest} NOT NULL,
  request_digest ${digest} NOT NULL,
  taken_at       BIGINT    NOT NULL,
  UNIQUE (grant_id, key_digest)
);
CREATE INDEX idempotency_key_by_time ON idempotency_key (taken_at);
