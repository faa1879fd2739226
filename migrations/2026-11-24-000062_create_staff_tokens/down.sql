DROP TABLE staff_tokens;
