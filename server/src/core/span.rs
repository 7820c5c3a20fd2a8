//! A stretch of time that may go on, and many of them asked one instant after the other.

use pilotlight_feed::{Status, Timestamp};

/// A status from one instant to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Start, included.
    pub from: Timestamp,
    /// End, excluded; none while it goes on.
    pub to: Option<Timestamp>,
    /// The status from start to end.
    pub status: Status,
}

impl Span {
    /// Whether it covers an instant.
    #[must_use]
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

/// Things that have a span each, asked which of them cover an instant. The instants only grow, so that
/// a long history costs one pass and not one for each of its instants.
#[derive(Debug)]
pub(super) struct Sweep<'a, T> {
    span: fn(&T) -> Span,
    /// With their place in the list, the one that begins first at the end.
    ahead: Vec<(usize, &'a T)>,
    covering: Vec<(usize, &'a T)>,
}

impl<'a, T> Sweep<'a, T> {
    pub(super) fn new(all: &'a [T], span: fn(&T) -> Span) -> Self {
        let mut ahead: Vec<(usize, &T)> = all.iter().enumerate().collect();
        ahead.sort_by_key(|(_, item)| std::cmp::Reverse(span(item).from));
        Self {
            span,
            ahead,
            covering: Vec::new(),
        }
    }

    /// Those that cover an instant, in the order of the list. None that is asked later is earlier.
    pub(super) fn at(&mut self, at: Timestamp) -> impl Iterator<Item = &'a T> + Clone + '_ {
        let span = self.span;
        let known = self.covering.len();
        while let Some(next) = self.ahead.pop_if(|(_, item)| span(item).from <= at) {
            self.covering.push(next);
        }
        if known < self.covering.len() {
            self.covering.sort_unstable_by_key(|(place, _)| *place);
        }
        self.covering.retain(|(_, item)| span(item).covers(at));
        self.covering.iter().map(|(_, item)| *item)
    }
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::{Status, Timestamp};
    use proptest::prelude::*;

    use super::{Span, Sweep};

    fn span() -> impl Strategy<Value = Span> {
        (0..20_i64, proptest::option::of(0..20_i64)).prop_map(|(from, length)| Span {
            from: Timestamp(from),
            to: length.map(|length| Timestamp(from + length)),
            status: Status::MajorOutage,
        })
    }

    proptest! {
        #[test]
        fn one_pass_finds_what_looking_at_each_finds(
            spans in prop::collection::vec(span(), 0..12),
            mut instants in prop::collection::vec(0..45_i64, 0..12),
        ) {
            instants.sort_unstable();
            let mut sweep = Sweep::new(&spans, |span| *span);
            for at in instants.into_iter().map(Timestamp) {
                let found: Vec<*const Span> = sweep.at(at).map(std::ptr::from_ref).collect();
                let each = spans.iter().filter(|span| span.covers(at));
                let each: Vec<*const Span> = each.map(std::ptr::from_ref).collect();
                prop_assert_eq!(found, each);
            }
        }
    }
}
