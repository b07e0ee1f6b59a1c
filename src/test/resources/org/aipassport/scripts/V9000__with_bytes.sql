CREATE TABLE with_bytes (a ${digest} NOT NULL, b ${sealed}, c ${canonical});
