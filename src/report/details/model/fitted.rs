//! The fit of the model that is asked for, or why there is none.

use super::super::Ask;
use crate::cox::design::{Design, Model};
use crate::cox::likelihood::Ties;
use crate::cox::regression::{CoxFit, NoFit, Options, fit};
use crate::report::unit;

/// Why one event makes no ratio.
pub(in crate::report::details) const ONE_EVENT: &str =
    "There is no hazard ratio from one event: whatever it says, the next event could say the opposite.";
/// Why exact ties are refused where very many are tied.
pub(in crate::report::details) const EXACT_TOO_LONG: &str = "With so many events at the same times exact ties would take minutes: choose Efron ties, which come close to them.";
/// Sums over choices of tied events that are still computed: a few seconds in a browser.
const MOST_WORK: f64 = 2e7;

/// A fitted model and what it was fitted to: for the sections that go on from it.
pub(in crate::report::details) struct Fitted {
    pub(in crate::report::details) design: Design,
    pub(in crate::report::details) fit: CoxFit,
}

/// The design that is asked for: the groups where there are two, every covariate in its unit, strata.
pub(in crate::report::details) fn design(ask: &Ask<'_>, data: &crate::data::Survival) -> Design {
    let reference = (ask.groups().len() > 1).then_some(ask.settings().reference);
    let covariates: Vec<usize> = (0..data.covariates().len()).collect();
    let model = Model { reference, covariates, stratified: ask.settings().stratified };
    let mut design = Design::new(data, &model);
    unit::apply(&mut design, data, &model.covariates);
    design
}

/// Fits the model that is asked for, or says why there is none.
pub(in crate::report::details) fn fitted(ask: &Ask<'_>) -> Result<Fitted, String> {
    let design = design(ask, ask.model_rows);
    if design.n_event() == 1 {
        return Err(ONE_EVENT.to_owned());
    }
    if ask.settings().ties == Ties::Exact && exact_takes_too_long(&design) {
        return Err(EXACT_TOO_LONG.to_owned());
    }
    match fit(&design, ask.settings().ties, &Options::default()) {
        Ok(fit) => Ok(Fitted { design, fit }),
        Err(why) => Err(sentence(why, &design)),
    }
}

/// Whether exact ties would keep a person waiting.
pub(in crate::report::details) fn exact_takes_too_long(design: &Design) -> bool {
    exact_work(design) > MOST_WORK
}

/// How many terms the sums over all choices of tied events have, times the columns squared.
fn exact_work(design: &Design) -> f64 {
    let mut work = 0.0;
    for rows in &design.strata {
        let mut left = rows.len();
        for together in design.time[rows.clone()].chunk_by(|a, b| a == b) {
            let start = rows.end - left;
            let d = design.event[start..start + together.len()].iter().filter(|&&event| event).count();
            work += if d > 1 { left as f64 * d as f64 } else { 0.0 };
            left -= together.len();
        }
    }
    work * (design.n_columns() * design.n_columns()) as f64
}

fn sentence(why: NoFit, design: &Design) -> String {
    match why {
        NoFit::NoColumns => {
            "There is nothing in the model: with one group, choose columns for it under “More columns”."
                .to_owned()
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
    }
}
