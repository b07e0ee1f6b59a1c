-- What operators decided about single prices; rows are added and never changed. number counts on, and of two
-- that decide at once the primary key lets one try again. prices has the form of a price file, in billionths of a
-- dollar for a million units; null takes the model's price away, so that the one beneath holds.
CREATE TABLE price_override (
  number         BIGINT      NOT NULL PRIMARY KEY,
  provider       VARCHAR(32) NOT NULL,
  model          VARCHAR(128) NOT NULL,
  prices         VARCHAR(8000),
  effective_from BIGINT      NOT NULL,
  set_by         CHAR(22)    NOT NULL,
  set_at         BIGINT      NOT NULL
);
