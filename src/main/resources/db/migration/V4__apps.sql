-- The host of app_url by which apps are listed and blocked; null for a tool of the owner's own.
-- Hosts of IPv6 stay in their brackets, in which there are colons.
ALTER TABLE access_grant ADD COLUMN app_host VARCHAR(300);
UPDATE access_grant SET app_host = ${host_of_origin} WHERE app_origin IS NOT NULL;
CREATE INDEX access_grant_by_host ON access_grant (app_host, created_at);

-- Written by the update that counts a call, so that it costs no other.
ALTER TABLE access_grant ADD COLUMN last_used_at BIGINT;
UPDATE access_grant SET last_used_at =
  (SELECT MAX(u.reserved_at) FROM usage_entry u WHERE u.grant_id = access_grant.id);

-- A grant's calls are read newest first, page by page: in the order of this index, because Derby
-- reads an index in one direction only. state is in one index instead of two, so that a settlement
-- moves one entry instead of two; with grant_id behind it the few calls under way of a grant are
-- found without reading those that are done.
DROP INDEX usage_entry_of_grant;
DROP INDEX usage_entry_by_state;
CREATE INDEX usage_entry_of_grant ON usage_entry (grant_id, reserved_at DESC, id DESC);
CREATE INDEX usage_entry_by_state ON usage_entry (state, grant_id);

-- Hosts that may ask for nothing here, with all below them.
CREATE TABLE app_block (
  id         CHAR(22)      NOT NULL PRIMARY KEY,
  host       VARCHAR(300)  NOT NULL UNIQUE,
  reason     VARCHAR(2000) NOT NULL,
  blocked_by CHAR(22)      NOT NULL REFERENCES person (id),
  blocked_at BIGINT        NOT NULL
);

-- What owners told operators of a request or grant when they ended it: once at most.
CREATE TABLE grant_report (
  id           CHAR(22)      NOT NULL PRIMARY KEY,
  grant_id     CHAR(22)      NOT NULL UNIQUE REFERENCES access_grant (id),
  reporter_id  CHAR(22)      NOT NULL REFERENCES person (id),
  words        VARCHAR(2000) NOT NULL,
  reported_at  BIGINT        NOT NULL,
  dismissed_by CHAR(22)      REFERENCES person (id),
  dismissed_at BIGINT
);
CREATE INDEX grant_report_by_time ON grant_report (dismissed_at, reported_at);
