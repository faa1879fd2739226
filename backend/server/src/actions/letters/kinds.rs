//! Makes the enum of letters and the list of their kinds from one table.

macro_rules! letters {
    ($($(#[$meta:meta])* $name:ident = $kind:literal {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    })+) => {
        /// A letter: all that its words need, as it is when it is posted. The words are the
        /// templates in `frontend/emails/<kind>/`.
        #[derive(Debug, Serialize)]
        #[serde(tag = "kind")]
        pub enum Letter {
            $($(#[$meta])* #[serde(rename = $kind)] $name {
                $($(#[$field_meta])* $field: $type,)*
            },)+
        }

        impl Letter {
            /// Every kind.
            pub const KINDS: &'static [&'static str] = &[$($kind,)+];

            /// Its kind, which names its templates.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name { .. } => $kind,)+ }
            }
        }
    };
}

pub(super) use letters;
