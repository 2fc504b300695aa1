//! The one table of tolerances: how far two numbers may lie apart, and why not closer.
//!
//! Numbers `a` (ours) and `b` (the reference) agree when `|a - b|` is at most the larger of
//! `relative * |b|` and `absolute`. The absolute part is for values that are 0, or that cancel to
//! near 0; where it is 0 the value must be hit in relative terms however small it is.

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Quantity {
    Count,
    Time,
    Survival,
    Variance,
    Limit,
    Quantile,
    Observed,
    Expected,
    Covariance,
    LogRank,
    PValue,
    Tail,
    LogTail,
    NormalQuantile,
    Coefficient,
    StandardError,
    HazardRatio,
    LogLikelihood,
    CoxTest,
    CoxPValue,
    CrossingZ,
    Score,
    Slope,
    PermutationP,
    Concordance,
    ConcordanceVariance,
    Influence,
    CumHaz,
    Area,
    Contrast,
    Rate,
    Special,
    Incidence,
    IncidenceVariance,
    Gray,
    GrayPValue,
    FineGray,
    FineGrayError,
    FineGrayPValue,
    AreaTwin,
    TailTwin,
    LimitTwin,
    Height,
    PhTest,
    PhPValue,
    ScaledTime,
    Residual,
    Smooth,
    Predicted,
    Adjusted,
    CoefficientInErrors,
    Correlation,
    Deviate,
    LogRankRatio,
    NormalMass,
    MassBySlices,
    MassOnGrid,
    TwinTest,
    CountRatio,
    Share,
    ExactP,
    ConditionalRatio,
    PearsonTest,
    PearsonP,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tolerance {
    pub(crate) quantity: Quantity,
    pub(crate) relative: f64,
    pub(crate) absolute: f64,
    pub(crate) reason: &'static str,
}

const fn row(quantity: Quantity, relative: f64, absolute: f64, reason: &'static str) -> Tolerance {
    Tolerance { quantity, relative, absolute, reason }
}

const TABLE: &[Tolerance] = &[
    row(Quantity::Count, 0.0, 0.0, "whole numbers"),
    row(Quantity::Time, 0.0, 0.0, "a time of the data is passed on, never computed"),
    row(
        Quantity::Survival,
        1e-13,
        0.0,
        "a product of at most 1000 fractions, half a unit in the last place each",
    ),
    row(Quantity::Variance, 1e-12, 0.0, "a sum of positive terms, against the square of R's root of it"),
    row(
        Quantity::Limit,
        1e-10,
        1e-14,
        "the promise is 1e-10; absolute because S - z s S, clipped at 0, and the arcsine angle cancel near 0",
    ),
    row(Quantity::Quantile, 4e-16, 0.0, "a time, or the half of a sum of two"),
    row(Quantity::Observed, 0.0, 0.0, "whole numbers, kept as f64"),
    row(Quantity::Expected, 1e-12, 0.0, "a sum of positive terms"),
    row(Quantity::Covariance, 1e-11, 1e-12, "sums of positive terms; absolute where the variance is 0"),
    row(
        Quantity::LogRank,
        1e-10,
        1e-12,
        "the promise is 1e-10; absolute because O - E cancels when the groups do not differ",
    ),
    row(Quantity::CrossingZ, 1e-12, 1e-13, "a difference of two products; absolute where the curves touch"),
    row(
        Quantity::PValue,
        1e-10,
        0.0,
        "the promise; a relative error of the statistic is multiplied by x / 2",
    ),
    row(Quantity::Tail, 1e-12, 0.0, "exp(-h) at h = 690 loses 690 half units in the last place: 8e-14"),
    row(Quantity::LogTail, 1e-12, 1e-14, "as the tail; absolute because the logarithm is 0 at a tail of 1"),
    row(Quantity::NormalQuantile, 1e-15, 0.0, "AS 241 in both programs: a few units in the last place"),
    row(
        Quantity::Coefficient,
        1e-8,
        1e-12,
        "the promise for Newton steps to full convergence; absolute because a coefficient can be 0",
    ),
    row(Quantity::StandardError, 1e-8, 0.0, "as the coefficient it is evaluated at"),
    row(
        Quantity::HazardRatio,
        1e-8,
        0.0,
        "exp of the coefficient, its error multiplied by at most |b| + z se",
    ),
    row(
        Quantity::LogLikelihood,
        1e-12,
        1e-12,
        "flat at its top, so only the rounding of the sum is left; absolute because a limit can be 0",
    ),
    row(Quantity::CoxTest, 1e-8, 1e-12, "the promise; absolute for equal hazards, where the test is 0"),
    row(Quantity::CoxPValue, 1e-8, 0.0, "as the test, x / 2 times"),
    row(
        Quantity::Score,
        0.0,
        1e-9,
        "0 at the maximum: what the promise for the coefficients, times a small information, leaves room for",
    ),
    row(
        Quantity::Slope,
        1e-6,
        1e-6,
        "central differences with a step of 1e-4: h^2 times a third derivative of order 10",
    ),
    row(Quantity::PermutationP, 4e-16, 0.0, "one whole number by another"),
    row(Quantity::Concordance, 1e-14, 0.0, "a quotient of whole numbers, in R by way of Somers' d"),
    row(
        Quantity::ConcordanceVariance,
        1e-12,
        1e-30,
        "squares of differences of whole numbers; absolute where all pairs agree and R is left with rounding",
    ),
    row(
        Quantity::Influence,
        1e-12,
        1e-15,
        "a difference of two fractions of size 1 / n; absolute where it cancels",
    ),
    row(Quantity::CumHaz, 1e-13, 0.0, "a sum of at most 1000 positive terms"),
    row(
        Quantity::Area,
        1e-12,
        1e-14,
        "sums of at most 1000 positive terms; absolute because a limit can be 0",
    ),
    row(
        Quantity::Contrast,
        1e-11,
        1e-14,
        "as the areas and probabilities; their difference can cancel, to 0 where groups do not differ",
    ),
    row(Quantity::Rate, 1e-12, 0.0, "quantiles of the special functions, over a sum of positive terms"),
    row(
        Quantity::Special,
        1e-12,
        0.0,
        "exp(-h) at h = 690 loses 690 half units in the last place: 8e-14, in R too",
    ),
    row(Quantity::Incidence, 1e-12, 1e-14, "sums of positive terms; absolute because 1 - KM cancels near 0"),
    row(
        Quantity::IncidenceVariance,
        1e-11,
        1e-15,
        "well inside the promise of 1e-6: cuminc adds and subtracts sums far above the variance",
    ),
    row(
        Quantity::Gray,
        1e-11,
        1e-12,
        "well inside the promise of 1e-6: cuminc's covariance cancels; absolute where a score is 0",
    ),
    row(Quantity::GrayPValue, 1e-10, 0.0, "as the test, x / 2 times"),
    row(
        Quantity::FineGray,
        1e-10,
        1e-12,
        "well inside the promise of 1e-6: crr brought to its top by its own last steps; absolute for no effect",
    ),
    row(Quantity::FineGrayError, 1e-10, 0.0, "as the coefficient it is evaluated at"),
    row(Quantity::FineGrayPValue, 1e-9, 0.0, "as z, z^2 times"),
    row(
        Quantity::AreaTwin,
        1e-12,
        1e-9,
        "the standard error of equal times is 0, and the twin's the root of what rounding leaves of it",
    ),
    row(
        Quantity::TailTwin,
        1e-11,
        0.0,
        "a sum of up to 80 probabilities, p in place of its odds; 1 - alpha for small alpha is no worse",
    ),
    row(
        Quantity::LimitTwin,
        1e-6,
        1e-6,
        "the promise for nearly collinear columns, in half intervals; absolute because a limit can be 0",
    ),
    row(Quantity::Height, 0.0, 1e-9, "the promise: the log likelihood at a limit, the others sought anew"),
    row(
        Quantity::PhTest,
        1e-8,
        1e-12,
        "the promise of Cox tests; absolute because the score cancels where a coefficient does not change",
    ),
    row(Quantity::PhPValue, 1e-8, 0.0, "as the test, x / 2 times"),
    row(
        Quantity::ScaledTime,
        1e-13,
        1e-14,
        "a product of fractions taken from 1; absolute because it starts at 0",
    ),
    row(
        Quantity::Residual,
        1e-8,
        1e-11,
        "the promise of Cox coefficients; absolute because residuals cross 0 (their sizes are .01 to 100)",
    ),
    row(Quantity::Smooth, 1e-8, 1e-10, "least squares by normal equations here, by QR in R; curves cross 0"),
    row(Quantity::Predicted, 1e-8, 0.0, "the promise of Cox coefficients, at which the curves are taken"),
    row(
        Quantity::Adjusted,
        1e-8,
        1e-11,
        "the promise of Cox coefficients; absolute because rows of like predictors are gathered, by at most 1e-11",
    ),
    row(
        Quantity::CoefficientInErrors,
        1e-8,
        1e-8,
        "the promise, in standard errors; absolute because a coefficient far below its error is known no better",
    ),
    row(
        Quantity::Correlation,
        1e-8,
        1e-8,
        "the promise for standard errors; absolute because a covariance can be near 0",
    ),
    row(Quantity::Deviate, 1e-10, 1e-12, "as the log-rank test, whose root it is"),
    row(Quantity::LogRankRatio, 1e-10, 1e-12, "the promise for log-rank parts; absolute for equal hazards"),
    row(
        Quantity::TwinTest,
        1e-9,
        1e-11,
        "the twin solves without care for a tiny group; absolute because O - E cancels when groups do not differ",
    ),
    row(
        Quantity::CountRatio,
        1e-12,
        0.0,
        "well inside the promise of 1e-8: a quotient, and exp of a few terms",
    ),
    row(
        Quantity::Share,
        1e-12,
        1e-14,
        "well inside the promise of 1e-8; absolute because differences and their limits cancel near 0",
    ),
    row(
        Quantity::ExactP,
        1e-10,
        0.0,
        "well inside the promise of 1e-8: R takes exp of logarithms of factorials, which lose digits for large counts",
    ),
    row(
        Quantity::ConditionalRatio,
        1e-9,
        0.0,
        "inside the promise of 1e-8: a root, in R among logarithms of probabilities of a million subjects",
    ),
    row(
        Quantity::PearsonTest,
        1e-12,
        1e-13,
        "a quotient; absolute because O - E cancels in R for equal risks",
    ),
    row(
        Quantity::PearsonP,
        1e-10,
        0.0,
        "the promise; a relative error of the statistic is multiplied by x / 2",
    ),
    row(
        Quantity::MassOnGrid,
        1e-4,
        0.0,
        "midpoints 1/400 apart of a function with kinks, c^2 times that squared",
    ),
    row(Quantity::NormalMass, 0.0, 1e-13, "the reference is 1 less a sum of eight masses"),
    row(Quantity::MassBySlices, 2e-5, 0.0, "the reference is a sum over midpoints of a function with kinks"),
];

impl Quantity {
    /// Its row of the table.
    pub(crate) fn tolerance(self) -> Tolerance {
        *TABLE.iter().find(|row| row.quantity == self).expect("every quantity has a row")
    }

    /// The relative error, 0 where only the absolute part lets it pass; `None` if they do not agree.
    /// NaN agrees with nothing.
    pub(crate) fn agreement(self, ours: f64, reference: f64) -> Option<f64> {
        let Tolerance { relative, absolute, .. } = self.tolerance();
        if ours == reference {
            return Some(0.0);
        }
        let apart = (ours - reference).abs();
        let error = apart / reference.abs();
        if apart.is_finite() && error <= relative {
            return Some(error);
        }
        (apart <= absolute).then_some(0.0)
    }

    /// Fails with both numbers and the reason for the tolerance unless they agree.
    #[track_caller]
    pub(crate) fn assert(self, what: &str, ours: f64, reference: f64) {
        assert!(
            self.agreement(ours, reference).is_some(),
            "{what}: {ours:e} where {reference:e} is expected; {:?}",
            self.tolerance()
        );
    }

    /// As [`assert`](Self::assert), number by number; the lengths are to be equal too.
    #[track_caller]
    pub(crate) fn assert_all(self, what: &str, ours: &[f64], reference: &[f64]) {
        assert_eq!(ours.len(), reference.len(), "{what}: {ours:?} where {reference:?} is expected");
        for (&ours, &reference) in ours.iter().zip(reference) {
            self.assert(what, ours, reference);
        }
    }
}

/// Step of the finite differences that [`Quantity::Slope`] judges.
pub(crate) const STEP: f64 = 1e-4;

/// Slack of the rule for quantiles where a curve touches `1 - p`: `sqrt(f64::EPSILON)`, as in R.
pub(crate) const TOUCHES: f64 = 1.490_116_119_384_765_6e-8;

/// Coefficients this far out see the likelihood on its asymptote (`exp(-30)` is 1e-13), and twice
/// as far tells a slope from a flat piece: a falling likelihood loses at least 1 a unit.
pub(crate) const FAR: f64 = 30.0;

/// Half a unit in the last place of a number as it was printed, `".752941"`.
pub(crate) fn half_a_unit(printed: &str) -> f64 {
    let decimals = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let unit: f64 = format!("1e-{decimals}").parse().expect("a power of ten");
    0.5 * unit
}

/// The value rounds to what is printed.
#[track_caller]
pub(crate) fn says(printed: &str, value: f64) {
    let number: f64 = printed.parse().expect("a number");
    assert!((value - number).abs() <= half_a_unit(printed), "{value} where {printed} is printed");
}
