//! Probability that one of several correlated standard normal variables is far from 0, where they
//! are made of at most three independent ones.
//!
//! `Z_i = l_i'U` with unit vectors `l_i` in three dimensions and `U` standard normal there, so that
//! `l_i'l_j` is the correlation. `P(max |Z_i| > c)` is the mass outside the polytope that the planes
//! `l_i'u = c` and `l_i'u = -c` cut out. A ray from the origin leaves it through one face; beyond a
//! point at distance `s` it holds `P(|U| > s) = erfc(s / sqrt 2) + sqrt(2 / pi) s exp(-s^2 / 2)`. Face
//! `i` seen from its foot `c l_i`, which lies on it since `|l_i'l_j| <= 1`, reaches to distance `R(a)` in
//! direction `a`, and the integral over the distance is closed (by parts). What is left, with
//! `S^2 = c^2 + R^2`, is
//!
//! ```text
//! P = sum_i 1/(2 pi) int_0^{2 pi} [erfc(c / sqrt 2) - (c / S_i(a)) erfc(S_i(a) / sqrt 2)] da
//! ```
//!
//! (both sides of the origin counted). An edge at distance `h` from the foot has `R = h / cos a`, `a` from
//! its own perpendicular; with `tan a = sinh x` its part is an integral in `x` of
//! `(c / S) erfc(S / sqrt 2) / cosh x`, `S^2 = c^2 + h^2 cosh^2 x`, smooth on a scale of 1 whatever `h`,
//! taken by [`gauss_legendre`] in panels of length at most 1.
//!
//! Every face has at least the mass that it has of `P(|Z_i| > c)` and no term is larger than that, so
//! the *relative* error stays near 1e-14 as far out as `erfc` goes (P about 1e-300), for given vectors.
//! The vectors come from the correlations, which know an angle `t` between two of them only as `t^2 / 2`:
//! where variables nearly coincide (1 - correlation near 1e-15) the error is up to 1e-8 in absolute and
//! `c` times 1e-7 in relative terms, and it falls as the square root of that gap rises.
//!
//! A singular matrix, repeated variables and fewer than three dimensions are no special case. No
//! published source is known to us for this form; the tests hold it to closed forms, to a slow integral
//! over the sphere, and to R's `mvtnorm`.

use super::{erfc, exp, gauss_legendre, ln, symmetric::Matrix};
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// What is left of a variance of 1 counts as rounding up to here.
const ROUNDING: f64 = 2e-15;
/// What may be left of a variance of 1 in a fourth dimension: rounding, where the three are nearly
/// dependent themselves.
const FOURTH: f64 = 1e-7;
/// Sine of the angle below which two variables are one: 1e-12 changes no digit of note.
const SAME: f64 = 1e-12;
/// An edge beyond this many units of its distance adds less than `exp(-45)` of its face.
const OUT_OF_SIGHT: f64 = 9.5;

type Vector = [f64; 3];

/// `P(max |Z_i| > c)` for standard normal `Z` with this correlation matrix, of which the lower triangle
/// is read.
///
/// `None` when the matrix has more than three dimensions. 1 for `c <= 0` or no variable; NaN for
/// a NaN `c`.
///
/// ```
/// use riskset::math::{normal, normal_box::outside, symmetric::Matrix};
/// let mut apart = Matrix::zeros(2);
/// (apart[(0, 0)], apart[(1, 1)]) = (1.0, 1.0);
/// let (one, both) = (normal::two_sided(2.0), outside(&apart, 2.0).unwrap());
/// assert!((both - (1.0 - (1.0 - one) * (1.0 - one))).abs() < 1e-15);
/// ```
pub fn outside(correlation: &Matrix, c: f64) -> Option<f64> {
    let normals = directions(correlation)?;
    if c.is_nan() {
        return Some(f64::NAN);
    }
    if c <= 0.0 || normals.is_empty() {
        return Some(1.0);
    }
    if erfc(c * FRAC_1_SQRT_2) == 0.0 {
        return Some(0.0);
    }
    let distinct = distinct(&normals);
    let faces = (0..distinct.len()).map(|i| face(&distinct, i, c));
    Some(faces.sum::<f64>().min(1.0))
}

/// Unit vectors with these correlations as their products, by a Cholesky decomposition that takes the
/// variable with the largest rest next; `None` if three dimensions do not hold them.
fn directions(correlation: &Matrix) -> Option<Vec<Vector>> {
    let n = correlation.size();
    let at = |i: usize, j: usize| correlation[(i.max(j), i.min(j))];
    let mut rows = vec![[0.0; 3]; n];
    let mut rest: Vec<f64> = (0..n).map(|i| at(i, i)).collect();
    for axis in 0..3 {
        let largest = (0..n).fold(0, |best, i| if rest[i] > rest[best] { i } else { best });
        if n == 0 || rest[largest] <= ROUNDING {
            break;
        }
        let (length, pivot) = (rest[largest].sqrt(), rows[largest]);
        rest[largest] = 0.0;
        rows[largest][axis] = length;
        for i in 0..n {
            if rest[i] == 0.0 {
                continue;
            }
            rows[i][axis] = (at(i, largest) - dot(&rows[i], &pivot)) / length;
            rest[i] = (at(i, i) - dot(&rows[i], &rows[i])).max(0.0);
        }
    }
    let flat = rest.iter().all(|&rest| rest <= FOURTH);
    flat.then(|| rows.iter().map(|row| scaled(row, 1.0 / dot(row, row).sqrt())).collect())
}

/// The vectors without those that repeat an earlier one or its opposite.
fn distinct(normals: &[Vector]) -> Vec<Vector> {
    let mut distinct: Vec<Vector> = Vec::new();
    for normal in normals {
        let same = |other: &Vector| {
            let across = cross(normal, other);
            dot(&across, &across) < SAME * SAME
        };
        if !distinct.iter().any(same) {
            distinct.push(*normal);
        }
    }
    distinct
}

/// A line in the plane of a face: the unit vector from the foot towards it, and its distance.
#[derive(Clone, Copy)]
struct Edge {
    towards: [f64; 2],
    distance: f64,
}

/// The mass beyond face `i` and the one opposite.
fn face(normals: &[Vector], i: usize, c: f64) -> f64 {
    let edges = edges(normals, i, c);
    let cut: f64 = (0..edges.len()).map(|e| cut_off(&edges, e, c)).sum();
    erfc(c * FRAC_1_SQRT_2) - cut / TAU
}

/// The lines in which the other planes meet that of face `i`.
fn edges(normals: &[Vector], i: usize, c: f64) -> Vec<Edge> {
    let own = &normals[i];
    // Two axes of the plane; the first is square to the coordinate in which `own` is smallest.
    let smallest = (0..3).fold(0, |best, k| if own[k].abs() < own[best].abs() { k } else { best });
    let mut unit = [0.0; 3];
    unit[smallest] = 1.0;
    let across = cross(own, &unit);
    let first = scaled(&across, 1.0 / dot(&across, &across).sqrt());
    let second = cross(own, &first);
    let mut edges = Vec::new();
    for other in normals.iter().enumerate().filter(|&(j, _)| j != i).map(|(_, other)| other) {
        let (x, y) = (dot(other, &first), dot(other, &second));
        let (cosine, sine) = (dot(own, other), (x * x + y * y).sqrt());
        // c tan(t / 2) for the angle t between the normals, and c / tan(t / 2), without cancellation.
        let half = if cosine > 0.0 { sine / (1.0 + cosine) } else { (1.0 - cosine) / sine };
        let towards = [x / sine, y / sine];
        edges.push(Edge { towards, distance: c * half });
        edges.push(Edge { towards: towards.map(|x| -x), distance: c / half });
    }
    edges
}

/// `int (c / S) erfc(S / sqrt 2) da` over the directions in which edge `e` is the nearest.
fn cut_off(edges: &[Edge], e: usize, c: f64) -> f64 {
    let h = edges[e].distance;
    let (mut from, mut to) = (-OUT_OF_SIGHT / h, OUT_OF_SIGHT / h);
    let [x, y] = edges[e].towards;
    for (other, edge) in edges.iter().enumerate().filter(|&(other, _)| other != e) {
        let [other_x, other_y] = edge.towards;
        let (cosine, sine) = (x * other_x + y * other_y, x * other_y - y * other_x);
        // Nearest where h (cos + tan(a) sin) <= the other distance.
        let room = edge.distance - h * cosine;
        if sine == 0.0 {
            if room < 0.0 || (room == 0.0 && other < e) {
                return 0.0;
            }
        } else if sine > 0.0 {
            to = to.min(room / (h * sine));
        } else {
            from = from.max(room / (h * sine));
        }
    }
    if from >= to {
        return 0.0;
    }
    let (from, to) = (inverse_sinh(from), inverse_sinh(to));
    let part = |x: f64| {
        let cosh = (exp(x) + exp(-x)) / 2.0;
        let s = (c * c + h * h * cosh * cosh).sqrt();
        c / s * erfc(s * FRAC_1_SQRT_2) / cosh
    };
    gauss_legendre::integral(part, from, to, (to - from) as u32 + 1)
}

fn inverse_sinh(t: f64) -> f64 {
    let size = t.abs();
    let x = ln(size + (size * size + 1.0).sqrt());
    if t < 0.0 { -x } else { x }
}

fn dot(a: &Vector, b: &Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: &Vector, b: &Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn scaled(a: &Vector, factor: f64) -> Vector {
    a.map(|x| factor * x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal::two_sided;

    fn matrix(rows: &[&[f64]]) -> Matrix {
        let mut matrix = Matrix::zeros(rows.len());
        for (i, row) in rows.iter().enumerate() {
            for (j, &cell) in row.iter().enumerate() {
                matrix[(i, j)] = cell;
            }
        }
        matrix
    }

    fn agrees(ours: f64, reference: f64, relative: f64) {
        assert!((ours - reference).abs() <= relative * reference, "{ours:e} where {reference:e} is expected");
    }

    #[test]
    fn independent_variables() {
        let rows: [&[f64]; 3] = [&[1.0], &[0.0, 1.0], &[0.0, 0.0, 1.0]];
        for c in [1e-9, 0.01, 0.3, 1.0, 2.0, 4.0, 8.0, 20.0, 37.0] {
            let p = two_sided(c);
            agrees(outside(&matrix(&rows[..1]), c).unwrap(), p, 1e-14);
            agrees(outside(&matrix(&rows[..2]), c).unwrap(), p * (2.0 - p), 4e-14);
            agrees(outside(&matrix(&rows), c).unwrap(), p * (3.0 - p * (3.0 - p)), 4e-14);
        }
    }

    /// A repeated or mirrored variable adds nothing, exactly or nearly repeated.
    #[test]
    fn repeated_variables() {
        for gap in [0.0, 1e-16, 1e-15, 1e-14] {
            for sign in [1.0, -1.0] {
                let r = sign * (1.0 - gap);
                let three = matrix(&[&[1.0], &[r, 1.0], &[0.6, sign * 0.6, 1.0]]);
                let two = matrix(&[&[1.0], &[0.6, 1.0]]);
                for c in [0.5, 2.0, 5.0] {
                    let relative = 1e-14 + c * (2.0 * gap).sqrt();
                    agrees(outside(&three, c).unwrap(), outside(&two, c).unwrap(), relative);
                }
            }
        }
    }

    /// Three variables in one plane, evenly turned: outside a regular hexagon, whose sides are
    /// `2 c / sqrt 3` long. In polar coordinates the mass is `6 / pi int_0^{pi/6} exp(-c^2 / (2 cos^2 a)) da`.
    #[test]
    fn a_hexagon() {
        let hexagon = matrix(&[&[1.0], &[0.5, 1.0], &[-0.5, 0.5, 1.0]]);
        for c in [0.1, 1.0, 3.0, 10.0] {
            let sector = |a: f64| exp(-c * c / (2.0 * libm::cos(a) * libm::cos(a)));
            let mass = 12.0 / TAU * gauss_legendre::integral(sector, 0.0, TAU / 12.0, 20);
            agrees(outside(&hexagon, c).unwrap(), mass, 1e-13);
        }
    }

    #[test]
    fn what_is_refused_and_what_is_certain() {
        let four = matrix(&[&[1.0], &[0.0, 1.0], &[0.0, 0.0, 1.0], &[0.0, 0.0, 0.0, 1.0]]);
        assert_eq!(outside(&four, 1.0), None);
        assert_eq!(outside(&matrix(&[&[1.0]]), 0.0), Some(1.0));
        assert_eq!(outside(&Matrix::zeros(0), 3.0), Some(1.0));
        assert!(outside(&matrix(&[&[1.0]]), f64::NAN).unwrap().is_nan());
        assert_eq!(outside(&matrix(&[&[1.0], &[0.5, 1.0]]), f64::INFINITY), Some(0.0));
    }
}
