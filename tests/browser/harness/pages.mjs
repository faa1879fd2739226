// One page of every kind.

/** Pages that answer 200, by a name for messages. */
export const PAGES = {
  home: "/",
  search: "/integrations",
  "search results": "/integrations?q=google&category=security&sort=name",
  "no result": "/integrations?q=qqqqzzzzxx",
  "listing with settings": "/integrations/salesforce",
  "listing of facts": "/integrations/15five",
  "verified listing": "/integrations/brambletide-desk",
  "setup guide": "/integrations/salesforce/guide",
  "filled setup guide": "/integrations/salesforce/guide?var.subdomain=acme",
  collections: "/collections",
  collection: "/collections/developer-platform",
  guide: "/guide",
  "guide page": "/guide/saml",
  "API reference": "/api/docs",
};

/** Pages that answer with an error, and its status. */
export const ERRORS = {
  "not found": ["/integrations/no-such-app", 404],
  "bad query": ["/integrations?category=no-such-category", 400],
};
