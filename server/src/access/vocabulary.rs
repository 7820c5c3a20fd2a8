//! Scopes and roles: closed sets of words.

use std::fmt;

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Read everything but tokens, members and the audit log.
    Read,
    /// Open and change incidents and maintenances, and publish.
    Incidents,
    /// Set statuses of components, and add, change and retire components and groups.
    Components,
    /// See and change subscribers.
    Subscribers,
    /// Everything: tokens, members, the audit log.
    Admin,
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u8);

/// What a member may do at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Reads.
    Viewer,
    /// Tells incidents, maintenances and components, and sets statuses.
    Responder,
    /// Everything but tokens and members.
    Manager,
    /// Everything.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: &'static [Self] = &[
        Self::Read,
        Self::Incidents,
        Self::Components,
        Self::Subscribers,
        Self::Admin,
    ];

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Incidents => "incidents",
            Self::Components => "components",
            Self::Subscribers => "subscribers",
            Self::Admin => "admin",
        }
    }

    /// The scope of a word; none when there is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|scope| scope.as_str() == word)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Scopes {
    /// A set of these.
    #[must_use]
    pub fn of(scopes: &[Scope]) -> Self {
        Self(scopes.iter().fold(0, |bits, scope| bits | scope.bit()))
    }

    /// The scopes in a text of words separated by spaces; words that are none are left out, so that
    /// a set never grows by what it does not know.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let known: Vec<Scope> = text
            .split_whitespace()
            .filter_map(Scope::from_word)
            .collect();
        Self::of(&known)
    }

    /// Whether it allows this. Admin allows everything, and every scope allows to read.
    #[must_use]
    pub const fn allows(self, scope: Scope) -> bool {
        let any = matches!(scope, Scope::Read) && self.0 != 0;
        any || self.0 & (scope.bit() | Scope::Admin.bit()) != 0
    }

    /// What both allow.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let both = Scope::ALL.iter().copied();
        let both: Vec<Scope> = both
            .filter(|scope| self.allows(*scope) && other.allows(*scope))
            .collect();
        Self::of(&both)
    }

    /// Whether it allows nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its words.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        let held = Scope::ALL.iter().filter(|scope| self.0 & scope.bit() != 0);
        held.map(|scope| scope.as_str()).collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().join(" "))
    }
}

impl Role {
    /// Every role, the least first.
    pub const ALL: &'static [Self] = &[Self::Viewer, Self::Responder, Self::Manager, Self::Admin];

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Responder => "responder",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }

    /// The role of a word; none when there is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == word)
    }

    /// What a token of somebody in this role may be used for at most.
    #[must_use]
    pub fn scopes(self) -> Scopes {
        match self {
            Self::Viewer => Scopes::of(&[Scope::Read]),
            Self::Responder => Scopes::of(&[Scope::Read, Scope::Incidents, Scope::Components]),
            Self::Manager => Scopes::of(&[
                Scope::Read,
                Scope::Incidents,
                Scope::Components,
                Scope::Subscribers,
            ]),
            Self::Admin => Scopes::of(&[Scope::Admin]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, Scope, Scopes};

    #[test]
    fn every_word_reads_back() {
        for scope in Scope::ALL {
            assert_eq!(Scope::from_word(scope.as_str()), Some(*scope));
        }
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.as_str()), Some(*role));
        }
    }

    #[test]
    fn a_scope_allows_itself_and_reading_and_nothing_else() {
        for held in Scope::ALL {
            for asked in Scope::ALL {
                let allowed = held == asked || *asked == Scope::Read || *held == Scope::Admin;
                assert_eq!(
                    Scopes::of(&[*held]).allows(*asked),
                    allowed,
                    "{held:?} {asked:?}"
                );
            }
        }
        assert!(!Scopes::default().allows(Scope::Read));
    }

    #[test]
    fn an_unknown_word_adds_nothing() {
        assert!(Scopes::parse("everything root").is_empty());
        assert_eq!(
            Scopes::parse("read  incidents").words(),
            ["read", "incidents"]
        );
    }

    #[test]
    fn a_role_bounds_what_a_token_allows() {
        let all = Scopes::of(&[Scope::Admin]);
        let bounded = all.and(Role::Responder.scopes());
        assert!(bounded.allows(Scope::Incidents) && !bounded.allows(Scope::Admin));
        let little = Scopes::of(&[Scope::Read]).and(Role::Admin.scopes());
        assert!(little.allows(Scope::Read) && !little.allows(Scope::Incidents));
    }
}
