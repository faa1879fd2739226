-- The roles stay: they belong to the whole cluster, and another database may use them.
DO $$
DECLARE
    reader text;
BEGIN
    FOREACH reader IN ARRAY ARRAY['oin_app', 'oin_audit'] LOOP
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = reader) THEN
            EXECUTE format('REVOKE SELECT ON __diesel_schema_migrations FROM %I', reader);
            EXECUTE format('REVOKE USAGE ON SCHEMA public FROM %I', reader);
        END IF;
    END LOOP;
END
$$;

DROP FUNCTION grant_if_exists(text, regclass, text);
