DROP TABLE run_pictures;
