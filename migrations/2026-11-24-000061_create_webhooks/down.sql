-- Tokens with the new scopes would break the check of before: they end.
DELETE FROM api_tokens WHERE scopes && ARRAY['webhooks:read', 'webhooks:write'];
ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_scopes_values;
ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_scopes_values CHECK (scopes <@ ARRAY['submissions:read',
    'submissions:write', 'submissions:submit', 'org:read', 'org:write', 'tokens:write']);
DELETE FROM sealed_secrets WHERE place = 'webhooks';
DROP TABLE webhook_deliveries;
DROP TABLE webhooks;
