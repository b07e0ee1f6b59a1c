-- Money is nano-dollars (1e-9 USD) in whole numbers.
-- A grant's own total stands in its row: null is no cap, 0 allows nothing. What is spent may pass the cap
-- only if a provider charged more than it said it could; the grant is frozen then.
ALTER TABLE access_grant ADD COLUMN budget_nanos BIGINT CHECK (budget_nanos >= 0);
ALTER TABLE access_grant ADD COLUMN spent_nanos BIGINT DEFAULT 0 NOT NULL CHECK (spent_nanos >= 0);
ALTER TABLE access_grant ADD COLUMN reserved_nanos BIGINT DEFAULT 0 NOT NULL CHECK (reserved_nanos >= 0);

-- Limits above a grant, of one app, an account, or a provider key. Calls lock them by level and id, after
-- the grant's row. window_start is when the window began that spent_nanos is of; it only ever moves on.
CREATE TABLE budget (
  id             CHAR(22)     NOT NULL PRIMARY KEY,
  account_id     CHAR(22)     NOT NULL REFERENCES account (id),
  budget_level   SMALLINT     NOT NULL CHECK (budget_level BETWEEN 1 AND 3),
  subject        VARCHAR(300) NOT NULL,
  period         VARCHAR(8)   NOT NULL,
  time_zone      VARCHAR(64)  NOT NULL,
  limit_nanos    BIGINT       NOT NULL CHECK (limit_nanos >= 0),
  window_start   BIGINT       NOT NULL,
  spent_nanos    BIGINT       NOT NULL CHECK (spent_nanos >= 0),
  reserved_nanos BIGINT       NOT NULL CHECK (reserved_nanos >= 0),
  created_at     BIGINT       NOT NULL,
  UNIQUE (account_id, budget_level, subject, period)
);

-- reserved_nanos is the most that the call can cost (0 where no cap asks for it), charged_nanos what it
-- cost: null is unknown, which only happens without a cap. budgets names those that it was taken from, at most
-- one of each level and period.
ALTER TABLE usage_entry ADD COLUMN reserved_nanos BIGINT DEFAULT 0 NOT NULL CHECK (reserved_nanos >= 0);
ALTER TABLE usage_entry ADD COLUMN charged_nanos BIGINT CHECK (charged_nanos >= 0);
ALTER TABLE usage_entry ADD COLUMN budgets VARCHAR(600);
ALTER TABLE usage_entry ADD COLUMN dispatched SMALLINT DEFAULT 0 NOT NULL;
ALTER TABLE usage_entry ADD COLUMN price_version VARCHAR(128);
ALTER TABLE usage_entry ADD COLUMN bill VARCHAR(2000);

-- Members of bodies that no table knows, refused under a money cap. Where inert_at stands an operator has said
-- that such a member costs nothing.
CREATE TABLE unknown_member (
  id              CHAR(22)     NOT NULL PRIMARY KEY,
  provider_type   VARCHAR(32)  NOT NULL,
  operation       VARCHAR(64)  NOT NULL,
  name            VARCHAR(128) NOT NULL,
  refusals        BIGINT       NOT NULL,
  last_refused_at BIGINT       NOT NULL,
  inert_at        BIGINT,
  inert_by        CHAR(22)     REFERENCES person (id),
  UNIQUE (provider_type, operation, name)
);

-- What an app or an owner asks to change in a grant that is in force: the whole scope as it would be then, and
-- for how long from the decision on. At most one waits per grant: open_slot is 1 for it and null for the others.
-- It is a change of the grant as it was in grant_version, and of no other. call_id names the call for which the broker
-- asked; null if the app asked itself.
CREATE TABLE grant_amendment (
  id          CHAR(22)       NOT NULL PRIMARY KEY,
  grant_id    CHAR(22)       NOT NULL REFERENCES access_grant (id),
  grant_version BIGINT       NOT NULL,
  scope       VARCHAR(16000) NOT NULL,
  lifetime_seconds BIGINT,
  reason      VARCHAR(2000)  NOT NULL,
  call_id     CHAR(22),
  status      VARCHAR(16)    NOT NULL,
  open_slot   SMALLINT,
  created_at  BIGINT         NOT NULL,
  decided_at  BIGINT,
  UNIQUE (grant_id, open_slot)
);

-- Brokers that run on this database. What one has left open that is not seen any more is closed by the others.
CREATE TABLE broker_instance (
  id      CHAR(22) NOT NULL PRIMARY KEY,
  seen_at BIGINT   NOT NULL
);
ALTER TABLE usage_entry ADD COLUMN instance CHAR(22);
