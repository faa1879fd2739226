DROP TABLE changes;
DROP TABLE catalog_state;
