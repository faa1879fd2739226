-- Three roles, so that a fault in the program cannot rewrite what must not change:
--   oin_migrate  owns the tables and changes their shape (`oin migrate`);
--   oin_app      reads and writes rows, and only where a migration grants it (`oin serve`);
--   oin_audit    reads what auditors read.
-- Roles belong to the whole cluster. They are made here when they are absent and the
-- migrating user may make them; on a managed PostgreSQL an administrator makes them
-- before, or leaves them out: then one user owns and uses everything, and every grant
-- below is skipped. They are made without LOGIN: who may sign in, and how, is the
-- administrator's to say.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['oin_migrate', 'oin_app', 'oin_audit'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND (rolcreaterole OR rolsuper)) THEN
                BEGIN
                    EXECUTE format('CREATE ROLE %I', wanted);
                EXCEPTION WHEN duplicate_object OR unique_violation THEN
                    NULL; -- another database of this cluster is being migrated at this moment
                END;
            ELSE
                RAISE NOTICE 'role % is absent and % may not make it: grants to it are skipped', wanted, current_user;
            END IF;
        END IF;
    END LOOP;
END
$$;

-- Until PostgreSQL 15 everyone could make tables in `public`.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- Grants `privileges` on a table to a role, if there is such a role.
CREATE FUNCTION grant_if_exists(privileges text, on_table regclass, to_role text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = to_role) THEN
        EXECUTE format('GRANT %s ON %s TO %I', privileges, on_table, to_role);
    END IF;
END
$$;
REVOKE ALL ON FUNCTION grant_if_exists(text, regclass, text) FROM PUBLIC;

DO $$
DECLARE
    reader text;
BEGIN
    FOREACH reader IN ARRAY ARRAY['oin_app', 'oin_audit'] LOOP
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = reader) THEN
            EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', reader);
        END IF;
    END LOOP;
END
$$;

-- The program compares what is applied with what it brings along.
SELECT grant_if_exists('SELECT', '__diesel_schema_migrations', 'oin_app');
