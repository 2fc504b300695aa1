//! The coefficients: what the columns of a design are called, their ratios and limits, and Firth's beside them.

use super::super::Interval;
use super::fitted::too_much;
use super::{ColumnReport, FirthColumn, FirthReport, RobustColumn};
use crate::cox::design::{Column, Design, Term};
use crate::cox::firth::{Estimate, firth};
use crate::cox::likelihood::Ties;
use crate::cox::profile::{Limits, NotFound};
use crate::cox::regression::{Aliased, Coefficient, CoxFit, NoFit, Wald};
use crate::cox::robust::Robust;
use crate::cox::work;
use crate::math::exp;
use crate::report::names::isolated;
use crate::report::options::Settings;
use crate::report::shape::{Maybe, Reason};
use crate::report::unit;

/// What the columns of a design are called.
pub(in crate::report::details) struct Named<'a> {
    pub(in crate::report::details) design: &'a Design,
}

impl Named<'_> {
    /// "control versus UC-MSC" of the groups, "Stage: II vs I", "age, one more", "platelets, per 10,000".
    pub(in crate::report::details) fn direction_of(term: &Term, name: &str, unit: f64) -> String {
        match &term.reference {
            Some(reference) if term.name == "group" => {
                format!("{} versus {}", isolated(name), isolated(reference))
            }
            Some(reference) => {
                format!("{}: {} vs {}", isolated(&term.name), isolated(name), isolated(reference))
            }
            None => format!("{}, {}", isolated(name), unit::name(unit)),
        }
    }

    fn direction(&self, term: &Term, column: usize) -> String {
        let Column { name, unit, .. } = &self.design.columns[column];
        Named::direction_of(term, name, *unit)
    }

    /// Every column with its direction, in order.
    pub(in crate::report::details) fn directions(&self) -> impl Iterator<Item = (String, usize)> {
        let columns =
            self.design.terms.iter().flat_map(|term| term.columns.clone().map(move |at| (term, at)));
        columns.map(|(term, at)| (self.direction(term, at), at))
    }

    /// "age", "group (B)".
    fn column(&self, at: usize) -> String {
        let name = &self.design.columns[at].name;
        match self.design.terms.iter().find(|term| term.columns.contains(&at)) {
            Some(term) if term.reference.is_some() => {
                format!("{} ({})", isolated(&term.name), isolated(name))
            }
            _ => name.clone(),
        }
    }

    /// Why a column has no coefficient.
    fn aliased(&self, why: &Aliased) -> String {
        match why {
            Aliased::Constant => "left out: the same for all who are at risk together".to_owned(),
            Aliased::Combination(parts) => {
                let names: Vec<String> = parts.iter().map(|&(at, _)| self.column(at)).collect();
                format!("left out: it follows from {}", names.join(", "))
            }
            #[allow(unreachable_patterns)]
            _ => "left out: its values cannot be computed with".to_owned(),
        }
    }
}

pub(in crate::report::details) fn ratio_of(wald: Option<Wald>, z: f64, reason: Reason) -> Interval {
    wald.map_or(Interval::missing(reason), |wald| {
        let limits = (exp(wald.coef - z * wald.se), exp(wald.coef + z * wald.se));
        Interval::of(exp(wald.coef), limits, reason)
    })
}

pub(super) fn column(
    names: &Named<'_>,
    term: &Term,
    at: usize,
    fit: &CoxFit,
    limits: Option<&Limits>,
    robust: Option<&Robust>,
    z: f64,
) -> ColumnReport {
    let found = &fit.coefficients[at];
    let unit = names.design.columns[at].unit;
    let wald = found.estimate();
    let (ratio_reason, reason, note) = match found {
        Coefficient::Estimated(_) => (Reason::NoInformation, Reason::NoInformation, None),
        Coefficient::RunsUp => (Reason::Infinite, Reason::Withheld, None),
        Coefficient::RunsDown => (Reason::Zero, Reason::Withheld, None),
        Coefficient::Unknown => (Reason::NoInformation, Reason::NoInformation, None),
        Coefficient::Aliased(why) => (Reason::Aliased, Reason::Aliased, Some(names.aliased(why))),
    };
    let maybe = |number: Option<f64>| Maybe::or(number, reason);
    let hazard_ratio = match wald {
        Some(_) => ratio_of(wald, z, reason),
        None => Interval { value: Maybe::missing(ratio_reason), ..Interval::missing(reason) },
    };
    let limit = |of: fn(&Limits) -> Result<f64, NotFound>, end: Reason| match (found, limits) {
        (Coefficient::Aliased(_), _) => Maybe::missing(Reason::Aliased),
        (_, None) => Maybe::missing(Reason::TooLong),
        (_, Some(limits)) => limit(of(limits), end),
    };
    ColumnReport {
        name: names.design.columns[at].name.clone(),
        direction: names.direction(term, at),
        unit,
        coef: maybe(wald.map(|wald| wald.coef)),
        se: maybe(wald.map(|wald| wald.se)),
        coef_per_one: maybe(wald.map(|wald| wald.coef / unit)),
        se_per_one: maybe(wald.map(|wald| wald.se / unit)),
        hazard_ratio,
        z: maybe(wald.map(|wald| wald.z)),
        p_value: maybe(wald.map(|wald| wald.p_value)),
        profile: Interval {
            value: hazard_ratio.value,
            lower: limit(|limits| limits.lower, Reason::Zero),
            upper: limit(|limits| limits.upper, Reason::Infinite),
        },
        robust: robust.map(|robust| {
            let wald = robust.coefficients[at];
            RobustColumn {
                se: maybe(wald.map(|wald| wald.se)),
                hazard_ratio: ratio_of(wald, z, reason),
                p_value: maybe(wald.map(|wald| wald.p_value)),
            }
        }),
        note,
    }
}

/// A limit of a ratio, where that of the coefficient is `found`; `end` where there is none.
fn limit(found: Result<f64, NotFound>, end: Reason) -> Maybe {
    match found {
        Ok(limit) => Maybe::or(Some(exp(limit)), end),
        Err(why) => Maybe::missing(not_found(why, end)),
    }
}

fn not_found(why: NotFound, end: Reason) -> Reason {
    match why {
        NotFound::Endless => end,
        NotFound::NotConverged => Reason::NotConverged,
        NotFound::TooLong => Reason::TooLong,
    }
}

/// Work of Firth's fit beside a usual one: a tenth of a second.
const BESIDE: f64 = 2e8;

/// Firth's fit, or why there is none. Its penalty has no exact ties: Efron's are taken.
pub(super) fn firth_report(
    names: &Named<'_>,
    design: &Design,
    fit: &CoxFit,
    settings: &Settings,
) -> Result<FirthReport, String> {
    let ties = if fit.ties == Ties::Exact { Ties::Efron } else { fit.ties };
    let work = work::of_firth(design, ties, fit.kept.len());
    if (fit.has_maximum() && work > BESIDE) || too_much(work, design) {
        return Err(
            "Firth’s penalised fit would take too long with so many rows and coefficients.".to_owned()
        );
    }
    let found = firth(design, ties, settings.conf_level);
    let reason = match found {
        Ok(_) => Reason::Aliased,
        Err(NoFit::NotConverged) => Reason::NotConverged,
        Err(NoFit::TooLong) => Reason::TooLong,
        Err(_) => return Err("There is no penalised fit: the columns say nothing.".to_owned()),
    };
    let fit = found.ok();
    let estimate = |at: usize| fit.as_ref().and_then(|fit| fit.coefficients[at].as_ref().ok());
    let column = |(term, at): (&Term, usize)| FirthColumn {
        direction: names.direction(term, at),
        ..firth_column(estimate(at), design.columns[at].unit, reason)
    };
    let columns = design.terms.iter().flat_map(|term| term.columns.clone().map(move |at| (term, at)));
    Ok(FirthReport {
        ties,
        columns: columns.map(column).collect(),
        converged: reason != Reason::NotConverged,
    })
}

/// One penalised coefficient, without its name; `reason` where there is none.
fn firth_column(estimate: Option<&Estimate>, unit: f64, reason: Reason) -> FirthColumn {
    let maybe = |number: Option<f64>| Maybe::or(number, reason);
    let end = |of: fn(&Estimate) -> Result<f64, NotFound>, end: Reason| {
        estimate.map_or(Maybe::missing(reason), |found| limit(of(found), end))
    };
    FirthColumn {
        direction: String::new(),
        unit,
        coef: maybe(estimate.map(|found| found.coef)),
        se: maybe(estimate.map(|found| found.se)),
        coef_per_one: maybe(estimate.map(|found| found.coef / unit)),
        hazard_ratio: Interval {
            value: maybe(estimate.map(|found| exp(found.coef))),
            lower: end(|found| found.limits.lower, Reason::Zero),
            upper: end(|found| found.limits.upper, Reason::Infinite),
        },
        p_value: estimate.map_or(Maybe::missing(reason), |found| match found.lr {
            Ok(test) => Maybe::or(Some(test.p_value), reason),
            Err(why) => Maybe::missing(not_found(why, reason)),
        }),
    }
}
