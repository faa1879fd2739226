DROP FUNCTION forget_in_audit(uuid);
DROP TABLE audit_seals;
DROP TABLE audit_unsealed;
DROP TABLE audit_personal;
DROP TABLE audit_entries;
DROP FUNCTION keep_audit();
