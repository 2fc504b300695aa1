//! Other pictures: of every cause, and those that show whether hazards are proportional.

use super::curves::{all_groups, finished, incidence_at, rising};
use super::{Ask, axis, common};
use crate::competing::cumulative_incidence::{self, GroupIncidence, Incidence};
use crate::figure::{After, Figure, FigureCurve, FigureTable, Guide, Made, Scale};
use crate::math::{ln, log10, pow};
use crate::report::details::diagnostics::{DiagnosticsReport, SchoenfeldPlot};
use crate::report::reading::{moment, written};
use crate::report::shape::GroupReport;
use crate::report::{names, number, ticks};

/// A figure, its text alternative, its methods.
type Told = (Figure, Option<String>, Vec<String>);

/// "a ends at 31 days, b at 20 days. ": how far each curve goes, without its height there; where all go to the end of what is
/// shown, that once.
pub(super) fn ends(figure: &Figure) -> String {
    let last = figure.x_range[1];
    // In each panel the same groups.
    let drawn =
        || figure.curves.iter().filter(|curve| curve.panel == 0 && curve.last_time > figure.x_range[0]);
    if drawn().all(|curve| curve.last_time >= last) {
        return format!("All curves go to {}. ", moment(figure, last));
    }
    let end = |curve: &FigureCurve| {
        format!("{} to {}", names::isolated(&curve.name), moment(figure, curve.last_time))
    };
    format!("The curves go: {}. ", names::list(&drawn().map(end).collect::<Vec<_>>()))
}

/// Name of a cause as the reader knows it.
fn cause_name(ask: &Ask<'_>, code: u8) -> String {
    let of_text = ask.all_causes.causes().get(usize::from(code) - 1).map_or("", String::as_str);
    names::cause(of_text, code, &ask.facts.settings.event_name)
}

/// Cumulative incidence of every cause: of several groups in a panel for each cause, of one group together.
pub(super) fn all_causes(ask: &Ask<'_>) -> Told {
    let window = axis::window(ask.facts.settings, ask.facts.groups);
    let mut figure = Figure {
        share_label: "Cumulative incidence of each event".to_owned(),
        start: Some(0.0),
        made: Made::Incidence,
        ..super::frame(ask, window)
    };
    let found = cumulative_incidence::by_group(ask.all_causes);
    let codes: Vec<u8> =
        found.iter().take(1).flat_map(|found| &found.causes).map(|of| of.cause.code).collect();
    let groups = || ask.facts.groups.iter().zip(&found);
    // The same marks in each panel would say nothing of its cause.
    let rising = |group, found, code| FigureCurve { censored: Vec::new(), ..rising(ask, group, found, code) };
    if let [only] = ask.facts.groups {
        let of_cause =
            |&code: &u8| FigureCurve { name: cause_name(ask, code), ..rising(only, &found[0], code) };
        figure.curves = finished(ask, codes.iter().map(of_cause).collect(), &figure);
    } else {
        figure.panels = codes.iter().map(|&code| cause_name(ask, code)).collect();
        for (panel, &code) in codes.iter().enumerate() {
            let whole = groups().map(|(group, found)| rising(group, found, code)).collect();
            let curves = finished(ask, whole, &figure);
            figure.curves.extend(curves.into_iter().map(|curve| FigureCurve { panel, ..curve }));
        }
    }
    // Curves follow each other group by group, panel after panel.
    common::set(ask, &mut figure, window, &all_groups(ask), |i, time| {
        incidence_at(&found[i % found.len()], codes[i / found.len()], time)
    });
    let said = "Cumulative incidence of each event. ".to_owned()
        + &ends(&figure)
        + &common::in_words(&figure, "Cumulative incidence");
    let method = "The figure shows the cumulative incidence of every event (Aalen-Johansen).";
    (figure, Some(said), vec![method.to_owned()])
}

/// Cumulative incidences of one group, one upon the other: at each time, what has become of it.
pub(super) fn stacked(ask: &Ask<'_>, of: usize) -> Told {
    let window = axis::window(ask.facts.settings, ask.facts.groups);
    let (group, found) = (&ask.facts.groups[of], &cumulative_incidence::by_group(ask.all_causes)[of]);
    let mut figure = Figure {
        share_label: format!("{}: what has happened", names::isolated(&group.name)),
        start: Some(0.0),
        made: Made::Layers,
        ..super::frame(ask, window)
    };
    // The table is of the group that is shown.
    figure.groups = vec![group.name.clone()];
    figure.first_colour = of;
    figure
        .tables
        .iter_mut()
        .for_each(|table| table.groups = table.groups.drain(..).skip(of).take(1).collect());
    let mut floor = vec![0.0; found.time.len()];
    for (c, cause) in found.causes.iter().enumerate() {
        let share = |&time: &f64| cause.at(time).map_or(0.0, |estimate| estimate.cif);
        let top: Vec<f64> =
            found.time.iter().map(share).zip(&floor).map(|(share, floor)| share + floor).collect();
        let whole = layer(ask, found, cause, [&floor, &top], group.last_time);
        let mut curve = axis::clip(whole, window, &figure);
        // Colours that no group has: the groups' names stand beneath in theirs.
        (curve.colour, curve.stroke) = (ask.facts.groups.len() + c, c);
        if group.last_time >= window[0] || found.stays() {
            curve.end_label = names::isolated(&curve.name).into_owned();
        }
        figure.curves.push(curve);
        floor = top;
    }
    common::set(ask, &mut figure, window, &[of], |c, time| {
        incidence_at(found, found.causes[c].cause.code, time)
    });
    let observed = match group.last_time >= window[0] || found.stays() {
        true => "",
        false => "Nobody is observed in what is shown. ",
    };
    let said = format!(
        "Cumulative incidences of {}, one upon the other. {observed}{}",
        names::isolated(&group.name),
        common::in_words(&figure, "Cumulative incidence")
    );
    let method = "The figure shows the cumulative incidences (Aalen-Johansen) of one group, one upon the other; what is left above them is the share without any event.";
    (figure, Some(said), vec![method.to_owned()])
}

/// The part of a stack between two heights.
fn layer(
    ask: &Ask<'_>,
    found: &GroupIncidence,
    cause: &Incidence,
    [floor, top]: [&[f64]; 2],
    last_time: f64,
) -> FigureCurve {
    FigureCurve {
        name: cause_name(ask, cause.cause.code),
        time: found.time.clone(),
        height: top.to_vec(),
        lower: floor.iter().copied().map(Some).collect(),
        upper: top.iter().copied().map(Some).collect(),
        n_risk: found.n_risk.clone(),
        n_event: found.time.iter().map(|&time| cause.events_at(time)).collect(),
        after: if found.stays() { After::Stays } else { After::Unknown },
        last_time,
        ..FigureCurve::default()
    }
}

/// ln(-ln S) against the logarithm of time.
pub(super) fn log_log(ask: &Ask<'_>) -> Told {
    let settings = ask.facts.settings;
    let window = axis::window(settings, ask.facts.groups);
    let frame = super::frame(ask, window);
    let curves: Vec<FigureCurve> =
        ask.facts.groups.iter().enumerate().map(|(g, group)| log_log_curve(&frame, g, group)).collect();
    let drawn = || curves.iter().filter(|curve| !curve.time.is_empty());
    let places = || drawn().flat_map(|curve| curve.time.iter().copied().chain([curve.last_time]));
    let (low, high) = places().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
    let (low, high) = if high > low { (low, high) } else { (log10(window[1]) - 1.0, log10(window[1])) };
    let (y_range, y_ticks) = axis::vertical(curves.iter().flat_map(|curve| &curve.height).copied());
    let table = |places: Vec<f64>| FigureTable {
        labels: places.iter().map(|&place| number::time(pow(10.0, place))).collect(),
        ticks: places,
        groups: Vec::new(),
    };
    let mut figure = Figure {
        time_label: format!("{}, logarithmic", settings.time_label),
        share_label: "ln(−ln S): parallel if proportional".to_owned(),
        log_time: true,
        made: Made::LogLog,
        axis_unit: settings.time_unit.clone(),
        axis_factor: 1.0,
        x_range: [low, high],
        y_range,
        y_ticks,
        scale: Scale::Number,
        curves,
        tables: ticks::decades(pow(10.0, low), pow(10.0, high)).into_iter().map(table).collect(),
        ..frame
    };
    let mut said = "Log-log plot: ln(−ln S) against the logarithm of time, a line for each group; parallel lines speak for proportional hazards. ".to_owned();
    common::set(ask, &mut figure, window, &all_groups(ask), |g, time| {
        let surv = ask.curves[g].surv_at(time)?;
        (0.0 < surv && surv < 1.0).then(|| ln(-ln(surv)))
    });
    said.extend(figure.curves.iter().map(|curve| begins_and_ends(&figure, curve)));
    said += &common::in_words(&figure, "ln(−ln S)");
    said += &proportional(ask.facts.cox.and_then(|cox| cox.ph.as_ref()).map(|test| test.p_value));
    let method = "The figure shows ln(−ln S) of the Kaplan-Meier estimate against the logarithm of time, where S is neither 0 nor 1.";
    (figure, Some(said), vec![method.to_owned()])
}

/// "a: −2.10 at 6 days to 0.31 at 30 days. ": where the one curve begins and ends; nothing of a curve without points.
fn from_to(figure: &Figure, curve: &FigureCurve) -> String {
    let at = |i: usize| {
        let height = written(figure.scale, curve.height[i]);
        format!("{height} at {}", moment(figure, curve.time[i]))
    };
    let Some(last) = curve.time.len().checked_sub(1) else { return String::new() };
    format!("{}: {} to {}. ", names::isolated(&curve.name), at(0), at(last))
}

/// "a: 6 days to 30 days. ": where a curve begins and ends; nothing of a curve without points.
fn begins_and_ends(figure: &Figure, curve: &FigureCurve) -> String {
    let (Some(&first), name) = (curve.time.first(), names::isolated(&curve.name)) else {
        return String::new();
    };
    format!("{name}: {} to {}. ", moment(figure, first), moment(figure, curve.last_time))
}

/// The answer of the test that belongs to a picture of proportional hazards.
fn proportional(p_value: Option<f64>) -> String {
    let p = p_value.map(number::p_value);
    p.map_or_else(String::new, |p| format!("Test of proportional hazards: p {p}. "))
}

/// The part of a group's curve where S is neither 0 nor 1, within the window.
fn log_log_curve(frame: &Figure, g: usize, group: &GroupReport) -> FigureCurve {
    let window = frame.x_range;
    let curve = &group.curve;
    let drawn = |&i: &usize| curve.time[i] > 0.0 && curve.surv[i] > 0.0 && curve.surv[i] < 1.0;
    let drawn: Vec<usize> = (0..curve.time.len()).filter(drawn).collect();
    let time: Vec<f64> = drawn.iter().map(|&i| curve.time[i]).collect();
    let falls_to_zero = curve.surv.last().is_some_and(|&surv| surv <= 0.0);
    let last_time = time.last().copied().filter(|_| falls_to_zero).unwrap_or(group.last_time);
    let named = FigureCurve {
        name: group.name.clone(),
        end_label: group.name.clone(),
        colour: g,
        stroke: g,
        last_time: log10(window[1]),
        after: if falls_to_zero { After::NobodyLeft } else { After::Unknown },
        ..FigureCurve::default()
    };
    if time.is_empty() || last_time < window[0] {
        return named;
    }
    let whole = FigureCurve {
        lower: vec![None; time.len()],
        upper: vec![None; time.len()],
        n_risk: drawn.iter().map(|&i| curve.n_risk[i]).collect(),
        n_event: drawn.iter().map(|&i| curve.n_event[i]).collect(),
        height: drawn.iter().map(|&i| ln(-ln(curve.surv[i]))).collect(),
        last_time,
        time,
        ..named
    };
    let mut part = axis::clip(whole, window, frame);
    part.time.iter_mut().for_each(|time| *time = log10(*time));
    part.last_time = log10(part.last_time);
    part
}

fn diagnostics<'a>(ask: &'a Ask<'_>) -> Option<&'a DiagnosticsReport> {
    ask.details.and_then(|details| details.diagnostics.content.as_ref())
}

/// The plots of residuals that the diagnostics have; none where they were not made.
pub(super) fn residual_plots<'a>(ask: &'a Ask<'_>) -> &'a [SchoenfeldPlot] {
    diagnostics(ask).map_or(&[], |section| section.schoenfeld.as_slice())
}

/// Scaled Schoenfeld residuals of one term at their times, with the smooth curve and its limits.
pub(super) fn schoenfeld(ask: &Ask<'_>, of: usize) -> Told {
    let settings = ask.facts.settings;
    let window = axis::window(settings, ask.facts.groups);
    let plot = &residual_plots(ask)[of];
    let inside = |time: f64| (window[0]..=window[1]).contains(&time);
    let residuals = plot.time.iter().zip(&plot.y).filter_map(|(&time, y)| y.map(|y| (time, y)));
    let points: Vec<(f64, f64)> = residuals.filter(|(time, _)| inside(*time)).collect();
    let line = |values: &[f64]| axis::part_of_line(&plot.smooth_time, values, window);
    let time = line(&plot.smooth_time);
    let (height, lower, upper) = (line(&plot.smooth), line(&plot.smooth_lower), line(&plot.smooth_upper));
    // The whole band is held, as in R's picture: an edge that is cut off would read as a limit.
    let heights =
        points.iter().map(|point| point.1).chain([&height, &lower, &upper].into_iter().flatten().copied());
    // Of a term of several columns the residuals lie about 1, of a single one about its coefficient.
    let several = plot.several;
    let (name, level) = (names::isolated(&plot.name), if several { 1.0 } else { 0.0 });
    let (y_range, y_ticks) = axis::vertical(heights.chain([level]));
    let limit = |values: Vec<f64>| values.into_iter().map(Some).collect();
    let curve = FigureCurve {
        name: plot.name.clone(),
        lower: limit(lower),
        upper: limit(upper),
        n_risk: vec![0; time.len()],
        n_event: vec![0; time.len()],
        last_time: time.last().copied().unwrap_or(window[1]),
        time,
        height,
        points,
        ..FigureCurve::default()
    };
    let mut frame = super::frame(ask, window);
    frame.tables.iter_mut().for_each(|table| table.groups.clear());
    let figure = Figure {
        share_label: if several {
            format!(
                "Effect of {name} near each event as a multiple of the fitted one: 1 as fitted (scaled Schoenfeld residuals)"
            )
        } else {
            format!("Coefficient of {name} near each event: 0 without effect (scaled Schoenfeld residuals)")
        },
        y_range,
        y_ticks,
        scale: Scale::Number,
        made: Made::Residuals,
        guides: vec![Guide {
            points: vec![(window[0], level), (window[1], level)],
            curve: None,
            label: String::new(),
        }],
        curves: vec![curve],
        ..frame
    };
    let mut said = format!(
        "Scaled Schoenfeld residuals of {} against time with a smooth curve: a level curve speaks for proportional hazards. ",
        names::isolated(&plot.name)
    );
    said.extend(figure.curves.iter().map(|curve| from_to(&figure, curve)));
    let test = diagnostics(ask).and_then(|found| found.ph.get(of)).and_then(|term| term.p_value);
    said += &proportional(test);
    let noun = names::noun(&settings.event_name);
    let method = format!(
        "The figure shows scaled Schoenfeld residuals: what the {} of {name} would be near each {noun}{}; smoothed by a natural spline with 4 parameters and its pointwise limits.",
        if several { "effect" } else { "coefficient" },
        if several { ", as a multiple of the fitted one" } else { "" }
    );
    (figure, Some(said), vec![method])
}
