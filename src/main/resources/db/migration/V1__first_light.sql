-- One script serves both databases: what differs between them is a placeholder.
CREATE TABLE broker_instance (
  id CHAR(22) NOT NULL PRIMARY KEY,
  created_at BIGINT NOT NULL
);
