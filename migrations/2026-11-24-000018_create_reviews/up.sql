-- What the queue shows of a submission without reading its content: written whenever it is queued.
CREATE TABLE reviews (
    submission_id uuid PRIMARY KEY REFERENCES submissions (id),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    sign_on text[] NOT NULL CONSTRAINT reviews_sign_on_values
        CHECK (sign_on <@ ARRAY['saml2', 'oidc', 'ws-fed', 'swa', 'bookmark']),
    -- The domain's `Risk`: the sum, by which version of the rules, and item by item.
    risk integer NOT NULL CHECK (risk >= 0),
    risk_version integer NOT NULL CHECK (risk_version >= 1),
    risk_items jsonb NOT NULL CHECK (jsonb_typeof(risk_items) = 'array'),
    assessed_at timestamptz NOT NULL,
    -- What the look again in the queue found: the network proposes, a reviewer announces.
    proposed_cause text CONSTRAINT reviews_proposed_cause_values
        CHECK (proposed_cause IN ('internal_url', 'no_test_login')),
    proposed_why text CHECK (length(proposed_why) BETWEEN 1 AND 2048),
    proposed_at timestamptz,
    CONSTRAINT reviews_proposed_whole CHECK ((proposed_cause IS NULL) = (proposed_at IS NULL)
        AND (proposed_cause IS NULL) = (proposed_why IS NULL))
);

-- The queue, its open appeals.
CREATE INDEX submissions_with_staff_idx ON submissions (due_at, id)
    WHERE stage IN ('queued', 'in_review', 'testing', 'awaiting_isv', 'discard_notice');
CREATE INDEX submissions_appeals_idx ON submissions (since, id)
    WHERE stage IN ('rejected', 'discarded') AND facts #>> '{appeal,kind}' = 'open';

-- What reviewers have ticked. It counts for what was submitted then, and not for a later content.
CREATE TABLE review_ticks (
    submission_id uuid NOT NULL REFERENCES submissions (id),
    item text NOT NULL CONSTRAINT review_ticks_item_values
        CHECK (item IN ('words', 'owner', 'settings', 'guide', 'signed_in')),
    user_id uuid NOT NULL,
    at timestamptz NOT NULL,
    submitted_at timestamptz NOT NULL,
    PRIMARY KEY (submission_id, item)
);

-- Runs that a reviewer did by hand. Evidence: written once.
CREATE TABLE manual_runs (
    id uuid PRIMARY KEY,
    submission_id uuid NOT NULL REFERENCES submissions (id),
    flow text NOT NULL CONSTRAINT manual_runs_flow_values CHECK (flow IN ('sp', 'idp')),
    passed boolean NOT NULL,
    note text NOT NULL CHECK (length(note) BETWEEN 1 AND 2048),
    user_id uuid NOT NULL,
    at timestamptz NOT NULL,
    submitted_at timestamptz NOT NULL
);
CREATE INDEX manual_runs_submission_id_idx ON manual_runs (submission_id, at);

-- What a reviewer has typed for a decision that is not made yet.
CREATE TABLE decision_drafts (
    submission_id uuid NOT NULL REFERENCES submissions (id),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    action text NOT NULL CHECK (action ~ '^[a-z_]{1,60}$'),
    fields jsonb NOT NULL CHECK (jsonb_typeof(fields) = 'object'),
    at timestamptz NOT NULL,
    PRIMARY KEY (submission_id, user_id, action)
);

-- Who has a submission open.
CREATE TABLE review_presence (
    submission_id uuid NOT NULL REFERENCES submissions (id),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (submission_id, user_id)
);

-- Every look of staff at an ISV's secret. Written once.
CREATE TABLE secret_reveals (
    id uuid PRIMARY KEY,
    submission_id uuid NOT NULL REFERENCES submissions (id),
    path text NOT NULL CHECK (length(path) BETWEEN 1 AND 200),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    user_id uuid NOT NULL,
    at timestamptz NOT NULL,
    submitted_at timestamptz NOT NULL
);
CREATE INDEX secret_reveals_submission_id_idx ON secret_reveals (submission_id, at);

SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'reviews', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'review_ticks', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'decision_drafts', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'review_presence', 'oin_app');
-- No UPDATE, no DELETE: what happened stays as it happened.
SELECT grant_if_exists('SELECT, INSERT', 'manual_runs', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'secret_reveals', 'oin_app');
SELECT grant_if_exists('SELECT', 'reviews', 'oin_audit');
SELECT grant_if_exists('SELECT', 'manual_runs', 'oin_audit');
SELECT grant_if_exists('SELECT', 'secret_reveals', 'oin_audit');
