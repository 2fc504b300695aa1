//! Chance that is the same in every run.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::{FileFailurePersistence, RngSeed};

/// What proptest goes by: draws from `seed` unless `PROPTEST_RNG_SEED` asks for others; what once failed is kept in the
/// file `kept`.
pub(crate) fn config(seed: u64, kept: &'static str) -> ProptestConfig {
    let drawn = ProptestConfig::default();
    let rng_seed = match drawn.rng_seed {
        RngSeed::Random => RngSeed::Fixed(seed),
        asked => asked,
    };
    let kept = FileFailurePersistence::Direct(kept);
    ProptestConfig { rng_seed, failure_persistence: Some(Box::new(kept)), ..drawn }
}

/// Linear congruential generator (Knuth 1997, The Art of Computer Programming 2, 3.3.4, MMIX).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A whole number below `sides`.
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}
