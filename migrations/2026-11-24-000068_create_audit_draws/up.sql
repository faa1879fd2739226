-- Submissions that would have been approved without a reviewer, had the random audit not drawn them.
-- What reviewers do with them says how often a change that nobody looks at should not pass.
CREATE TABLE audit_draws (
    submission_id uuid PRIMARY KEY REFERENCES submissions (id),
    at timestamptz NOT NULL
);
CREATE INDEX audit_draws_at_idx ON audit_draws (at);

-- No UPDATE, no DELETE: what was drawn stays drawn.
SELECT grant_if_exists('SELECT, INSERT', 'audit_draws', 'oin_app');
SELECT grant_if_exists('SELECT', 'audit_draws', 'oin_audit');
