-- The origin of app_url as browsers send it, by which pages are found that may use the broker.
-- Null for a grant from before this column: its app has to ask once more to be used from a page.
ALTER TABLE access_grant ADD COLUMN app_origin VARCHAR(300);
CREATE INDEX access_grant_by_origin ON access_grant (app_origin, status, expires_at);
