//! Closed vocabularies of the feed: enums that travel as snake-case words.
//!
//! A word that a later version may add must not break an older reader, so reading never fails on
//! an unknown word: it yields the member named after `else`.

/// Defines an enum whose members travel as words, with `as_str`, `from_word` and serde.
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        pub enum $name:ident else $fallback:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $word:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
        }

        impl $name {
            /// Every member, lowest first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands for this member in the feed.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The member that a word of the feed stands for; an unknown word reads as
            #[doc = concat!("[`", stringify!($name), "::", stringify!($fallback), "`].")]
            #[must_use]
            pub fn from_word(word: &str) -> Self {
                match word { $($word => Self::$variant,)+ _ => Self::$fallback }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <String as serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from_word(&word))
            }
        }
    };
}

pub(crate) use vocabulary;
