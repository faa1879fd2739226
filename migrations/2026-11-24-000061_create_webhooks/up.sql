-- Addresses of orgs that are told what happens to their submissions, listings and verifications.
-- Their secrets are sealed: place `webhooks`, fields `secret` and `old_secret`.
CREATE TABLE webhooks (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL REFERENCES orgs (id),
    url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2048),
    -- What it is told; at least one.
    kinds text[] NOT NULL CHECK (cardinality(kinds) >= 1 AND array_position(kinds, NULL) IS NULL)
        CONSTRAINT webhooks_kinds_values CHECK (kinds <@ ARRAY[
            'submission.received', 'submission.needs_fixes', 'submission.queued',
            'submission.question_asked', 'submission.discard_announced', 'submission.discarded',
            'submission.closed_no_reply', 'submission.rejected', 'submission.approved',
            'submission.published', 'submission.withdrawn', 'listing.published',
            'listing.updated', 'listing.rolled_back', 'listing.degraded', 'listing.recovered',
            'listing.suspension_announced', 'listing.suspension_called_off', 'listing.suspended',
            'listing.restored', 'listing.retiring', 'listing.retired', 'listing.removed',
            'verification.applied', 'verification.withdrawn', 'verification.refused',
            'verification.approved', 'verification.at_risk', 'verification.recovered',
            'verification.lapsed', 'verification.revoked', 'verification.appeal_upheld',
            'verification.appeal_dismissed']),
    state text NOT NULL CONSTRAINT webhooks_state_values
        CHECK (state IN ('active', 'paused', 'disabled')),
    -- Why the network calls it no more, and since when.
    cause text CONSTRAINT webhooks_cause_values CHECK (cause IN ('gone', 'failing')),
    disabled_at timestamptz,
    created_at timestamptz NOT NULL,
    -- Until when messages are signed with the secret before, too.
    old_secret_until timestamptz,
    -- When a message last arrived.
    delivered_at timestamptz,
    CONSTRAINT webhooks_disabled_for_a_cause
        CHECK ((state = 'disabled') = (cause IS NOT NULL) AND (cause IS NULL) = (disabled_at IS NULL))
);
CREATE INDEX webhooks_org_id_idx ON webhooks (org_id, created_at);

-- One message to one webhook: what is sent, as it is sent, and how that was last answered.
CREATE TABLE webhook_deliveries (
    webhook_id uuid NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    -- The same for every webhook that is told of the event, and at every try.
    event_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT webhook_deliveries_kind_values CHECK (kind IN (
        'submission.received', 'submission.needs_fixes', 'submission.queued',
        'submission.question_asked', 'submission.discard_announced', 'submission.discarded',
        'submission.closed_no_reply', 'submission.rejected', 'submission.approved',
        'submission.published', 'submission.withdrawn', 'listing.published', 'listing.updated',
        'listing.rolled_back', 'listing.degraded', 'listing.recovered',
        'listing.suspension_announced', 'listing.suspension_called_off', 'listing.suspended',
        'listing.restored', 'listing.retiring', 'listing.retired', 'listing.removed',
        'verification.applied', 'verification.withdrawn', 'verification.refused',
        'verification.approved', 'verification.at_risk', 'verification.recovered',
        'verification.lapsed', 'verification.revoked', 'verification.appeal_upheld',
        'verification.appeal_dismissed', 'webhook.test')),
    body text NOT NULL CHECK (octet_length(body) <= 65536),
    created_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT webhook_deliveries_state_values
        CHECK (state IN ('waiting', 'delivered', 'failed')),
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_at timestamptz,
    tried_at timestamptz,
    status integer CHECK (status BETWEEN 100 AND 999),
    answer text CHECK (octet_length(answer) <= 1024),
    problem text CHECK (length(problem) <= 1000),
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (webhook_id, event_id),
    CONSTRAINT webhook_deliveries_waiting_for_a_time CHECK ((state = 'waiting') = (next_at IS NOT NULL))
);
CREATE INDEX webhook_deliveries_next_at_idx ON webhook_deliveries (webhook_id, next_at)
    WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_created_at_idx ON webhook_deliveries (created_at);

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'webhooks', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'webhook_deliveries', 'oin_app');

-- Tokens may have two scopes more. There are few of them: looking at all takes an instant.
ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_scopes_values;
ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_scopes_values CHECK (scopes <@ ARRAY['submissions:read',
    'submissions:write', 'submissions:submit', 'org:read', 'org:write', 'tokens:write',
    'webhooks:read', 'webhooks:write']);
