//! Closed lists of words: each is an enum, a name in JSON, and the same name in the store.

/// Makes an enum whose every variant has one stable name.
macro_rules! words {
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
            /// Every one, in the order of declaration.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The name used in JSON and in the store.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }

            /// The one of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|word| word.as_str() == name)
            }
        }
    };
}

pub(super) use words;
