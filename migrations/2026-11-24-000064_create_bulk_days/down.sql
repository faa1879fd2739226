DROP TABLE bulk_days;
