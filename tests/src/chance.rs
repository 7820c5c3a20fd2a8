//! Chance that can be had again: everything random of a test comes from one seed, which is printed.

use std::hash::{BuildHasher, RandomState};

/// Names the seed of an earlier run.
const VARIABLE: &str = "SEED";

/// Random numbers by `SplitMix64`: enough for moments and choices, and nothing to depend on.
/// Source: <https://prng.di.unimi.it/splitmix64.c>
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// From `SEED` when it is set, else from the system. Prints how to have the same again.
    ///
    /// # Panics
    /// When `SEED` is no number.
    #[must_use]
    pub fn told(test: &str) -> Self {
        let seed = match std::env::var(VARIABLE) {
            Ok(seed) => seed.parse().expect("SEED is a number"),
            Err(_) => RandomState::new().hash_one(test),
        };
        eprintln!("{test}: {VARIABLE}={seed}");
        Self(seed)
    }

    /// The next number below `end`, which is not 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    /// One of these, which are not none.
    pub fn one_of<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let place = self.below(of.len() as u64);
        &of[usize::try_from(place).expect("is below the length")]
    }
}
