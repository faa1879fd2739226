// @generated automatically by Diesel CLI.

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
    integrations (id) {
        id -> Uuid,
        slug -> Text,
        org_id -> Nullable<Uuid>,
        visibility -> Text,
        created_at -> Timestamptz,
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
    listing_versions (integration_id, version) {
        integration_id -> Uuid,
        version -> Int4,
        content -> Jsonb,
        published_at -> Timestamptz,
        source -> Text,
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
    orgs (id) {
        id -> Uuid,
        name -> Text,
        created_at -> Timestamptz,
    }
}

diesel::joinable!(collection_items -> collections (collection_slug));
diesel::joinable!(collection_items -> integrations (integration_id));
diesel::joinable!(integrations -> orgs (org_id));
diesel::joinable!(listing_categories -> categories (category_slug));
diesel::joinable!(listing_categories -> listings (integration_id));
diesel::joinable!(listing_versions -> integrations (integration_id));
diesel::joinable!(listings -> integrations (integration_id));
diesel::joinable!(changes -> integrations (integration_id));

diesel::allow_tables_to_appear_in_same_query!(
    catalog_state,
    categories,
    changes,
    collection_items,
    collections,
    integrations,
    listing_categories,
    listing_versions,
    listings,
    orgs,
);
