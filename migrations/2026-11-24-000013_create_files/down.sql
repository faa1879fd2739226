DROP TABLE file_renditions;
DROP TABLE files;
