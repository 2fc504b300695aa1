//! The figure of a report, as a plain description: which curves, axes, table, lines and words.
//!
//! Where other events come first, the share with the event is its cumulative incidence; a Kaplan-Meier curve that takes them as
//! censored is drawn only if somebody asks for the share still without, and its axis says so. What is asked for and does not
//! exist for the data is answered by the curves.

mod axis;
mod common;
mod curves;
pub mod forest;
mod other;

pub(super) use axis::on_line;

use super::details::Details;
use super::options::{CurveKind, Plot, TableRows};
use super::shape::CoxTerm;
use super::words::Facts;
use super::{incidence, names, number, ticks};
use crate::data::Survival;
use crate::estimate::confidence::Confidence;
use crate::estimate::kaplan_meier::KaplanMeier;
use crate::estimate::risk_table::{RiskRow, risk_table};
use crate::figure::{Figure, FigureRows, FigureTable, FigureTick, Guide, Made, Scale};
use serde::Serialize;

/// A picture that exists for the data, and what it can be of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct PlotOffer {
    pub plot: Plot,
    /// Names of the groups or terms of which it shows one; empty: it shows all.
    pub of: Vec<String>,
}

/// What a figure is made from.
pub(super) struct Ask<'a> {
    pub(super) all_causes: &'a Survival,
    pub(super) curves: &'a [KaplanMeier],
    pub(super) facts: &'a Facts<'a>,
    pub(super) confidence: &'a Confidence,
    pub(super) details: Option<&'a Details>,
}

/// A figure, and what it says in words.
pub(super) struct Described {
    pub(super) figure: Figure,
    /// First part of the text alternative: what is drawn.
    pub(super) alternative: String,
    /// Which stretch of time is shown, where it was asked for.
    pub(super) stretch: String,
    /// How what is shown was made, beyond the methods of the curves.
    pub(super) methods: Vec<String>,
    pub(super) offers: Vec<PlotOffer>,
}

/// Describes the figure that is asked for.
pub(super) fn describe(ask: &Ask<'_>) -> Described {
    let offers = offers(ask);
    let drawing = &ask.facts.settings.drawing;
    let offered = offers.iter().find(|offer| offer.plot == drawing.plot);
    let plot = offered.map_or(Plot::Curves, |offer| offer.plot);
    let of = drawing.of.min(offered.map_or(0, |offer| offer.of.len().saturating_sub(1)));
    let (mut figure, alternative, mut methods) = match plot {
        Plot::Curves => (curves::curves(ask), None, Vec::new()),
        Plot::CumHaz => curves::cumulative_hazard(ask),
        Plot::LogLog => other::log_log(ask),
        Plot::AllCauses => other::all_causes(ask),
        Plot::Stacked => other::stacked(ask, of),
        Plot::Schoenfeld => other::schoenfeld(ask, of),
    };
    if drawing.fit_shares && figure.start == Some(0.0) && figure.scale != Scale::Number {
        axis::fitted(&mut figure);
    }
    methods.extend(axis::note(ask.facts));
    Described {
        alternative: alternative
            .unwrap_or_else(|| ask.facts.curves_in_words() + &common::in_words(&figure, &figure.share_label)),
        stretch: axis::stretch(ask.facts),
        figure,
        methods,
        offers,
    }
}

fn offers(ask: &Ask<'_>) -> Vec<PlotOffer> {
    let all = |plot| PlotOffer { plot, of: Vec::new() };
    let groups = || ask.facts.groups.iter().map(|group| group.name.clone()).collect();
    let mut offers = vec![all(Plot::Curves), all(Plot::CumHaz)];
    if ask.facts.data.n_event > 0 && !ask.facts.settings.ranks() {
        offers.push(all(Plot::LogLog));
    }
    if ask.facts.data.n_competing > 0 {
        offers.push(all(Plot::AllCauses));
        offers.push(PlotOffer { plot: Plot::Stacked, of: groups() });
    }
    let terms = other::residual_plots(ask);
    if !terms.is_empty() {
        offers.push(PlotOffer {
            plot: Plot::Schoenfeld,
            of: terms.iter().map(|term| term.name.clone()).collect(),
        });
    }
    offers
}

/// A figure without curves: its horizontal axis of time, its table, its words.
fn frame(ask: &Ask<'_>, window: [f64; 2]) -> Figure {
    let settings = ask.facts.settings;
    let competing = ask.facts.data.n_competing > 0;
    let (unit, factor) = axis::unit(settings);
    let [first, last] = window;
    let table = |marks: Vec<f64>| {
        let places: Vec<f64> = marks.iter().map(|mark| mark * factor).collect();
        FigureTable {
            groups: match settings.drawing.table {
                TableRows::None => Vec::new(),
                _ => risk_table(ask.all_causes, &places).into_iter().map(FigureRows::from).collect(),
            },
            labels: if factor == 1.0 {
                Vec::new()
            } else {
                marks.iter().map(|&mark| number::time(mark)).collect()
            },
            ticks: places,
        }
    };
    let column = names::column(&settings.event_name);
    let row_names = match settings.drawing.table {
        TableRows::Full => ["at risk", &column, if competing { "competing" } else { "" }, "censored"],
        TableRows::AtRisk => ["at risk", "", "", ""],
        TableRows::None => [""; 4],
    };
    Figure {
        time_label: axis::caption(settings, unit),
        time_unit: settings.time_unit.clone(),
        axis_unit: unit.to_owned(),
        axis_factor: factor,
        share_label: String::new(),
        start: None,
        log_time: false,
        x_range: window,
        y_range: [0.0, 1.0],
        y_ticks: shares(settings.drawing.probability),
        scale: if settings.drawing.probability { Scale::Probability } else { Scale::Percent },
        made: Made::Product,
        thinned: ask.facts.groups.iter().any(|group| group.curve.time.len() < group.curve.n_steps),
        risk_moves: ask.facts.late_entry,
        panels: Vec::new(),
        curves: Vec::new(),
        tables: ticks::sets(first / factor, last / factor, unit).into_iter().map(table).collect(),
        groups: ask.facts.groups.iter().map(|group| group.name.clone()).collect(),
        first_colour: 0,
        row_names: row_names.map(str::to_owned),
        guides: Vec::new(),
        common: String::new(),
        opening: None,
        corner: if settings.drawing.corner { corner(ask) } else { Vec::new() },
        label: ask.facts.note("label").unwrap_or_default().to_owned(),
    }
}

impl From<RiskRow> for FigureRows {
    fn from(RiskRow { at_risk, events, others, censored }: RiskRow) -> Self {
        FigureRows { at_risk, events, others, censored }
    }
}

/// Ticks of an axis of shares.
fn shares(probability: bool) -> Vec<FigureTick> {
    let tick = |quarter: u32| {
        let at = f64::from(quarter) / 4.0;
        let label = if probability { number::decimals(at, 2) } else { format!("{}\u{202f}%", 25 * quarter) };
        FigureTick { at, label }
    };
    (0..=4).map(tick).collect()
}

/// Hazard ratio, test and size.
fn corner(ask: &Ask<'_>) -> Vec<String> {
    let facts = ask.facts;
    let of_incidence = incidence::corner(facts);
    let mut lines = of_incidence.clone().unwrap_or_default();
    // Other events censored: of what the words beside it speak, if not of the figure.
    let of_cause = if facts.data.n_competing > 0 { "cause-specific " } else { "" };
    if let (Some(how), Some(term)) = (&facts.adjusted_how, facts.only_term()) {
        lines.extend(both_ratios(ask, how, &format!("{of_cause}HR")));
        lines.extend(of_incidence.is_none().then(|| term.direction.clone()));
    } else if let Some(term) = facts.only_term().filter(|_| of_incidence.is_none())
        && let (Some(hr), Some(lower), Some(upper)) =
            (term.hazard_ratio.value, term.lower.value, term.upper.value)
    {
        let [hr, lower, upper] = number::ratios([hr, lower, upper]);
        lines.push(format!("{of_cause}HR {hr} ({lower} to {upper})"));
        lines.push(term.direction.clone());
    }
    // Of two tests the one that can be relied on.
    if let Some(test) = facts.tests().into_iter().next().filter(|_| of_incidence.is_none()) {
        lines.push(format!("{of_cause}{test}"));
    }
    if let Some((how, test)) = facts.adjusted_how.as_ref().zip(many_test(ask)) {
        lines.push(format!("{how}: Wald p {}", number::p_value(test)));
    }
    lines.push(format!(
        "n = {}, {}",
        number::count(facts.data.n_people),
        names::count(facts.data.n_event, &facts.settings.event_name)
    ));
    lines
}

/// The adjusted ratio and the one that is not, a line each.
fn both_ratios(ask: &Ask<'_>, how: &str, ratio_of: &str) -> [String; 2] {
    let facts = ask.facts;
    let line = |name: &str, term: Option<&CoxTerm>, n: u64| {
        let known =
            term.and_then(|term| Some([term.hazard_ratio.value?, term.lower.value?, term.upper.value?]));
        match known.map(number::ratios) {
            Some([hr, lower, upper]) => {
                format!("{ratio_of} {name} {hr} ({lower} to {upper}), {}", names::people(n))
            }
            None => format!("{ratio_of} {name}: none"),
        }
    };
    let n = facts.adjusted.map_or(0, |model| model.n);
    [
        line(&format!("{how}:"), facts.adjusted_term(), n),
        line("unadjusted", facts.only_term(), facts.data.n_people),
    ]
}

/// The p of the adjusted comparison of more than two groups.
fn many_test(ask: &Ask<'_>) -> Option<f64> {
    let several = ask.facts.groups.len() > 2;
    ask.facts.adjusted.filter(|_| several).and_then(|model| model.wald.as_ref()).map(|test| test.p_value)
}

/// The line at the horizon of the restricted means.
fn tau_line(ask: &Ask<'_>, figure: &Figure) -> Option<Guide> {
    let estimates = ask.details?.estimates.content.as_ref()?;
    let tau = estimates.tau.value.filter(|_| ask.facts.settings.drawing.tau_line)?;
    let inside = (figure.x_range[0]..=figure.x_range[1]).contains(&tau);
    let [low, high] = figure.y_range;
    // Of another unit than the data's more digits would say nothing.
    let on_axis =
        if figure.axis_factor == 1.0 { tau } else { (tau / figure.axis_factor * 10.0).round() / 10.0 };
    let label = format!("τ = {}", names::moment(on_axis, &figure.axis_unit));
    inside.then(|| Guide { points: vec![(tau, low), (tau, high)], curve: None, label })
}

/// Caption of an axis of shares.
fn share_label(ask: &Ask<'_>) -> String {
    let settings = ask.facts.settings;
    match (settings.curve, ask.facts.data.n_competing > 0) {
        (CurveKind::Event, true) => {
            format!("Cumulative incidence of {}", names::bare_noun(&settings.event_name))
        }
        // The ratio beside them is adjusted, they are not.
        (kind, false) if ask.facts.adjusted_how.is_some() => {
            format!("{} (unadjusted)", names::axis(&settings.event_name, kind))
        }
        (kind, false) => names::axis(&settings.event_name, kind),
        (kind, true) => format!("{}, other events censored", names::axis(&settings.event_name, kind)),
    }
}
