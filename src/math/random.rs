//! Random numbers that are the same everywhere: a small generator that starts from a seed.
//!
//! The generator is xoshiro256++ (Blackman & Vigna 2021, ACM Transactions on Mathematical Software 47,
//! article 36): 256 bits of state, period `2^256 - 1`. Its state is filled from the seed by SplitMix64
//! (Steele, Lea & Flood 2014, OOPSLA, 453-472), as its authors advise, so that seeds as near as 1 and 2
//! lead to unlike sequences. Whole numbers alone are used: a seed gives the same draws on every machine.
//! It is no generator for secrets.
//!
//! ```
//! use riskset::math::random::Random;
//! let (mut one, mut same) = (Random::new(7), Random::new(7));
//! assert_eq!(one.below(1000), same.below(1000));
//! ```

/// The generator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Random {
    state: [u64; 4],
}

/// SplitMix64: moves `state` on and returns its next number.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Random {
    /// Starts the sequence of `seed`; every seed has one.
    pub fn new(seed: u64) -> Self {
        let mut state = seed;
        // SplitMix64 never gives four zeros in a row, the one state from which nothing follows.
        Random { state: std::array::from_fn(|_| split_mix(&mut state)) }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let carried = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= carried;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A whole number from 0 to `bound - 1`, each equally likely; 0 where `bound` is 0.
    ///
    /// The upper half of a product, draws that would favour some numbers thrown away (Lemire 2019, ACM
    /// Transactions on Modeling and Computer Simulation 29, article 3).
    pub fn below(&mut self, bound: u32) -> u32 {
        let mut product = (self.bits() >> 32) * u64::from(bound);
        if (product as u32) < bound {
            let unfair = bound.wrapping_neg() % bound;
            while (product as u32) < unfair {
                product = (self.bits() >> 32) * u64::from(bound);
            }
        }
        (product >> 32) as u32
    }

    /// Brings `n` of the `items`, chosen at random, to the front: every ordered choice is equally likely,
    /// whatever the order was before (Fisher-Yates, stopped early). All of them where there are fewer than
    /// `n`.
    pub fn choose<T>(&mut self, items: &mut [T], n: usize) {
        for i in 0..n.min(items.len()) {
            let other = i + self.below((items.len() - i) as u32) as usize;
            items.swap(i, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First numbers of `xoshiro256plusplus.c` from the state 1, 2, 3, 4.
    #[test]
    fn xoshiro_as_published() {
        let mut random = Random { state: [1, 2, 3, 4] };
        let published: [u64; 10] = [
            41_943_041,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
            9_973_669_472_204_895_162,
            14_011_001_112_246_962_877,
            12_406_186_145_184_390_807,
            15_849_039_046_786_891_736,
            10_450_023_813_501_588_000,
        ];
        assert_eq!(published.map(|_| random.bits()), published);
    }

    /// First numbers of `splitmix64.c` from the seed 1477776061723855037.
    #[test]
    fn split_mix_as_published() {
        let mut state = 1_477_776_061_723_855_037;
        let published: [u64; 5] = [
            1_985_237_415_132_408_290,
            2_979_275_885_539_914_483,
            13_511_426_838_097_143_398,
            8_488_337_342_461_049_707,
            15_141_737_807_933_549_159,
        ];
        assert_eq!(published.map(|_| split_mix(&mut state)), published);
    }

    #[test]
    fn the_seed_fills_the_state() {
        let mut state = 5;
        assert_eq!(Random::new(5).state, [(); 4].map(|()| split_mix(&mut state)));
    }

    /// 3 * 2^30 numbers are drawn from 2^32: unless draws are thrown away, some come up twice as often.
    #[test]
    fn no_number_is_favoured() {
        let mut random = Random::new(1);
        let thirds: Vec<u32> = (0..30_000).map(|_| random.below(3 << 30) % 3).collect();
        for third in 0..3 {
            let n = thirds.iter().filter(|&&found| found == third).count();
            assert!(n.abs_diff(10_000) < 330, "{third}: {n}"); // 4 standard deviations
        }
        assert_eq!((random.below(1), random.below(0)), (0, 0));
    }

    /// Each of the 12 ordered pairs of 4 items, from 24,000 draws, each starting where the last one ended.
    #[test]
    fn choices_are_equally_likely() {
        let (mut random, mut items, mut seen) = (Random::new(2), [0_usize, 1, 2, 3], [[0_u32; 4]; 4]);
        for _ in 0..24_000 {
            random.choose(&mut items, 2);
            seen[items[0]][items[1]] += 1;
        }
        let counts: Vec<u32> = (0..4)
            .flat_map(|a| (0..4).filter(move |&b| b != a).map(move |b| (a, b)))
            .map(|(a, b)| seen[a][b])
            .collect();
        let square = |x: f64| x * x;
        let chi_sq: f64 = counts.iter().map(|&n| square(f64::from(n) - 2000.0) / 2000.0).sum();
        assert!(chi_sq < 31.3, "{chi_sq}: {seen:?}"); // upper 0.1 % of 11 degrees of freedom
        random.choose(&mut items, 9);
        items.sort_unstable();
        assert_eq!(items, [0, 1, 2, 3]);
    }
}
