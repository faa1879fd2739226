//! The choices that a form offers where the content has an enum with facts in
//! it: the `kind` of each, in words.

crate::choices! {
    /// See [`crate::integration::Visibility`].
    VisibilityKind as "visibility" {
        /// Everybody.
        Public = "public", "Everybody";
        /// Only named orgs.
        Private = "private", "Only the orgs named here";
    }
}

crate::choices! {
    /// See [`crate::connection::Encryption`].
    EncryptionKind as "encryption" {
        /// Not encrypted.
        None = "none", "Not encrypted";
        /// AES-GCM.
        AesGcm = "aes_gcm", "AES-GCM with your certificate";
    }
}

crate::choices! {
    /// See [`crate::connection::Initiation`].
    InitiationKind as "flows" {
        /// The identity provider.
        Idp = "idp", "The identity provider only";
        /// The app.
        Sp = "sp", "The app only";
        /// Either.
        Both = "both", "Either";
    }
}

crate::choices! {
    /// See [`crate::connection::RequestSigning`].
    RequestsKind as "request signing" {
        /// Not signed.
        Unsigned = "unsigned", "Not signed";
        /// Signed.
        Signed = "signed", "Signed by your app";
    }
}

crate::choices! {
    /// See [`crate::connection::Logout`].
    LogoutKind as "logout" {
        /// Not supported.
        None = "none", "Not supported";
        /// SAML single logout.
        Saml = "saml", "SAML single logout";
    }
}

crate::choices! {
    /// See [`crate::connection::CutOver`].
    CutOverKind as "cut-over" {
        /// Passwords go on working.
        SideBySide = "side_by_side", "Passwords go on working";
        /// Only single sign-on.
        SsoOnly = "sso_only", "Only single sign-on works";
    }
}

crate::choices! {
    /// See [`crate::connection::ExtraValue`].
    ExtraKind as "extra field's value" {
        /// The same for everybody.
        Fixed = "fixed", "The same for everybody";
        /// The customer's.
        PerTenant = "per_tenant", "The customer fills it in once";
        /// The person's.
        PerUser = "per_user", "Each person fills it in";
    }
}

crate::choices! {
    /// See [`crate::integration::VariableKind`].
    VariableType as "kind of value" {
        /// Text.
        String = "string", "Text";
        /// A host name.
        Host = "host", "Host name";
        /// An address.
        Url = "url", "URL";
        /// An https address.
        HttpsUrl = "https_url", "https URL";
        /// One of a list.
        OneOf = "one_of", "One of a list";
        /// A secret.
        Secret = "secret", "Secret";
    }
}

crate::choices! {
    /// See [`crate::integration::ScimAuth`].
    ScimAuthKind as "SCIM authentication" {
        /// A bearer token.
        Bearer = "bearer", "Bearer token";
        /// A token in a header.
        Header = "header", "Token in a header of your own";
        /// OAuth 2 client credentials.
        ClientCredentials = "client_credentials", "OAuth 2 client credentials";
        /// OAuth 2 authorization code.
        AuthorizationCode = "authorization_code", "OAuth 2 authorization code";
    }
}

crate::choices! {
    /// See [`super::Marker`].
    MarkerKind as "marker" {
        /// The page's address.
        Url = "url", "The page's address";
        /// Something on the page.
        Selector = "selector", "Something on the page";
    }
}
