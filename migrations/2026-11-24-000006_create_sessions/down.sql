DROP TABLE recovery_codes;
DROP TABLE passkeys;
DROP TABLE totp_factors;
DROP TABLE known_devices;
DROP TABLE sessions;
