//! The fit of the model that is asked for, or why there is none.

use super::super::Ask;
use crate::cox::design::{Design, Model};
use crate::cox::likelihood::Ties;
use crate::cox::regression::{CoxFit, NoFit, Options, fit};
use crate::cox::work;
use crate::data::Survival;
use crate::report::options::Settings;
use crate::report::{number, unit};

/// Why one event makes no ratio.
pub(in crate::report::details) const ONE_EVENT: &str =
    "There is no hazard ratio from one event: whatever it says, the next event could say the opposite.";
/// Why a likelihood that is no number makes no model.
const LOST: &str = "There is no model: its likelihood was lost to rounding. Give the columns units in which their values are of like size.";
/// Multiplications of a fit, and of all profile limits, that are done with the answer, whatever the data: less than a second
/// each.
const MOST_WORK: f64 = 1e9;
/// As many more are done for each row: who brings many rows waits for them.
const WORK_OF_ROW: f64 = 5e4;

/// A fitted model and what it was fitted to: for the sections that go on from it.
pub(in crate::report) struct Fitted {
    pub(in crate::report) design: Design,
    pub(in crate::report) fit: CoxFit,
}

/// The design that is asked for: the groups where there are two, every covariate in its unit, strata.
pub(in crate::report::details) fn design(ask: &Ask<'_>, data: &Survival) -> Design {
    design_of(data, ask.settings())
}

fn design_of(data: &Survival, settings: &Settings) -> Design {
    let reference = (data.groups().len() > 1).then_some(settings.reference);
    let covariates: Vec<usize> = (0..data.covariates().len()).collect();
    let model = Model { reference, covariates, stratified: settings.stratified };
    let mut design = Design::new(data, &model);
    unit::apply(&mut design, data, &model.covariates);
    design
}

/// Fits the model that is asked for, or says why there is none.
pub(in crate::report) fn fitted(data: &Survival, settings: &Settings) -> Result<Fitted, String> {
    let design = design_of(data, settings);
    if design.n_event() == 1 {
        return Err(ONE_EVENT.to_owned());
    }
    if let Some(why) = takes_too_long(&design, settings.ties, 1) {
        return Err(why);
    }
    match fit(&design, settings.ties, &Options::default()) {
        Ok(fit) if !(fit.loglik.is_finite() && fit.loglik_null.is_finite()) => Err(LOST.to_owned()),
        Ok(fit) => Ok(Fitted { design, fit }),
        Err(why) => Err(sentence(why, &design)),
    }
}

/// Whether work on a design would keep a person waiting.
pub(super) fn too_much(work: f64, design: &Design) -> bool {
    !(work <= MOST_WORK + WORK_OF_ROW * design.n_rows() as f64)
}

/// Why the fit of a design is not even begun; the designs of `n` causes share what may be done.
pub(in crate::report::details) fn takes_too_long(design: &Design, ties: Ties, n: usize) -> Option<String> {
    let too_long = |ties| too_much(n as f64 * work::of_fit(design, ties), design);
    if !too_long(ties) {
        return None;
    }
    Some(if ties == Ties::Exact && !too_long(Ties::Efron) {
        "With so many events at the same times, exact ties would take too long. Choose Efron ties, which come close to them.".to_owned()
    } else {
        format!(
            "With {} rows and {} coefficients the model would take too long. Choose fewer columns, or columns with fewer categories.",
            number::count(design.n_rows() as u64),
            number::count(design.n_columns() as u64)
        )
    })
}

fn sentence(why: NoFit, design: &Design) -> String {
    match why {
        NoFit::NoColumns => {
            "There is nothing in the model: with one group, choose columns under “Adjust for”.".to_owned()
        }
        NoFit::NoEvents if design.n_rows() == 0 => {
            "No row has a value in every column of the model.".to_owned()
        }
        NoFit::NoEvents => "There is no model: nobody in it had the event.".to_owned(),
        NoFit::NoInformation => {
            "There is no model: at each event all who were at risk were alike in every column of it."
                .to_owned()
        }
        NoFit::ExactTies => "Exact ties are not offered here.".to_owned(),
        NoFit::NotConverged => "There is no model: the fit did not converge.".to_owned(),
        NoFit::TooLong => "There is no model: it would take too long to compute.".to_owned(),
    }
}
