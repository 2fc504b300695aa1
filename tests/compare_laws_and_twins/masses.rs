//! The mass of a normal distribution outside a box, which MaxCombo takes its p-value from.

use crate::common::tolerance::Quantity;
use crate::config;
use proptest::prelude::*;
use riskset::math::symmetric::Matrix;
use riskset::math::{normal, normal_box};

/// `P(max |Z| > c)` for `Z = L U`: in polar coordinates the chance, over directions of `U`, that a chi-square
/// variable with 3 degrees of freedom is above `(c / max |L u|)^2`. Midpoints on half the sphere.
fn mass_twin(vectors: &[[f64; 3]], c: f64) -> f64 {
    const RINGS: usize = 400;
    let mut sum = 0.0;
    for ring in 0..RINGS {
        let height = (ring as f64 + 0.5) / RINGS as f64;
        let around = (1.0 - height * height).sqrt();
        for step in 0..4 * RINGS {
            let angle = (step as f64 + 0.5) / (2 * RINGS) as f64 * std::f64::consts::PI;
            let u = [around * angle.cos(), around * angle.sin(), height];
            let far =
                vectors.iter().map(|l| (l[0] * u[0] + l[1] * u[1] + l[2] * u[2]).abs()).fold(0.0, f64::max);
            let s = c / far;
            let tail = (2.0 / std::f64::consts::PI).sqrt() * s * (-s * s / 2.0).exp();
            sum += normal::two_sided(s) + tail;
        }
    }
    sum / (4 * RINGS * RINGS) as f64
}

/// The correlations of unit vectors.
fn products(vectors: &[[f64; 3]]) -> Matrix {
    let mut matrix = Matrix::zeros(vectors.len());
    for (i, a) in vectors.iter().enumerate() {
        for (j, b) in vectors.iter().enumerate() {
            matrix[(i, j)] = if i == j { 1.0 } else { a[0] * b[0] + a[1] * b[1] + a[2] * b[2] };
        }
    }
    matrix
}

/// Unit vectors, some of them close together or the same.
fn vectors() -> impl Strategy<Value = Vec<[f64; 3]>> {
    let vector =
        prop::array::uniform3(-1.0_f64..1.0).prop_filter("a length", |v| v.iter().any(|x| x.abs() > 0.1));
    (prop::collection::vec(vector, 1..6), prop::sample::select(vec![0.0, 1e-6, 1e-3, 1.0])).prop_map(
        |(mut all, near)| {
            if let [first, second, ..] = &mut all[..] {
                *second = [0, 1, 2].map(|i| first[i] + near * second[i]);
            }
            all.retain(|v| v.iter().any(|x| x.abs() > 1e-3));
            let unit = |v: [f64; 3]| {
                let length = (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt();
                v.map(|x| x / length)
            };
            all.into_iter().map(unit).collect()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..config() })]

    #[test]
    fn masses_agree_with_their_twin(vectors in vectors(), c in 0.05_f64..7.0) {
        prop_assume!(!vectors.is_empty());
        let ours = normal_box::outside(&products(&vectors), c).unwrap();
        Quantity::MassOnGrid.assert("mass", ours, mass_twin(&vectors, c));
    }

    /// Turned in space, listed otherwise, or with a mirror image: the same mass to many digits, however small.
    #[test]
    fn a_mass_does_not_depend_on_the_view(vectors in vectors(), c in 0.05_f64..30.0) {
        prop_assume!(!vectors.is_empty());
        let mass = |vectors: &[[f64; 3]]| normal_box::outside(&products(vectors), c).unwrap();
        let ours = mass(&vectors);
        let mut other: Vec<[f64; 3]> = vectors.iter().rev().map(|&[x, y, z]| [0.6 * x - 0.8 * z, -y, 0.8 * x + 0.6 * z]).collect();
        other.push(other[0].map(|x| -x));
        Quantity::MassBySlices.assert("turned", mass(&other), ours);
        let raw = normal::two_sided(c);
        prop_assert!(raw * (1.0 - 1e-13) <= ours && ours <= vectors.len() as f64 * raw * (1.0 + 1e-13));
    }
}
