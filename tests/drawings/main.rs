//! Every picture that the options can ask for: what it shows, that nothing lies on another, and that no number changes.
#![allow(clippy::unwrap_used)] // what fails here fails the test
#![cfg(feature = "plot")]

mod common;
mod places;
mod words;

use riskset::data::Sheet;
use riskset::figure::Figure;
use riskset::plot::layout::Layout;
use riskset::plot::measure::Rough;
use riskset::plot::{chart::draw, palette::Theme, svg::svg};
use riskset::report::figure::forest::of_model;
use riskset::report::reading::twins;
use riskset::report::{Drawing, Options, Plot, Report, TableRows, analyze};

const RECOVERY: &str = include_str!("../../www/samples/1-recovery.csv");
const LUNG: &str = include_str!("../../www/samples/5-lung.csv");
const MGUS: &str = include_str!("../../www/samples/6-mgus2.csv");
const PLOTS: [Plot; 6] =
    [Plot::Curves, Plot::CumHaz, Plot::LogLog, Plot::AllCauses, Plot::Stacked, Plot::Schoenfeld];

fn drawn(text: &str, drawing: Drawing) -> (Report, Figure) {
    let sheet = Sheet::read(text);
    let options = Options { drawing: Some(drawing), ..Options::default() };
    analyze(&sheet, &sheet.guess(), &options).unwrap()
}

fn of(plot: Plot) -> Drawing {
    Drawing { plot, ..Drawing::default() }
}

#[test]
fn each_picture_says_what_it_is() {
    for (text, plots) in
        [(RECOVERY, &[Plot::Curves, Plot::CumHaz, Plot::LogLog, Plot::Schoenfeld][..]), (MGUS, &PLOTS[..])]
    {
        let (report, _) = drawn(text, Drawing::default());
        let offered: Vec<Plot> = report.plots.iter().map(|offer| offer.plot).collect();
        assert_eq!(offered.len(), plots.len());
        assert!(plots.iter().all(|plot| offered.contains(plot)), "{offered:?}");
        let mut alternatives: Vec<String> = Vec::new();
        for &plot in plots {
            let (report, figure) = drawn(text, of(plot));
            assert!(!figure.curves.is_empty() && !figure.y_ticks.is_empty(), "{plot:?}");
            assert!(
                !alternatives.contains(&report.words.figure_alt),
                "{plot:?}: {}",
                report.words.figure_alt
            );
            alternatives.push(report.words.figure_alt);
        }
    }
}

/// How a thing is drawn changes no number: the reports differ in what they say of the picture alone.
#[test]
fn no_number_changes() {
    let numbers = |report: &Report| {
        let mut value = serde_json::to_value(report).unwrap();
        value.as_object_mut().unwrap().remove("options");
        value.as_object_mut().unwrap().remove("words");
        value
    };
    let (plain, _) = drawn(MGUS, Drawing::default());
    let everything = Drawing {
        of: 1,
        probability: true,
        x_from: Some(10.0),
        x_to: Some(200.0),
        axis_unit: Some("years".into()),
        medians: true,
        tau_line: true,
        corner: true,
        no_censor_marks: true,
        table: TableRows::AtRisk,
        ..Drawing::default()
    };
    for plot in PLOTS {
        let (report, _) = drawn(MGUS, Drawing { plot, ..everything.clone() });
        assert_eq!(numbers(&plain), numbers(&report), "{plot:?}");
    }
}

#[test]
fn heights_are_those_of_the_estimates() {
    let (report, hazard) = drawn(LUNG, of(Plot::CumHaz));
    assert_eq!(hazard.curves[0].height, report.groups[0].curve.cum_haz);
    assert_eq!(hazard.y_range[0], 0.0);
    let (report, log_log) = drawn(LUNG, of(Plot::LogLog));
    let curve = &report.groups[1].curve;
    let i = curve.surv.iter().position(|&surv| surv < 0.9).unwrap();
    let place = log_log.curves[1]
        .time
        .iter()
        .position(|&x| (x - riskset::math::log10(curve.time[i])).abs() < 1e-12)
        .unwrap();
    assert!(
        (log_log.curves[1].height[place] - riskset::math::ln(-riskset::math::ln(curve.surv[i]))).abs()
            < 1e-12
    );

    let (report, all) = drawn(MGUS, of(Plot::AllCauses));
    let section = report.details.as_ref().unwrap().competing.content.as_ref().unwrap();
    let names: Vec<(usize, &str)> =
        all.curves.iter().map(|curve| (curve.panel, curve.name.as_str())).collect();
    assert_eq!(all.panels, ["pcm", "death"]);
    assert_eq!(names, [(0, "female"), (0, "male"), (1, "female"), (1, "male")]);
    let tables: Vec<String> = twins(&all, 9).into_iter().map(|twin| twin.name).collect();
    assert_eq!(tables, ["female, pcm", "male, pcm", "female, death", "male, death"]);
    assert_eq!(all.curves[3].height.last(), section.causes[1].groups[1].cif.last());
    let (_, stacked) = drawn(MGUS, Drawing { of: 1, ..of(Plot::Stacked) });
    let sum: f64 = section.causes.iter().map(|cause| cause.groups[1].cif.last().unwrap()).sum();
    assert!((stacked.curves[1].height.last().unwrap() - sum).abs() < 1e-12);

    let (report, residuals) = drawn(LUNG, of(Plot::Schoenfeld));
    let plot = &report.details.as_ref().unwrap().diagnostics.content.as_ref().unwrap().schoenfeld[0];
    assert_eq!(residuals.curves[0].points.len(), plot.y.iter().flatten().count());
}

/// The words for those who cannot see the picture say which part of it there is, with the heights at its end.
#[test]
fn a_stretch_of_time_is_told() {
    let narrow = |text: &str| text.replace('\u{202f}', " ");
    let part = |plot| Drawing { x_from: Some(10.0), x_to: Some(20.0), ..of(plot) };
    let (report, figure) = drawn(RECOVERY, part(Plot::Curves));
    assert_eq!(figure.common, "At 20 days");
    let [a, b] = [0, 1].map(|i| narrow(&format!("{} {}", figure.curves[i].name, figure.curves[i].common)));
    let said = format!(" Recovered at 20 days: {a}; {b}. Shown from 10 to 20 days. Recovery was slower in");
    assert!(narrow(&report.words.figure_alt).contains(&said), "{said}\n{}", report.words.figure_alt);
    assert!(report.words.figure_alt.starts_with("Kaplan-Meier curves. "));
    assert!(!drawn(RECOVERY, of(Plot::Curves)).0.words.figure_alt.contains("Shown"));

    // A logarithmic axis is spoken of by its times, not their logarithms.
    let (report, _) = drawn(RECOVERY, part(Plot::LogLog));
    assert!(report.words.figure_alt.contains(" Shown from 10 to 20 days. "), "{}", report.words.figure_alt);
    let note =
        report.words.methods.iter().find(|method| method.starts_with("The figure shows times")).unwrap();
    assert_eq!(note, "The figure shows times from 10 to 20 days; every number is of the whole follow-up.");
}

/// Group a is followed to day 5: of a picture from day 6 on nothing is said of it, and nothing stands beside its curve.
#[test]
fn a_curve_that_ended_before_the_stretch_has_no_height_in_it() {
    let text = "arm,days,died\na,1,1\na,5,0\nb,3,1\nb,7,1\nb,9,0\n";
    for plot in [Plot::Curves, Plot::CumHaz] {
        let (report, figure) = drawn(text, Drawing { x_from: Some(6.0), ..of(plot) });
        assert_eq!([&figure.curves[0].end_label, &figure.curves[0].common], ["", ""]);
        let alternative = &report.words.figure_alt;
        let shown = format!(" at 9 days: b {}. Shown from 6 to 9 days. ", figure.curves[1].common);
        assert!(
            !figure.curves[1].common.is_empty() && alternative.contains(&shown),
            "{shown}\n{alternative}"
        );
    }
}

#[test]
fn a_stretch_of_time_is_cut_out_and_nothing_else() {
    let (report, part) =
        drawn(RECOVERY, Drawing { x_from: Some(10.0), x_to: Some(20.0), ..of(Plot::Curves) });
    assert_eq!(part.x_range, [10.0, 20.0]);
    for (curve, group) in part.curves.iter().zip(&report.groups) {
        let at = |time: f64| {
            let i = group.curve.time.iter().rposition(|&step| step <= time);
            1.0 - i.map_or(1.0, |i| group.curve.surv[i])
        };
        for (&time, &height) in curve.time.iter().zip(&curve.height) {
            assert!((10.0..=20.0).contains(&time));
            assert_eq!(height, at(time), "{} at {time}", curve.name);
        }
        assert_eq!(curve.last_time, 20.0);
    }
    assert!(part.tables.iter().flat_map(|table| &table.ticks).all(|tick| (10.0..=20.0).contains(tick)));
    for drawing in [
        Drawing { x_from: Some(-1.0), ..Drawing::default() },
        Drawing { x_from: Some(9.0), x_to: Some(9.0), ..Drawing::default() },
        Drawing { x_to: Some(f64::NAN), ..Drawing::default() },
    ] {
        let sheet = Sheet::read(RECOVERY);
        let options = Options { drawing: Some(drawing), ..Options::default() };
        assert_eq!(analyze(&sheet, &sheet.guess(), &options).unwrap_err().code, "drawing");
    }
    // A stretch that the data do not reach shows all of them.
    let (_, whole) = drawn(RECOVERY, Drawing { x_from: Some(500.0), ..Drawing::default() });
    assert_eq!(whole.x_range, [0.0, 31.0]);
}

/// What stands at the end of a layer is its own share there, at the edge of what is shown.
#[test]
fn the_layers_of_a_stack_are_told_at_the_edge_of_the_stretch() {
    for x_to in [None, Some(60.0), Some(120.0)] {
        let stretch = |plot| drawn(MGUS, Drawing { x_to, ..of(plot) }).1;
        let (panels, stacked) = (stretch(Plot::AllCauses), stretch(Plot::Stacked));
        let share = |curve: &riskset::figure::FigureCurve| curve.common.clone();
        assert_eq!(stacked.curves.len(), 2);
        // A stretch that was asked for tells its end, the whole a time at which enough are at risk.
        let when = x_to.map(|to| format!("At {to} months"));
        assert!(when.is_none_or(|when| stacked.common == when), "{}", stacked.common);
        let of_group = panels.curves.iter().filter(|curve| curve.colour == 0);
        for (layer, alone) in stacked.curves.iter().zip(of_group) {
            assert!(!share(layer).is_empty() && stacked.common == panels.common);
            assert_eq!(share(layer), share(alone), "to {x_to:?}: {}, {}", layer.name, alone.name);
            assert!(layer.colour >= stacked.groups.len(), "a colour that no group has");
        }
    }
}

/// An edge of the band that were cut off would read as a limit.
#[test]
fn the_band_about_a_smooth_line_is_whole() {
    let (report, figure) = drawn(LUNG, of(Plot::Schoenfeld));
    let details = report.details.unwrap();
    let told = &details.diagnostics.content.as_ref().unwrap().schoenfeld[0];
    assert_eq!(figure.curves[0].upper, told.smooth_upper.iter().copied().map(Some).collect::<Vec<_>>());
    let [low, high] = figure.y_range;
    for limits in [&figure.curves[0].lower, &figure.curves[0].upper] {
        assert!(limits.iter().flatten().all(|y| (low..=high).contains(y)), "{limits:?}");
    }
}

#[test]
fn a_short_logarithmic_axis_has_more_than_two_marks() {
    let text = "days,died,arm\n50,1,A\n60,1,A\n80,0,A\n90,1,A\n70,1,B\n75,1,B\n100,0,B\n120,1,B\n";
    let (_, figure) = drawn(text, of(Plot::LogLog));
    assert!(Layout::new(&figure, 700.0, &Rough).ticks.len() > 4);
}

/// Group a is observed to day 4; the stretch begins at day 5.
#[test]
fn who_is_not_observed_in_the_stretch_has_no_height_at_its_end() {
    let text = "arm,day,event\na,1,1\na,2,2\na,4,0\nb,3,1\nb,6,2\nb,7,1\nb,9,0\n";
    let stretch = |plot, of| drawn(text, Drawing { x_from: Some(5.0), plot, of, ..Drawing::default() });
    for curve in stretch(Plot::AllCauses, 0).1.curves {
        assert_eq!(curve.end_label.is_empty(), curve.name.starts_with('a'), "{}", curve.name);
    }
    for (of, observed) in [(0, false), (1, true)] {
        let (report, figure) = stretch(Plot::Stacked, of);
        assert!(figure.curves.iter().all(|curve| curve.end_label.is_empty() != observed));
        let said = report.words.figure_alt.contains("Nobody is observed in what is shown");
        assert_eq!(said, !observed, "{}", report.words.figure_alt);
    }
}

#[test]
fn an_axis_in_another_unit_stands_where_the_times_are() {
    let (report, figure) = drawn(LUNG, Drawing { axis_unit: Some("months".into()), ..Drawing::default() });
    assert_eq!(figure.time_label, "Months since study entry");
    let table = figure.tables.iter().find(|table| table.labels.contains(&"12".to_owned())).unwrap();
    let twelve = table.labels.iter().position(|label| label == "12").unwrap();
    assert!((table.ticks[twelve] - 365.25).abs() < 1e-9);
    let at_risk = report.groups[0].curve.time.iter().zip(&report.groups[0].curve.n_risk);
    let next = at_risk.filter(|(time, _)| **time >= 365.25).map(|(_, n)| *n).next();
    assert_eq!(Some(table.groups[0].at_risk[twelve]), next);
    assert!(
        report
            .words
            .methods
            .iter()
            .any(|method| method.contains("30.438 days") || method.contains("30.4375 days")),
        "{:?}",
        report.words.methods
    );
    // The line at tau speaks the unit of the axis.
    let tau_in = |axis_unit: Option<&str>| {
        let axis_unit = axis_unit.map(str::to_owned);
        drawn(LUNG, Drawing { tau_line: true, axis_unit, ..Drawing::default() }).1.guides.remove(0).label
    };
    assert_eq!([tau_in(None), tau_in(Some("weeks"))], ["τ = 965 days", "τ = 137.9 weeks"]);
    // Of ranks there is no other unit.
    let (_, ranks) = drawn(
        "# unit: ranks\narm,time,died\na,1,1\nb,2,1\n",
        Drawing { axis_unit: Some("weeks".into()), ..Drawing::default() },
    );
    assert!(ranks.tables.iter().all(|table| table.labels.is_empty()));
}

#[test]
fn lines_words_and_rows_come_and_go() {
    let (_, bare) = drawn(RECOVERY, Drawing::default());
    assert!(bare.guides.is_empty() && bare.corner.is_empty());
    let (_, full) =
        drawn(RECOVERY, Drawing { medians: true, tau_line: true, corner: true, ..Drawing::default() });
    // One median is reached, the other is not.
    assert_eq!(full.guides[0].points, [(0.0, 0.5), (15.0, 0.5), (15.0, 0.0)]);
    assert_eq!((full.guides.len(), full.guides[1].label.as_str()), (2, "τ = 31 days"));
    assert_eq!(full.corner[0].replace('\u{202f}', " "), "HR 0.29 (0.088 to 0.95)");
    let layout = Layout::new(&full, 700.0, &Rough);
    let words =
        svg(&draw(&full, &layout, Theme::Light, false), [layout.width, layout.height], Theme::Light, "", "");
    for line in &full.corner {
        assert!(words.contains(&format!(">{line}<")), "{line}");
    }
    let rows = |table| {
        Layout::new(&drawn(RECOVERY, Drawing { table, ..Drawing::default() }).1, 700.0, &Rough).rows.len()
    };
    assert_eq!([TableRows::Full, TableRows::AtRisk, TableRows::None].map(rows), [6, 2, 0]);
    let (_, unmarked) = drawn(RECOVERY, Drawing { no_censor_marks: true, ..Drawing::default() });
    assert!(bare.curves.iter().any(|curve| !curve.censored.is_empty()));
    assert!(unmarked.curves.iter().all(|curve| curve.censored.is_empty()));
}

/// The words in the corner hide no curve where a corner is free.
#[test]
fn the_corner_with_the_words_is_empty() {
    let (_, figure) = drawn(LUNG, Drawing { corner: true, ..Drawing::default() });
    let layout = Layout::new(&figure, 700.0, &Rough);
    let (left, lines) = &layout.corner;
    assert_eq!(lines.len(), figure.corner.len());
    // Both curves fall: the upper right is free.
    assert!(*left > (layout.plot.left + layout.plot.right) / 2.0);
    assert!(lines[0].1 < (layout.plot.top + layout.plot.bottom) / 2.0);
}

#[test]
fn the_model_has_its_forest() {
    let sheet = Sheet::read(LUNG);
    let roles = riskset::data::Roles { covariates: vec![3, 4], ..sheet.guess() };
    let (report, _) = analyze(&sheet, &roles, &Options::default()).unwrap();
    let forest = of_model(&report).unwrap();
    let model = report.details.as_ref().unwrap().model.content.as_ref().unwrap();
    let columns: Vec<_> = model.terms.iter().flat_map(|term| &term.columns).collect();
    assert_eq!(forest.rows.len(), columns.len());
    for (row, column) in forest.rows.iter().zip(columns) {
        assert_eq!(
            (row.value, row.lower),
            (column.hazard_ratio.value.value, column.hazard_ratio.lower.value)
        );
    }
    // On a telephone its words stand above the intervals; a term has no counts to stand there too.
    let layout = riskset::plot::forest::layout::Layout::new(&forest, 320.0, &Rough);
    let words = words::texts(&riskset::plot::forest::chart::draw(&layout, Theme::Light));
    assert!(words.len() > forest.rows.len());
    for (word, _) in words {
        assert!(word.chars().any(char::is_alphanumeric), "{word:?} alone");
    }
    let (small, _) = analyze(&sheet, &sheet.guess(), &Options::default()).unwrap();
    assert!(of_model(&small).is_none(), "one ratio needs no forest");
}

#[test]
fn every_picture_has_its_table() {
    let (_, hazard) = drawn(LUNG, of(Plot::CumHaz));
    let tables = twins(&hazard, 1000);
    assert_eq!(tables.len(), 2);
    assert_eq!(tables[0].rows.len(), hazard.curves[0].time.len());
    assert_eq!(tables[0].rows.last().unwrap()[..2], ["1022".to_owned(), "3.16".to_owned()]);
    let (_, log_log) = drawn(LUNG, of(Plot::LogLog));
    assert_eq!(twins(&log_log, 1000)[0].rows[0][0], "11", "a time, not its logarithm");
    let (_, residuals) = drawn(LUNG, of(Plot::Schoenfeld));
    assert!(twins(&residuals, 1000)[0].rows.len() > residuals.curves[0].points.len());
    assert!(twins(&residuals, 10)[0].rows.len() <= 22);
}
