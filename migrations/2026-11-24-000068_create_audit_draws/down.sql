DROP TABLE audit_draws;
