//! Orgs: who belongs to them, who is invited, and what programs may do for them.

mod again;
mod calls;
mod domains;
mod giving;
mod invitations;
mod matrix;
mod members;
mod strangers;
mod tokens;
mod transfers;
mod trials;

use crate::harness::{TestApp, wait};

/// Everything that is kept of orgs, as one text: refusals change none of it.
fn fingerprint(app: &TestApp) -> String {
    let raw = app.database().raw();
    let sql = "SELECT concat_ws('|',
        (SELECT md5(string_agg(o::text, ' ' ORDER BY o.id)) FROM orgs o),
        (SELECT md5(string_agg(m::text, ' ' ORDER BY m.org_id, m.user_id)) FROM memberships m),
        (SELECT md5(string_agg(t.id::text || coalesce(t.revoked_at::text, ''), ' ' ORDER BY t.id)) FROM api_tokens t),
        (SELECT md5(string_agg(l::text, ' ' ORDER BY l.id)) FROM one_time_links l),
        (SELECT md5(string_agg(d::text, ' ' ORDER BY d.org_id, d.domain)) FROM org_domains d),
        (SELECT md5(string_agg(t::text, ' ' ORDER BY t.id)) FROM transfers t),
        (SELECT md5(string_agg(t::text, ' ' ORDER BY t.id)) FROM trial_extensions t))";
    wait(raw.query_one(sql, &[])).unwrap().get(0)
}
