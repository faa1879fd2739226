// @generated automatically by Diesel CLI.

diesel::table! {
    api_tokens (id) {
        id -> Uuid,
        hash -> Bytea,
        hint -> Text,
        org_id -> Uuid,
        made_by -> Nullable<Uuid>,
        name -> Text,
        scopes -> Array<Text>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    audit_draws (submission_id) {
        submission_id -> Uuid,
        at -> Timestamptz,
    }
}

diesel::table! {
    audit_entries (id) {
        id -> Int8,
        at -> Timestamptz,
        area -> Text,
        act -> Text,
        actor_id -> Nullable<Uuid>,
        user_id -> Nullable<Uuid>,
        org_id -> Nullable<Uuid>,
        about_kind -> Nullable<Text>,
        about_id -> Nullable<Text>,
        request_id -> Nullable<Text>,
        detail -> Text,
        actor_hash -> Nullable<Bytea>,
        user_hash -> Nullable<Bytea>,
    }
}

diesel::table! {
    audit_personal (entry_id, part) {
        entry_id -> Int8,
        part -> Text,
        user_id -> Uuid,
        salt -> Bytea,
        said -> Text,
    }
}

diesel::table! {
    audit_seals (number) {
        number -> Int8,
        entry_id -> Int8,
        hash -> Bytea,
        sealed_at -> Timestamptz,
    }
}

diesel::table! {
    audit_unsealed (entry_id) {
        entry_id -> Int8,
    }
}

diesel::table! {
    benefits (position) {
        position -> Int4,
        text -> Text,
        updated_by -> Uuid,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    bulk_days (user_id, day) {
        user_id -> Uuid,
        day -> Date,
        made -> Int4,
    }
}

diesel::table! {
    canned_texts (id) {
        id -> Uuid,
        code -> Text,
        title -> Text,
        text -> Text,
        updated_by -> Uuid,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    catalog_state (only_row) {
        only_row -> Bool,
        version -> Int8,
    }
}

diesel::table! {
    categories (slug) {
        slug -> Text,
        label -> Text,
        position -> Int4,
    }
}

diesel::table! {
    changes (version) {
        version -> Int8,
        kind -> Text,
        integration_id -> Nullable<Uuid>,
        slug -> Nullable<Text>,
        at -> Timestamptz,
    }
}

diesel::table! {
    check_runs (id) {
        id -> Uuid,
        submission_id -> Uuid,
        draft_revision -> Int4,
        asked_at -> Timestamptz,
        finished_at -> Timestamptz,
        facts -> Jsonb,
        findings -> Jsonb,
    }
}

diesel::table! {
    claims (id) {
        id -> Uuid,
        integration_id -> Uuid,
        org_id -> Uuid,
        claimed_by -> Uuid,
        domain -> Text,
        claimed_at -> Timestamptz,
        state -> Text,
        owner_id -> Nullable<Uuid>,
        until -> Timestamptz,
        objection -> Nullable<Text>,
        answer -> Nullable<Text>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    collection_items (collection_slug, integration_id) {
        collection_slug -> Text,
        integration_id -> Uuid,
        position -> Int4,
    }
}

diesel::table! {
    collections (slug) {
        slug -> Text,
        title -> Text,
        summary -> Text,
        position -> Int4,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
    }
}

diesel::table! {
    contact_mails (id) {
        id -> Uuid,
        org_id -> Uuid,
        mail -> Text,
        mail_folded -> Text,
        asked_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        bounced_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    data_keys (id) {
        id -> Uuid,
        org_id -> Nullable<Uuid>,
        state -> Text,
        wrapping_key -> Text,
        wrapped -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    decision_drafts (submission_id, user_id, action) {
        submission_id -> Uuid,
        user_id -> Uuid,
        action -> Text,
        fields -> Jsonb,
        at -> Timestamptz,
    }
}

diesel::table! {
    dev_clock (only_row) {
        only_row -> Bool,
        ahead_seconds -> Int8,
    }
}

diesel::table! {
    dev_letters (letter_id) {
        letter_id -> Uuid,
        to_mail -> Text,
        subject -> Text,
        text_part -> Text,
        html_part -> Text,
        raw -> Bytea,
        received_at -> Timestamptz,
    }
}

diesel::table! {
    evidence (id) {
        id -> Uuid,
        integration_id -> Uuid,
        subject -> Text,
        kind -> Text,
        outcome -> Text,
        note -> Nullable<Text>,
        user_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    file_renditions (file_id, form) {
        file_id -> Text,
        form -> Text,
        media_type -> Text,
        bytes -> Bytea,
    }
}

diesel::table! {
    files (id) {
        id -> Text,
        org_id -> Uuid,
        kind -> Text,
        sha256 -> Bytea,
        width -> Int4,
        height -> Int4,
        size -> Int4,
        added_by -> Nullable<Uuid>,
        seen_at -> Timestamptz,
        published -> Bool,
    }
}

diesel::table! {
    idempotency_keys (actor_id, key) {
        actor_id -> Uuid,
        key -> Text,
        request_hash -> Bytea,
        response -> Nullable<Jsonb>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    integrations (id) {
        id -> Uuid,
        slug -> Nullable<Text>,
        org_id -> Nullable<Uuid>,
        visibility -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    jobs (id) {
        id -> Uuid,
        class -> Text,
        payload -> Jsonb,
        dedup_key -> Nullable<Text>,
        created_at -> Timestamptz,
        run_at -> Timestamptz,
        attempts -> Int4,
        locked_until -> Nullable<Timestamptz>,
        fence -> Int8,
        again -> Bool,
        problem -> Nullable<Text>,
        parked_at -> Nullable<Timestamptz>,
        parked_reason -> Nullable<Text>,
    }
}

diesel::table! {
    known_devices (hash) {
        hash -> Bytea,
        user_id -> Uuid,
        seen_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    letters (id) {
        id -> Uuid,
        kind -> Text,
        to_mail -> Text,
        to_name -> Nullable<Text>,
        user_id -> Nullable<Uuid>,
        payload -> Jsonb,
        created_at -> Timestamptz,
        state -> Text,
        run_at -> Timestamptz,
        attempts -> Int4,
        locked_until -> Nullable<Timestamptz>,
        fence -> Int8,
        problem -> Nullable<Text>,
        sent_at -> Nullable<Timestamptz>,
        bounced_at -> Nullable<Timestamptz>,
        bounce_reason -> Nullable<Text>,
    }
}

diesel::table! {
    listing_categories (integration_id, category_slug) {
        integration_id -> Uuid,
        category_slug -> Text,
        position -> Int2,
    }
}

diesel::table! {
    listing_courses (integration_id) {
        integration_id -> Uuid,
        facts -> Jsonb,
    }
}

diesel::table! {
    listing_events (id) {
        id -> Int8,
        integration_id -> Uuid,
        at -> Timestamptz,
        user_id -> Nullable<Uuid>,
        action -> Text,
        from_stage -> Text,
        to_stage -> Text,
        reason -> Nullable<Text>,
        until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    listing_stage_pairs (from_stage, to_stage) {
        from_stage -> Text,
        to_stage -> Text,
    }
}

diesel::table! {
    listing_versions (integration_id, version) {
        integration_id -> Uuid,
        version -> Int4,
        content -> Jsonb,
        published_at -> Timestamptz,
        source -> Text,
        class -> Nullable<Text>,
        notice -> Nullable<Text>,
        grace -> Nullable<Date>,
    }
}

diesel::table! {
    listings (integration_id) {
        integration_id -> Uuid,
        version -> Int4,
        stage -> Text,
        tier -> Text,
        tested -> Text,
        flags -> Array<Text>,
        name -> Text,
        name_folded -> Text,
        vendor -> Nullable<Text>,
        summary -> Text,
        aliases -> Array<Text>,
        categories -> Array<Text>,
        sign_on -> Array<Text>,
        flows -> Array<Text>,
        automated -> Bool,
        operations -> Array<Text>,
        deployment -> Text,
        website -> Nullable<Text>,
        published_at -> Timestamptz,
        updated_at -> Timestamptz,
        verified_at -> Nullable<Timestamptz>,
        launches -> Int8,
    }
}

diesel::table! {
    manual_runs (id) {
        id -> Uuid,
        submission_id -> Uuid,
        flow -> Text,
        passed -> Bool,
        note -> Text,
        user_id -> Uuid,
        at -> Timestamptz,
        submitted_at -> Timestamptz,
    }
}

diesel::table! {
    memberships (org_id, user_id) {
        org_id -> Uuid,
        user_id -> Uuid,
        role -> Text,
        joined_at -> Timestamptz,
    }
}

diesel::table! {
    notifications (id) {
        id -> Int8,
        user_id -> Uuid,
        submission_id -> Uuid,
        at -> Timestamptz,
        action -> Text,
        to_stage -> Text,
        read_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    oidc_identities (issuer, subject) {
        issuer -> Text,
        subject -> Text,
        user_id -> Uuid,
        linked_at -> Timestamptz,
    }
}

diesel::table! {
    one_time_links (id) {
        id -> Uuid,
        hash -> Bytea,
        kind -> Text,
        user_id -> Nullable<Uuid>,
        org_id -> Nullable<Uuid>,
        about -> Nullable<Uuid>,
        mail -> Nullable<Text>,
        payload -> Jsonb,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    org_domains (org_id, domain) {
        org_id -> Uuid,
        domain -> Text,
        token -> Text,
        asked_at -> Timestamptz,
        method -> Nullable<Text>,
        proven_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    orgs (id) {
        id -> Uuid,
        name -> Text,
        created_at -> Timestamptz,
        trial_ends_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Uuid,
        user_id -> Uuid,
        credential_id -> Bytea,
        credential -> Jsonb,
        counter -> Int8,
        name -> Text,
        created_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    passwords (user_id) {
        user_id -> Uuid,
        hash -> Text,
        pepper_id -> Text,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    private_notes (id) {
        id -> Int8,
        submission_id -> Uuid,
        at -> Timestamptz,
        user_id -> Nullable<Uuid>,
        text -> Text,
    }
}

diesel::table! {
    problem_reports (id) {
        id -> Uuid,
        integration_id -> Uuid,
        at -> Timestamptz,
        topic -> Text,
        text -> Text,
        mail -> Text,
        user_id -> Nullable<Uuid>,
        answer -> Nullable<Text>,
        answered_at -> Nullable<Timestamptz>,
        answered_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    provisioning_events (id) {
        id -> Int8,
        request_id -> Uuid,
        at -> Timestamptz,
        user_id -> Nullable<Uuid>,
        action -> Text,
        from_stage -> Nullable<Text>,
        to_stage -> Text,
        message -> Nullable<Text>,
    }
}

diesel::table! {
    provisioning_requests (id) {
        id -> Uuid,
        org_id -> Uuid,
        app -> Text,
        stage -> Text,
        facts -> Jsonb,
        wish -> Jsonb,
        since -> Timestamptz,
        revision -> Int4,
        created_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    provisioning_stage_pairs (from_stage, to_stage) {
        from_stage -> Text,
        to_stage -> Text,
    }
}

diesel::table! {
    provisioning_votes (request_id, org_id) {
        request_id -> Uuid,
        org_id -> Uuid,
        user_id -> Uuid,
        size -> Text,
        at -> Timestamptz,
    }
}

diesel::table! {
    reason_texts (code) {
        code -> Text,
        sentence -> Text,
        policy -> Text,
        fix -> Text,
        updated_by -> Uuid,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    recovery_codes (user_id, hash) {
        user_id -> Uuid,
        hash -> Bytea,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    release_plans (submission_id) {
        submission_id -> Uuid,
        held -> Bool,
        notice -> Nullable<Text>,
        grace -> Nullable<Date>,
        set_by -> Uuid,
        set_at -> Timestamptz,
    }
}

diesel::table! {
    review_presence (submission_id, user_id) {
        submission_id -> Uuid,
        user_id -> Uuid,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    review_ticks (submission_id, item) {
        submission_id -> Uuid,
        item -> Text,
        user_id -> Uuid,
        at -> Timestamptz,
        submitted_at -> Timestamptz,
    }
}

diesel::table! {
    review_times (submission_id) {
        submission_id -> Uuid,
        lane -> Text,
        queued_at -> Timestamptz,
        decided_at -> Timestamptz,
        decision -> Text,
    }
}

diesel::table! {
    reviews (submission_id) {
        submission_id -> Uuid,
        name -> Text,
        sign_on -> Array<Text>,
        risk -> Int4,
        risk_version -> Int4,
        risk_items -> Jsonb,
        assessed_at -> Timestamptz,
        proposed_cause -> Nullable<Text>,
        proposed_why -> Nullable<Text>,
        proposed_at -> Nullable<Timestamptz>,
        queue_due_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    run_pictures (run_id, form) {
        run_id -> Uuid,
        form -> Text,
        media_type -> Text,
        bytes -> Bytea,
        at -> Timestamptz,
    }
}

diesel::table! {
    saved_views (id) {
        id -> Uuid,
        user_id -> Uuid,
        name -> Text,
        filters -> Jsonb,
        saved_at -> Timestamptz,
    }
}

diesel::table! {
    sealed_secrets (place, row_id, field) {
        place -> Text,
        row_id -> Uuid,
        field -> Text,
        org_id -> Nullable<Uuid>,
        target -> Text,
        data_key_id -> Uuid,
        version -> Int2,
        revision -> Int8,
        sealed -> Bytea,
        sealed_at -> Timestamptz,
    }
}

diesel::table! {
    secret_reveals (id) {
        id -> Uuid,
        submission_id -> Uuid,
        path -> Text,
        reason -> Text,
        user_id -> Uuid,
        at -> Timestamptz,
        submitted_at -> Timestamptz,
    }
}

diesel::table! {
    security_events (id) {
        id -> Int8,
        at -> Timestamptz,
        kind -> Text,
        user_id -> Nullable<Uuid>,
        org_id -> Nullable<Uuid>,
        actor_id -> Nullable<Uuid>,
        peer -> Nullable<Text>,
        agent -> Nullable<Text>,
        request_id -> Nullable<Text>,
        detail -> Jsonb,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        hash -> Bytea,
        user_id -> Uuid,
        awaits_factor -> Bool,
        created_at -> Timestamptz,
        seen_at -> Timestamptz,
        idle_seconds -> Int4,
        ends_at -> Timestamptz,
        stepped_up_at -> Nullable<Timestamptz>,
        agent -> Text,
        peer -> Text,
    }
}

diesel::table! {
    staff_roles (user_id, role) {
        user_id -> Uuid,
        role -> Text,
        granted_at -> Timestamptz,
        granted_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    staff_tokens (id) {
        id -> Uuid,
        hash -> Bytea,
        hint -> Text,
        user_id -> Uuid,
        name -> Text,
        scopes -> Array<Text>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    submission_events (id) {
        id -> Int8,
        submission_id -> Uuid,
        at -> Timestamptz,
        user_id -> Nullable<Uuid>,
        action -> Text,
        from_stage -> Nullable<Text>,
        to_stage -> Text,
        reasons -> Array<Text>,
        message -> Nullable<Text>,
        evidence -> Array<Uuid>,
        until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    submission_messages (id) {
        id -> Uuid,
        submission_id -> Uuid,
        at -> Timestamptz,
        side -> Text,
        user_id -> Uuid,
        text -> Text,
    }
}

diesel::table! {
    submission_stage_pairs (from_stage, to_stage) {
        from_stage -> Text,
        to_stage -> Text,
    }
}

diesel::table! {
    submissions (id) {
        id -> Uuid,
        integration_id -> Uuid,
        org_id -> Uuid,
        vendor_unconfirmed -> Bool,
        stage -> Text,
        facts -> Jsonb,
        since -> Timestamptz,
        revision -> Int4,
        lane -> Nullable<Text>,
        queued_at -> Nullable<Timestamptz>,
        due_at -> Nullable<Timestamptz>,
        until -> Nullable<Timestamptz>,
        draft -> Jsonb,
        draft_beside -> Jsonb,
        draft_revision -> Int4,
        based_on -> Nullable<Int4>,
        content -> Nullable<Jsonb>,
        testing -> Nullable<Jsonb>,
        submitted_at -> Nullable<Timestamptz>,
        submitted_by -> Nullable<Uuid>,
        created_by -> Uuid,
        created_at -> Timestamptz,
        updated_by -> Uuid,
        updated_at -> Timestamptz,
        deleted_by -> Nullable<Uuid>,
        deleted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    token_buckets (kind, key) {
        kind -> Text,
        key -> Text,
        full_at -> Timestamptz,
    }
}

diesel::table! {
    totp_factors (user_id) {
        user_id -> Uuid,
        created_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        last_step -> Int8,
    }
}

diesel::table! {
    transfers (id) {
        id -> Uuid,
        integration_id -> Uuid,
        from_org -> Uuid,
        to_mail -> Text,
        offered_by -> Nullable<Uuid>,
        offered_at -> Timestamptz,
        expires_at -> Timestamptz,
        state -> Text,
        ended_at -> Nullable<Timestamptz>,
        to_org -> Nullable<Uuid>,
        accepted_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    trial_extensions (id) {
        id -> Uuid,
        org_id -> Uuid,
        asked_by -> Nullable<Uuid>,
        reason -> Text,
        asked_at -> Timestamptz,
        state -> Text,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        trial_ends_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    users (id) {
        id -> Uuid,
        mail -> Text,
        mail_folded -> Text,
        name -> Text,
        created_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        disabled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    verification_events (id) {
        id -> Int8,
        integration_id -> Uuid,
        at -> Timestamptz,
        user_id -> Nullable<Uuid>,
        action -> Text,
        from_stage -> Text,
        to_stage -> Text,
        message -> Nullable<Text>,
        until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    verification_stage_pairs (from_stage, to_stage) {
        from_stage -> Text,
        to_stage -> Text,
    }
}

diesel::table! {
    verifications (integration_id) {
        integration_id -> Uuid,
        org_id -> Uuid,
        stage -> Text,
        facts -> Jsonb,
        since -> Timestamptz,
        revision -> Int4,
        until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    webhook_deliveries (webhook_id, event_id) {
        webhook_id -> Uuid,
        event_id -> Uuid,
        kind -> Text,
        body -> Text,
        created_at -> Timestamptz,
        state -> Text,
        tries -> Int4,
        next_at -> Nullable<Timestamptz>,
        tried_at -> Nullable<Timestamptz>,
        status -> Nullable<Int4>,
        answer -> Nullable<Text>,
        problem -> Nullable<Text>,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Uuid,
        org_id -> Uuid,
        url -> Text,
        kinds -> Array<Text>,
        state -> Text,
        cause -> Nullable<Text>,
        disabled_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        old_secret_until -> Nullable<Timestamptz>,
        delivered_at -> Nullable<Timestamptz>,
    }
}

diesel::joinable!(audit_draws -> submissions (submission_id));
diesel::joinable!(audit_personal -> audit_entries (entry_id));
diesel::joinable!(audit_seals -> audit_entries (entry_id));
diesel::joinable!(audit_unsealed -> audit_entries (entry_id));
diesel::joinable!(bulk_days -> users (user_id));
diesel::joinable!(changes -> integrations (integration_id));
diesel::joinable!(check_runs -> submissions (submission_id));
diesel::joinable!(claims -> integrations (integration_id));
diesel::joinable!(collection_items -> collections (collection_slug));
diesel::joinable!(collection_items -> integrations (integration_id));
diesel::joinable!(contact_mails -> orgs (org_id));
diesel::joinable!(decision_drafts -> submissions (submission_id));
diesel::joinable!(decision_drafts -> users (user_id));
diesel::joinable!(evidence -> integrations (integration_id));
diesel::joinable!(file_renditions -> files (file_id));
diesel::joinable!(files -> orgs (org_id));
diesel::joinable!(integrations -> orgs (org_id));
diesel::joinable!(listing_categories -> categories (category_slug));
diesel::joinable!(listing_categories -> listings (integration_id));
diesel::joinable!(listing_courses -> integrations (integration_id));
diesel::joinable!(listing_events -> integrations (integration_id));
diesel::joinable!(listing_versions -> integrations (integration_id));
diesel::joinable!(listings -> integrations (integration_id));
diesel::joinable!(manual_runs -> submissions (submission_id));
diesel::joinable!(memberships -> orgs (org_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(notifications -> submissions (submission_id));
diesel::joinable!(notifications -> users (user_id));
diesel::joinable!(oidc_identities -> users (user_id));
diesel::joinable!(passwords -> users (user_id));
diesel::joinable!(private_notes -> submissions (submission_id));
diesel::joinable!(problem_reports -> integrations (integration_id));
diesel::joinable!(problem_reports -> users (user_id));
diesel::joinable!(provisioning_events -> provisioning_requests (request_id));
diesel::joinable!(provisioning_requests -> orgs (org_id));
diesel::joinable!(provisioning_votes -> orgs (org_id));
diesel::joinable!(provisioning_votes -> provisioning_requests (request_id));
diesel::joinable!(release_plans -> submissions (submission_id));
diesel::joinable!(review_presence -> submissions (submission_id));
diesel::joinable!(review_presence -> users (user_id));
diesel::joinable!(review_ticks -> submissions (submission_id));
diesel::joinable!(review_times -> submissions (submission_id));
diesel::joinable!(reviews -> submissions (submission_id));
diesel::joinable!(saved_views -> users (user_id));
diesel::joinable!(secret_reveals -> submissions (submission_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(staff_roles -> users (user_id));
diesel::joinable!(staff_tokens -> users (user_id));
diesel::joinable!(submission_events -> submissions (submission_id));
diesel::joinable!(submission_messages -> submissions (submission_id));
diesel::joinable!(submissions -> integrations (integration_id));
diesel::joinable!(submissions -> orgs (org_id));
diesel::joinable!(trial_extensions -> orgs (org_id));
diesel::joinable!(verification_events -> verifications (integration_id));
diesel::joinable!(verifications -> integrations (integration_id));
diesel::joinable!(verifications -> orgs (org_id));
diesel::joinable!(webhook_deliveries -> webhooks (webhook_id));
diesel::joinable!(webhooks -> orgs (org_id));

diesel::allow_tables_to_appear_in_same_query!(
    api_tokens,
    audit_draws,
    audit_entries,
    audit_personal,
    audit_seals,
    audit_unsealed,
    benefits,
    bulk_days,
    canned_texts,
    catalog_state,
    categories,
    changes,
    check_runs,
    claims,
    collection_items,
    collections,
    contact_mails,
    data_keys,
    decision_drafts,
    dev_clock,
    dev_letters,
    evidence,
    file_renditions,
    files,
    idempotency_keys,
    integrations,
    jobs,
    known_devices,
    letters,
    listing_categories,
    listing_courses,
    listing_events,
    listing_stage_pairs,
    listing_versions,
    listings,
    manual_runs,
    memberships,
    notifications,
    oidc_identities,
    one_time_links,
    org_domains,
    orgs,
    passkeys,
    passwords,
    private_notes,
    problem_reports,
    provisioning_events,
    provisioning_requests,
    provisioning_stage_pairs,
    provisioning_votes,
    reason_texts,
    recovery_codes,
    release_plans,
    review_presence,
    review_ticks,
    review_times,
    reviews,
    run_pictures,
    saved_views,
    sealed_secrets,
    secret_reveals,
    security_events,
    sessions,
    staff_roles,
    staff_tokens,
    submission_events,
    submission_messages,
    submission_stage_pairs,
    submissions,
    token_buckets,
    totp_factors,
    transfers,
    trial_extensions,
    users,
    verification_events,
    verification_stage_pairs,
    verifications,
    webhook_deliveries,
    webhooks,
);
