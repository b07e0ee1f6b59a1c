-- Apps that are registered. standing says who vouches for name and url: VERIFIED is an operator's word,
-- SELF_REGISTERED nobody's (RFC 7591). redirect_uris and grant_types are separated by spaces. A secret is kept as
-- its digest only; jwks are public keys.
CREATE TABLE oauth_client (
  id            VARCHAR(64)   NOT NULL PRIMARY KEY,
  name          VARCHAR(200)  NOT NULL,
  url           VARCHAR(2000),
  standing      VARCHAR(16)   NOT NULL,
  redirect_uris VARCHAR(8000) NOT NULL,
  grant_types   VARCHAR(300)  NOT NULL,
  auth_method   VARCHAR(32)   NOT NULL,
  secret_digest ${digest},
  jwks          VARCHAR(8000),
  par_required  SMALLINT      NOT NULL,
  created_at    BIGINT        NOT NULL,
  created_by    CHAR(22)      REFERENCES person (id),
  disabled_at   BIGINT
);
CREATE INDEX oauth_client_by_time ON oauth_client (created_at);
