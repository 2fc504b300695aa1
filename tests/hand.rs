//! Holds the estimators to numbers that a person can check: worked by hand, or printed in books
//! and papers. Small data stand here in full; a value is written as it is printed and must round
//! to it.

mod common;

use common::fixture::{self, Fixture, root};
use common::tolerance::{Quantity, says};
use common::{arms, sets, subjects, survival};
use riskset::compare::log_rank::log_rank;
use riskset::cox::likelihood::{GroupLikelihood, Ties};
use riskset::cox::monotone::Fate;
use riskset::cox::{Coefficient, fit_groups};
use riskset::data::{Subjects, Survival, Unsound};
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::kaplan_meier::{KaplanMeier, by_group};
use riskset::estimate::quantile::{Quantile, quantile};
use riskset::estimate::risk_table::risk_table;
use riskset::math::{exp, ln, normal};

/// Estimate and limits as a table prints them: `23 (13-NR)`, NR for not reached.
fn printed(quantile: &Quantile) -> String {
    let show = |time: Option<f64>| time.map_or("NR".into(), |time| time.to_string());
    format!("{} ({}-{})", show(quantile.value), show(quantile.lower), show(quantile.upper))
}

fn at_95(conf_type: ConfType) -> Confidence {
    Confidence::new(0.95, conf_type)
}

fn median(curve: &KaplanMeier) -> String {
    printed(&quantile(curve, 0.5, &at_95(ConfType::LogLog)))
}

fn only(subjects: &Subjects, ties: Ties) -> Coefficient {
    let fit = fit_groups(&sets(subjects), 0, ties).expect("a fit");
    assert_eq!((fit.coefficients.len(), fit.coefficients[0].fate), (1, Fate::Settles));
    fit.coefficients[0]
}

/// Survival probability at `time`, with log-log or other limits, from the last step before it.
fn milestone(curve: &KaplanMeier, time: f64, conf_type: ConfType) -> (f64, f64, f64) {
    let step = riskset::step::last_at(&curve.time, time).expect("a step");
    let (lower, upper) = at_95(conf_type).limits(curve.surv[step], curve.greenwood[step]).expect("limits");
    (curve.surv_at(time).expect("within follow-up"), lower, upper)
}

/// Therneau & Grambsch (2000), Modeling Survival Data, appendix E: six subjects that hold a death
/// with a censoring, two tied deaths, a lone censoring and a lone death.
fn appendix_e() -> Subjects {
    arms(&["6 8+ 9", "1 1+ 6"])
}

#[test]
fn appendix_e_breslow() {
    let sets = sets(&appendix_e());
    let null = GroupLikelihood::new(&sets, 0, Ties::Breslow).evaluate(&[0.0]);
    Quantity::LogLikelihood.assert("six, then four twice, then one", null.loglik, -ln(6.0 * 4.0 * 4.0));
    // 1 - 1/2 and 1 - 2/4: the first Newton step is 1 / (5/8).
    Quantity::Coefficient.assert("score", null.score[0], 1.0);
    Quantity::StandardError.assert("information", null.information[(0, 0)], 5.0 / 8.0);
    let fit = fit_groups(&sets, 0, Ties::Breslow).unwrap();
    let by_hand = ln((3.0 + 33_f64.sqrt()) / 2.0);
    Quantity::Coefficient.assert("coefficient", fit.coefficients[0].coef, by_hand);
    says("1.4752849148", fit.coefficients[0].coef);
    Quantity::CoxTest.assert("score test", fit.score.chi_sq, 8.0 / 5.0);
    let r = exp(by_hand);
    let at_top = 2.0 * ln(r) - ln((3.0 * r + 3.0) * (r + 3.0) * (r + 3.0));
    Quantity::LogLikelihood.assert("at the maximum", fit.loglik, at_top);
}

#[test]
fn appendix_e_efron() {
    let (subjects, sets) = (appendix_e(), sets(&appendix_e()));
    let null = GroupLikelihood::new(&sets, 0, Ties::Efron).evaluate(&[0.0]);
    Quantity::LogLikelihood.assert("six, four, three, one", null.loglik, -ln(6.0 * 4.0 * 3.0));
    Quantity::Coefficient.assert("score", null.score[0], 52.0 / 48.0);
    Quantity::StandardError.assert("information", null.information[(0, 0)], 83.0 / 144.0);
    // 2 = r/(r+1) + r/(r+3) + r/(r+5) at the maximum.
    let r = exp(only(&subjects, Ties::Efron).coef);
    Quantity::HazardRatio.assert("r^3 - 23 r = 30", r * r * r - 23.0 * r, 30.0);
}

/// Freireich et al. (1963), Blood 21, 699-716: weeks in remission under placebo and 6-MP.
fn freireich() -> Subjects {
    arms(&[
        "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23",
        "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+",
    ])
}

#[test]
fn freireich_curves() {
    let curves = by_group(&sets(&freireich()));
    assert_eq!(median(&curves[0]).split(' ').next(), Some("8"));
    assert_eq!(median(&curves[1]), "23 (13-NR)");
    assert_eq!(printed(&quantile(&curves[1], 0.5, &at_95(ConfType::Log))), "23 (16-NR)");
    let (surv, lower, upper) = milestone(&curves[1], 10.0, ConfType::LogLog);
    says("0.752941", surv);
    says("0.50320", lower);
    says("0.88936", upper);
    let (_, lower, upper) = milestone(&curves[1], 10.0, ConfType::Log);
    says("0.58592", lower);
    says("0.96757", upper);
    assert_eq!(curves[1].surv_at(35.5), None, "nobody was followed that long");
}

#[test]
fn freireich_follow_up() {
    let forth = freireich();
    let cause = forth.cause.iter().map(|cause| 1 - cause).collect();
    let back = by_group(&sets(&Subjects { cause, ..forth }));
    assert_eq!(printed(&quantile(&back[1], 0.5, &at_95(ConfType::Log))), "25 (17-NR)");
    assert_eq!(median(&back[1]), "25 (11-32)");
}

#[test]
fn freireich_log_rank() {
    let test = log_rank(&sets(&freireich())).unwrap();
    assert_eq!(test.observed, [21.0, 9.0]);
    says("10.74950", test.expected[0]);
    says("19.25050", test.expected[1]);
    says("6.25696", test.covariance[(0, 0)]);
    says("16.79294", test.chi_sq);
    says("0.0000417", test.p_value);
}

#[test]
fn freireich_cox() {
    let efron = only(&freireich(), Ties::Efron);
    says("-1.572125", efron.coef);
    says("0.412397", efron.se);
    let breslow = only(&freireich(), Ties::Breslow);
    says("-1.509191", breslow.coef);
    says("0.409564", breslow.se);
}

/// Survival of lung cancer by sex, 1 male and 2 female (Loprinzi et al. 1994): 228 subjects, so the
/// data are read from the fixture.
#[test]
fn lung() {
    let lung: Fixture = fixture::read("lung");
    let subjects = lung.data.subjects();
    let sets = sets(&subjects);
    let curves = by_group(&sets);
    assert_eq!(median(&curves[0]), "270 (210-306)");
    assert_eq!(median(&curves[1]), "426 (345-524)");
    says("10.32674", log_rank(&sets).unwrap().chi_sq);
    let efron = only(&subjects, Ties::Efron);
    says("-0.5310235", efron.coef);
    says("0.1671786", efron.se);
}

/// Acute myelogenous leukaemia, chemotherapy maintained or not (Miller 1997, Survival Analysis).
#[test]
fn aml() {
    let aml = arms(&["9 13 13+ 18 23 28+ 31 34 45+ 48 161+", "5 5 8 8 12 16+ 23 27 30 33 43 45"]);
    says("3.396389", log_rank(&sets(&aml)).unwrap().chi_sq);
}

/// Nobody in the second arm has the event: the log-rank test stands, the hazard ratio is 0.
#[test]
fn an_arm_without_events() {
    let sets = sets(&arms(&["3 5 7 9 11+ 12+", "4+ 6+ 8+ 10+ 12+ 12+"]));
    let test = log_rank(&sets).unwrap();
    Quantity::LogRank.assert("chi-square", test.chi_sq, 4.0);
    says("0.0455", test.p_value);
    for ties in [Ties::Efron, Ties::Breslow] {
        let fit = fit_groups(&sets, 0, ties).unwrap();
        assert_eq!((fit.coefficients[0].fate, fit.wald), (Fate::RunsDown, None));
        Quantity::CoxTest.assert("score", fit.score.chi_sq, 4.0);
        // In the limit the second arm is not there: 6, 5, 4 and 3 at risk of the first.
        Quantity::LogLikelihood.assert("limit", fit.loglik, -ln(6.0 * 5.0 * 4.0 * 3.0));
        Quantity::LogLikelihood.assert("null", fit.loglik_null, -ln(12.0 * 10.0 * 8.0 * 6.0));
    }
}

#[test]
fn flat_at_one_half() {
    let curve = &by_group(&sets(&arms(&["54 75 77 84 87 92+ 103+ 105+ 112+ 118+"])))[0];
    let median = quantile(curve, 0.5, &at_95(ConfType::LogLog));
    assert_eq!((median.value, median.flat), (Some(102.5), Some((87.0, 118.0))));
}

/// Late entry at a near tie: the first person enters when the others leave and is not at risk then. Somebody watched for less
/// than the tolerance is refused: the interval would vanish.
#[test]
fn entry_at_a_near_tie() {
    let entry = Some(vec![5.0 + 1e-12, 0.0, 0.0]);
    let time = [9.0, 5.0 + 1e-12, 5.0];
    let curve = &by_group(&sets(&Subjects { entry, ..subjects(&time, &[1, 1, 0], &[0; 3]) }))[0];
    assert_eq!(curve.time, [5.0, 9.0]);
    assert_eq!(
        (&curve.n_risk[..], &curve.n_event[..], &curve.n_censor[..]),
        (&[2, 1][..], &[1, 1][..], &[1, 0][..])
    );
    let entry = Some(vec![5.0, 0.0]);
    let vanishing = Subjects { entry, ..subjects(&[5.0 + 2e-12, 9.0], &[1, 1], &[0; 2]) };
    assert_eq!(Survival::new(vanishing), Err(Unsound::Interval(0)));
}

/// Days to recovery in the trial of UC-MSC in Covid-19 (Lanzoni et al. 2021, Stem Cells
/// Translational Medicine 10, 660-673), rebuilt from the registry; UC-MSC first.
fn recovery() -> Subjects {
    let path = root().join("tests/reference/data/lanzoni2021_recovery31_RECONSTRUCTED.csv");
    let text = std::fs::read_to_string(path).expect("the data");
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.splitn(4, ',').collect()).collect();
    let time: Vec<f64> = rows.iter().map(|row| row[1].parse().expect("a day")).collect();
    let cause: Vec<u8> = rows.iter().map(|row| row[2].parse().expect("0 or 1")).collect();
    let group: Vec<u16> = rows.iter().map(|row| u16::from(row[0] != "ucmsc")).collect();
    subjects(&time, &cause, &group)
}

#[test]
fn recovery_quartiles() {
    let curves = by_group(&sets(&recovery()));
    let quartiles = |curve| [0.25, 0.5, 0.75].map(|p| printed(&quantile(curve, p, &at_95(ConfType::LogLog))));
    assert_eq!(quartiles(&curves[0]), ["8 (3-15)", "15 (6-23)", "23 (13-NR)"]);
    assert_eq!(quartiles(&curves[1]), ["12 (9-NR)", "NR (10-NR)", "NR (NR-NR)"]);
}

#[test]
fn recovery_milestones() {
    let curves = by_group(&sets(&recovery()));
    // In percent recovered, with limits the other way round.
    let on_day_15 = [("54", "29", "83"), ("26", "9", "61")];
    for (curve, (recovered, lower, upper)) in curves.iter().zip(on_day_15) {
        let (surv, low, high) = milestone(curve, 15.0, ConfType::LogLog);
        let percent = |surv: f64| 100.0 * (1.0 - surv);
        says(recovered, percent(surv));
        says(lower, percent(high));
        says(upper, percent(low));
    }
    says("82", 100.0 * (1.0 - curves[0].surv_at(28.0).unwrap()));
    says("35", 100.0 * (1.0 - curves[1].surv_at(28.0).unwrap()));
}

#[test]
fn recovery_comparison() {
    let subjects = recovery();
    says("0.030717", log_rank(&sets(&subjects)).unwrap().p_value);
    let Coefficient { coef, se, .. } = only(&subjects, Ties::Efron);
    let z = normal::central(0.95);
    says("1.959963984540054", z);
    says("0.2890587", exp(coef));
    says("0.08816007", exp(coef - z * se));
    says("0.9477642", exp(coef + z * se));
}

#[test]
fn recovery_risk_table() {
    let rows = risk_table(&survival(&recovery()), &[0.0, 7.0, 14.0, 21.0, 28.0]);
    assert_eq!(rows[0].at_risk, [12, 9, 6, 3, 2]);
    assert_eq!(rows[0].events, [0, 2, 5, 8, 9]);
    assert_eq!(rows[0].censored, [0, 1, 1, 1, 1]);
    assert_eq!(rows[1].at_risk, [12, 12, 8, 7, 7]);
    assert_eq!(rows[1].events, [0, 0, 3, 4, 4]);
    assert_eq!(rows[1].censored, [0, 0, 1, 1, 1]);
    assert_eq!(rows.len(), 2);
}

/// Nobody of the reference is at risk at any event, and the last group has none: what compares the
/// other two runs away, so no Wald test may be shown, whichever group is the reference.
#[test]
fn no_wald_test_hides_behind_an_empty_reference() {
    let sets = sets(&arms(&["1+", "2 3 4", "5+ 6+"]));
    for reference in 0..3 {
        assert_eq!(fit_groups(&sets, reference, Ties::Efron).unwrap().wald, None, "against {reference}");
    }
}

/// Delayed entry: group 0 has its event when the others are gone. They are tested without it: at
/// the event of one of two, O - E = 1/2 and V = 1/4.
#[test]
fn groups_that_never_meet_do_not_spoil_the_test() {
    let entry = Some(vec![0.0, 0.0, 3.0]);
    let sets = sets(&Subjects { entry, ..subjects(&[1.0, 2.0, 4.0], &[1, 0, 1], &[1, 2, 0]) });
    let fit = fit_groups(&sets, 0, Ties::Efron).unwrap();
    assert_eq!(fit.score.df, 1);
    Quantity::CoxTest.assert("score", fit.score.chi_sq, 1.0);
    let test = log_rank(&sets).unwrap();
    assert_eq!(test.df, 1);
    Quantity::LogRank.assert("chi-square", test.chi_sq, 1.0);
}

/// One subject in a group of its own has the first of 20001 events; which group comes first is
/// no matter.
#[test]
fn a_tiny_group_costs_no_accuracy() {
    let n = 20_000_u32;
    let time: Vec<f64> = (0..=n).map(|i| f64::from(i + 1)).collect();
    let group = |tiny: u16| -> Vec<u16> {
        let other = |i: u32| (tiny + 1 + u16::from(i * 7919 % 13 > 6)) % 3;
        std::iter::once(tiny).chain((0..n).map(other)).collect()
    };
    let chi_sq = |tiny| log_rank(&sets(&subjects(&time, &vec![1; time.len()], &group(tiny)))).unwrap().chi_sq;
    Quantity::LogRank.assert("second against last", chi_sq(1), chi_sq(2));
    Quantity::LogRank.assert("first against last", chi_sq(0), chi_sq(2));
}

/// R's rule measures a gap against the mean of the absolute times: entries before the origin count.
#[test]
fn entries_before_the_origin_keep_ties() {
    let entry = Some(vec![-1000.0, -1000.0]);
    let data = survival(&Subjects { entry, ..subjects(&[1.0, 1.0 + 1e-12], &[1, 1], &[0, 0]) });
    assert_eq!(data.time(), [1.0, 1.0]);
}

/// Their sum is beyond f64, the times are not.
#[test]
fn huge_times_stay_apart() {
    let data = survival(&subjects(&[1e308, 1.5e308], &[1, 1], &[0, 0]));
    assert_eq!(data.time(), [1e308, 1.5e308]);
}
