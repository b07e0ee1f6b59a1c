-- What operators decided about single prices; rows are added and never changed. number counts on, and of two
-- that decide at once the primary key lets one try again. prices has the form of a price file, in billionths of a
-- dollar for a million units; null takes the model's price away, so that the one beneath holds.
CREATE TABLE price_override (
  number         BIGINT        NOT NULL PRIMARY KEY,
  provider       VARCHAR(32)   NOT NULL,
  model          VARCHAR(128)  NOT NULL,
  prices         VARCHAR(8000),
  effective_from BIGINT        NOT NULL,
  set_by         CHAR(22)      NOT NULL REFERENCES person (id),
  set_at         BIGINT        NOT NULL
);

-- Budgets can be one grant's own, too: level 0, whose subject is the grant's id. The check on levels has no name
-- by which both databases could change it, so the table is made anew.
CREATE TABLE budget_before (
  id             CHAR(22)     NOT NULL,
  account_id     CHAR(22)     NOT NULL,
  budget_level   SMALLINT     NOT NULL,
  subject        VARCHAR(300) NOT NULL,
  period         VARCHAR(8)   NOT NULL,
  time_zone      VARCHAR(64)  NOT NULL,
  limit_nanos    BIGINT       NOT NULL,
  window_start   BIGINT       NOT NULL,
  spent_nanos    BIGINT       NOT NULL,
  reserved_nanos BIGINT       NOT NULL,
  created_at     BIGINT       NOT NULL
);
INSERT INTO budget_before (id, account_id, budget_level, subject, period, time_zone, limit_nanos, window_start,
  spent_nanos, reserved_nanos, created_at)
  SELECT id, account_id, budget_level, subject, period, time_zone, limit_nanos, window_start, spent_nanos,
    reserved_nanos, created_at FROM budget;
DROP TABLE budget;
CREATE TABLE budget (
  id             CHAR(22)     NOT NULL PRIMARY KEY,
  account_id     CHAR(22)     NOT NULL REFERENCES account (id),
  budget_level   SMALLINT     NOT NULL,
  subject        VARCHAR(300) NOT NULL,
  period         VARCHAR(8)   NOT NULL,
  time_zone      VARCHAR(64)  NOT NULL,
  limit_nanos    BIGINT       NOT NULL CHECK (limit_nanos >= 0),
  window_start   BIGINT       NOT NULL,
  spent_nanos    BIGINT       NOT NULL CHECK (spent_nanos >= 0),
  reserved_nanos BIGINT       NOT NULL CHECK (reserved_nanos >= 0),
  created_at     BIGINT       NOT NULL,
  CONSTRAINT budget_level_known CHECK (budget_level BETWEEN 0 AND 3),
  UNIQUE (account_id, budget_level, subject, period)
);
INSERT INTO budget (id, account_id, budget_level, subject, period, time_zone, limit_nanos, window_start,
  spent_nanos, reserved_nanos, created_at)
  SELECT id, account_id, budget_level, subject, period, time_zone, limit_nanos, window_start, spent_nanos,
    reserved_nanos, created_at FROM budget_before;
DROP TABLE budget_before;
ALTER TABLE usage_entry ALTER COLUMN budgets SET DATA TYPE VARCHAR(1000);
