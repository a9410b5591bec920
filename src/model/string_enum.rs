//! Closed sets of words: each is an enum with one name per variant, used in JSON and in the store.

/// Declares an enum whose every variant has one stable name.
macro_rules! string_enum {
    (
        $(#[$meta:meta])+
        pub enum $name:ident { $( #[doc = $doc:literal] $variant:ident = $word:tt, )+ }
    ) => {
        $(#[$meta])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        pub enum $name {
            $( #[doc = $doc] #[serde(rename = $word)] $variant, )+
        }

        impl $name {
            /// All variants, in the order of declaration.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The name used in JSON and in the store.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }

            /// The variant of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|variant| variant.as_str() == name)
            }
        }
    };
}

pub(super) use string_enum;
