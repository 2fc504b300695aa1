//! The figure read step by step, against counts made by hand and against the report.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::Sheet;
use riskset::figure::Figure;
use riskset::report::reading::{Reading, opening, read, steps};
use riskset::report::{CurveKind, Options, Report, analyze};

/// Six subjects of Kalbfleisch and Prentice's kind: a tied death with a censoring, a lone death, lone censorings.
const SIX: &str = "arm,day,died\na,1,1\na,1,0\na,6,1\na,6,1\na,8,0\na,9,1\nb,2,1\nb,20,0\n";

fn answer(text: &str, options: &Options) -> (Report, Figure) {
    let sheet = Sheet::read(text);
    analyze(&sheet, &sheet.guess(), options).unwrap()
}

fn all(figure: &Figure) -> Vec<Reading> {
    let steps = steps(figure);
    (0..steps.len()).map(|step| read(figure, &steps, step)).collect()
}

fn plain(text: &str) -> String {
    text.replace('\u{202f}', " ")
}

#[test]
fn every_step_says_what_it_is_made_of() {
    let (_, figure) = answer(SIX, &Options::default());
    let all = all(&figure);
    let times: Vec<f64> = all.iter().map(|reading| reading.place).collect();
    assert_eq!(times, [0.0, 1.0, 2.0, 6.0, 9.0, 20.0]);
    let of = |step: usize, group: usize| {
        let row = &all[step].rows[group];
        (row.at_risk, row.events, plain(&row.origin))
    };
    let nothing = String::new();
    assert_eq!(of(0, 0), (Some(6), 0, nothing.clone()));
    assert_eq!(of(1, 0), (Some(6), 1, "5/6 = 83.3 %".to_owned()));
    assert_eq!(of(1, 1), (Some(2), 0, nothing.clone()));
    // Nothing happens in a at 2: four are left of whom two die at 6.
    assert_eq!(of(2, 0), (Some(4), 0, "5/6 = 83.3 %".to_owned()));
    assert_eq!(of(3, 0), (Some(4), 2, "5/6 × 2/4 = 41.7 %".to_owned()));
    assert_eq!(of(4, 0), (Some(1), 1, "5/6 × 2/4 × 0/1 = 0.0 %".to_owned()));
    // Everybody in a has had the event, so that its curve stays; nobody is at risk.
    assert_eq!(of(5, 0), (Some(0), 0, "5/6 × 2/4 × 0/1 = 0.0 %".to_owned()));
    assert_eq!(of(5, 1), (Some(1), 0, "1/2 = 50.0 %".to_owned()));
    assert_eq!(plain(&all[5].rows[0].share), "0.0 %");
    assert!(plain(&all[3].spoken).starts_with("6 days. a: 41.7 %"), "{}", all[3].spoken);
    assert_eq!(read(&figure, &steps(&figure), 99), all[5]);
}

/// b ends before a does, and nobody knows how it went on; of a hazard nothing is said where nobody is at risk.
#[test]
fn where_a_curve_is_known_no_longer_the_reading_says_why() {
    use riskset::report::Plot;
    let (_, figure) = answer("arm,day,died\na,3,1\na,6,0\na,9,1\nb,2,1\nb,5,0\n", &Options::default());
    let last = all(&figure).pop().unwrap();
    assert_eq!((last.rows[1].share.as_str(), last.rows[1].height), ("no follow-up beyond 5 days", None));
    let (_, hazard) = drawn(SIX, &[], Plot::CumHaz);
    let last = all(&hazard).pop().unwrap();
    assert_eq!(last.rows[0].share, "nobody at risk after 9 days: all who were had had the event");
    // Of competing events: one relapses and the other dies, so that both curves stay at one half.
    let text = "arm,day,status\na,2,died\na,4,relapsed\nb,5,died\nb,9,censored\n";
    for plot in [Plot::Curves, Plot::AllCauses, Plot::Stacked] {
        let (_, figure) = drawn(text, &["relapsed"], plot);
        let last = all(&figure).pop().unwrap();
        assert_eq!(
            (plain(&last.rows[0].share).split(" (").next().unwrap(), last.rows[0].at_risk),
            ("50.0 %", Some(0)),
            "{plot:?}"
        );
    }
}

/// The reading opens at the common time, where most is known: not at the end, where few are left.
#[test]
fn the_reading_opens_where_enough_are_at_risk() {
    let rows = |arm: &str| -> String {
        (1..=100)
            .map(|i| format!("{arm},{},{}\n", if i < 95 { f64::from(i) / 10.0 } else { 40.0 }, i % 2))
            .collect()
    };
    let (_, figure) = answer(&format!("arm,weeks,died\n{}{}", rows("a"), rows("b")), &Options::default());
    let steps = steps(&figure);
    let reading = read(&figure, &steps, opening(&figure, &steps));
    assert_eq!(figure.opening, Some(reading.place));
    assert!(reading.place < 9.5 && reading.rows.iter().all(|row| row.at_risk.unwrap() >= 10), "{reading:?}");
    // Residuals have no such time.
    let text = std::fs::read_to_string("www/samples/8-veteran.csv").unwrap();
    let (_, residuals) = drawn(&text, &[], riskset::report::Plot::Schoenfeld);
    let n = riskset::report::reading::steps(&residuals);
    assert_eq!(opening(&residuals, &n), n.len() / 2);
}

#[test]
fn a_rising_curve_is_one_minus_the_product() {
    let options = Options { curve: Some(CurveKind::Event), ..Options::default() };
    let (_, figure) = answer(SIX, &options);
    assert_eq!(plain(&all(&figure)[3].rows[0].origin), "1 − 5/6 × 2/4 = 58.3 %");
}

#[test]
fn a_long_product_is_told_by_its_last_factor() {
    let rows: String = (1..=9).map(|day| format!("a,{day},1\n")).collect();
    let (_, figure) = answer(&format!("arm,day,died\n{rows}b,9,0\n"), &Options::default());
    let all = all(&figure);
    assert_eq!(plain(&all[5].rows[0].origin), "8/9 × 7/8 × 6/7 × 5/6 × 4/5 = 44.4 %");
    assert_eq!(plain(&all[6].rows[0].origin), "44.4 % × 3/4 = 33.3 %");
}

#[test]
fn an_incidence_is_a_sum() {
    // At 2 one of four has the event; at 3 one of three relapses first; at 5 one of two has it: 1/4 + 1/2 × 1/2.
    let text = "day,status\n2,died\n3,relapsed\n5,died\n7,censored\n";
    let sheet = Sheet::read(text);
    let roles = riskset::data::Roles {
        event_values: vec!["died".to_owned()],
        competing_values: vec!["relapsed".to_owned()],
        ..sheet.guess()
    };
    let options = Options { curve: Some(CurveKind::Event), ..Options::default() };
    let (_, figure) = analyze(&sheet, &roles, &options).unwrap();
    let all = all(&figure);
    let origins: Vec<String> = all.iter().map(|reading| plain(&reading.rows[0].origin)).collect();
    assert_eq!(
        origins,
        [
            "",
            "0.0 % + 100.0 % × 1/4 = 25.0 %",
            "25.0 % + 50.0 % × 1/2 = 50.0 %",
            "25.0 % + 50.0 % × 1/2 = 50.0 %",
            "25.0 % + 50.0 % × 1/2 = 50.0 %"
        ]
    );
}

#[test]
fn what_is_read_is_what_the_report_says() {
    let files = std::fs::read_dir("www/samples").unwrap().map(|entry| entry.unwrap().path());
    for path in files.filter(|path| path.extension().is_some_and(|ending| ending == "csv")) {
        let (report, figure) = answer(&std::fs::read_to_string(&path).unwrap(), &Options::default());
        let mut seen = 0;
        for reading in all(&figure) {
            for ((row, group), curve) in reading.rows.iter().zip(&report.groups).zip(&figure.curves) {
                if let Some(i) = group.curve.time.iter().position(|&time| time == reading.place) {
                    assert_eq!(row.at_risk, Some(group.curve.n_risk[i]), "{path:?} {}", reading.place);
                    assert!(curve.height.contains(&row.height.unwrap()));
                    seen += 1;
                }
            }
        }
        assert!(seen > 2, "{path:?}: {seen}");
    }
}

#[test]
fn what_is_not_known_is_not_said() {
    let late = "arm,entry,day,died\na,0,3,1\na,2,5,0\na,4,7,1\nb,0,4,1\nb,0,8,0\n";
    let (_, figure) = answer(late, &Options::default());
    assert!(figure.risk_moves);
    let all_late = all(&figure);
    assert_eq!(
        (all_late[2].place, all_late[2].rows[0].at_risk, all_late[2].rows[1].at_risk),
        (4.0, None, Some(2))
    );
    let rows: String = (1..=50).map(|day| format!("a,{day},1\n")).collect();
    let options = Options { max_steps: Some(10), ..Options::default() };
    let (_, figure) = answer(&format!("arm,day,died\n{rows}"), &options);
    assert!(figure.thinned);
    assert!(all(&figure).iter().all(|reading| reading.rows[0].origin.is_empty()));
}

/// By hand: of a four with deaths at 50, 60 and 90, S is 3/4 before day 60 and 3/4 × 2/3 after it.
#[test]
fn a_figure_that_begins_at_a_step_says_what_was_before() {
    use riskset::report::{Drawing, Plot};
    let text = "days,died,arm\n50,1,A\n60,1,A\n80,0,A\n90,1,A\n70,1,B\n75,1,B\n100,0,B\n120,1,B\n";
    for (plot, curve, said) in [
        (Plot::Curves, None, "75.0 % × 2/3 = 50.0 %"),
        (Plot::Curves, Some(CurveKind::Event), "1 − 75.0 % × 2/3 = 50.0 %"),
        (Plot::CumHaz, None, "0.25 + 1/3 = 0.58"),
    ] {
        let drawing = Drawing { plot, x_from: Some(60.0), x_to: Some(80.0), ..Drawing::default() };
        let (_, figure) = answer(text, &Options { curve, drawing: Some(drawing), ..Options::default() });
        let all = all(&figure);
        for reading in &all {
            assert_eq!(plain(&reading.rows[0].origin), said, "at {}", reading.place);
        }
        // B has its first step within the stretch.
        let at_70 = all.iter().find(|reading| reading.place == 70.0).unwrap();
        assert!(!at_70.rows[1].origin.is_empty());
    }
}

#[test]
fn times_are_read_as_the_axis_has_them_and_as_the_data_do() {
    use riskset::report::Drawing;
    let drawing = Drawing { axis_unit: Some("weeks".into()), ..Drawing::default() };
    let options = Options { time_unit: Some("days".into()), drawing: Some(drawing), ..Options::default() };
    let (_, figure) = answer(SIX, &options);
    let all = all(&figure);
    assert_eq!(all[3].place, 6.0);
    assert_eq!(plain(&all[3].moment), "0.8571 weeks (6 days)");
    assert!(all[3].spoken.starts_with(&all[3].moment));
    let same = Options { time_unit: Some("days".into()), ..Options::default() };
    let (_, figure) = answer(SIX, &same);
    assert_eq!(read(&figure, &steps(&figure), 3).moment, "6 days");
}

fn drawn(text: &str, competing: &[&str], plot: riskset::report::Plot) -> (Report, Figure) {
    let sheet = Sheet::read(text);
    let mut roles = sheet.guess();
    if !competing.is_empty() {
        roles.event_values = vec!["died".to_owned()];
        roles.competing_values = competing.iter().map(|value| (*value).to_owned()).collect();
    }
    let drawing = riskset::report::Drawing { plot, ..Default::default() };
    analyze(&sheet, &roles, &Options { drawing: Some(drawing), ..Options::default() }).unwrap()
}

/// By hand: S of a is 5/6 from day 1 and 5/6 × 2/4 from day 6, then 0; of b 1/2 from day 2.
#[test]
fn a_log_log_plot_is_read_at_its_times() {
    let (report, figure) = drawn(SIX, &[], riskset::report::Plot::LogLog);
    let all = all(&figure);
    let moments: Vec<&str> = all.iter().map(|reading| reading.moment.as_str()).collect();
    assert_eq!(moments, ["1 day", "2 days", "6 days", "8 days", "20 days"]);
    let of = |step: usize, group: usize| {
        let row = &all[step].rows[group];
        (row.at_risk, row.events, plain(&row.share), plain(&row.origin))
    };
    let minus = |text: &str| text.replace('-', "−");
    assert_eq!(of(0, 0), (Some(6), 1, minus("-1.70"), minus("ln(-ln 0.83333) = -1.70")));
    assert_eq!(of(0, 1), (None, 0, "no point before 2 days: S is 1".to_owned(), String::new()));
    assert_eq!(of(2, 0), (Some(4), 2, minus("-0.13"), minus("ln(-ln 0.41667) = -0.13")));
    assert_eq!(of(4, 0), (None, 0, "no point after 8 days: S is 0".to_owned(), String::new()));
    assert_eq!(of(4, 1), (Some(1), 0, minus("-0.37"), minus("ln(-ln 0.5) = -0.37")));
    let said = plain(&report.words.figure_alt);
    assert!(said.contains("a: 1 day to 8 days."), "{said}");
    let p = report.cox.unwrap().ph.unwrap().p_value;
    let p = riskset::report::number::p_value(p);
    assert!(said.contains(&format!("Test of proportional hazards: p {p}.")), "{said}");
}

#[test]
fn residuals_are_read_event_by_event() {
    let text = std::fs::read_to_string("www/samples/8-veteran.csv").unwrap();
    let (report, figure) = drawn(&text, &[], riskset::report::Plot::Schoenfeld);
    let (curve, all) = (&figure.curves[0], all(&figure));
    let mut times: Vec<f64> = curve.points.iter().map(|point| point.0).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    assert_eq!(all.iter().map(|reading| reading.place).collect::<Vec<_>>(), times);
    let mut several = 0;
    for reading in &all {
        let row = &reading.rows[0];
        let here: Vec<f64> =
            curve.points.iter().filter(|point| point.0 == reading.place).map(|point| point.1).collect();
        let written = row.origin.split_once(' ').unwrap().1.replace('−', "-");
        let written: Vec<f64> = written
            .split(" and ")
            .next()
            .unwrap()
            .split(", ")
            .map(|number| number.parse().unwrap())
            .collect();
        assert_eq!(written.len(), here.len().min(5));
        assert!(written.iter().zip(&here).all(|(a, b)| (a - b).abs() <= 0.5f64.max(0.005)), "{row:?}");
        assert!(row.origin.starts_with("residual"));
        assert!(reading.spoken.contains(&row.origin), "{}", reading.spoken);
        several += usize::from(here.len() > 1);
        // On the line between the neighbours of the curve.
        let after = curve.time.partition_point(|&time| time < reading.place);
        let near = [curve.height[after.saturating_sub(1)], curve.height[after]];
        let height = row.height.unwrap();
        assert!(height >= near[0].min(near[1]) && height <= near[0].max(near[1]), "{row:?}");
        assert!(row.share.contains(" to "), "{}", row.share);
    }
    assert!(several > 3, "tied events");
    let first = all.first().unwrap().rows[0].height.unwrap();
    assert_eq!(first, curve.height[0], "at an end of the curve it is the end");
    let p = report.details.unwrap().diagnostics.content.unwrap().ph[0].p_value.unwrap();
    let p = riskset::report::number::p_value(p);
    let said = plain(&report.words.figure_alt);
    assert!(said.contains(&format!("Test of proportional hazards: p {p}.")), "{said}");
}

/// The incidence by hand as above, with a relapse of one of the three at 3: 3/4 × 1/3.
#[test]
fn a_layer_is_read_as_its_own_share() {
    let text = "day,status\n2,died\n3,relapsed\n5,died\n7,censored\n";
    let (_, figure) = drawn(text, &["relapsed"], riskset::report::Plot::Stacked);
    let all = all(&figure);
    let of = |step: usize| {
        let rows = &all[step].rows;
        rows.iter().map(|row| (plain(&row.share), row.events, plain(&row.origin))).collect::<Vec<_>>()
    };
    let row = |share: &str, events, origin: &str| (share.to_owned(), events, origin.to_owned());
    // At 6 the reading opens.
    assert_eq!(all.iter().map(|reading| reading.place).collect::<Vec<_>>(), [0.0, 2.0, 3.0, 5.0, 6.0, 7.0]);
    assert_eq!(of(0), [row("0.0 %", 0, ""), row("0.0 %", 0, "")]);
    let first = row("25.0 %", 1, "0.0 % + 100.0 % × 1/4 = 25.0 %");
    assert_eq!(of(1), [first, row("0.0 %", 0, "")]);
    let second = row("25.0 %", 1, "0.0 % + 75.0 % × 1/3 = 25.0 %");
    assert_eq!(of(2), [row("25.0 %", 0, "0.0 % + 100.0 % × 1/4 = 25.0 %"), second.clone()]);
    assert_eq!(of(3)[0], row("50.0 %", 1, "25.0 % + 50.0 % × 1/2 = 50.0 %"));
    assert_eq!((&of(3)[1].0, of(3)[1].1), (&second.0, 0));
    // The dot stands on the layer's top.
    assert_eq!(all[3].rows[1].height, Some(0.75));
}

/// In a stretch of time every picture is read from edge to edge: heights, limits, and at its end the number at risk.
#[test]
fn a_stretch_is_read_from_edge_to_edge() {
    use riskset::report::{Drawing, Plot};
    let text = std::fs::read_to_string("www/samples/7-melanoma.csv").unwrap();
    let of = |plot, x_from, x_to| {
        let drawing = Drawing { plot, x_from, x_to, ..Drawing::default() };
        answer(&text, &Options { drawing: Some(drawing), ..Options::default() }).1
    };
    for plot in [Plot::Curves, Plot::CumHaz, Plot::AllCauses, Plot::Stacked, Plot::LogLog] {
        let (figure, whole) = (of(plot, Some(1000.0), Some(2000.0)), of(plot, None, None));
        let (part, steps_of_whole) = (all(&figure), steps(&whole));
        let [first, last] = [part.first().unwrap(), part.last().unwrap()];
        assert_eq!((&first.moment[..], &last.moment[..]), ("1000 days", "2000 days"), "{plot:?}");
        for row in &last.rows {
            assert!(row.height.is_some() && row.at_risk.is_some(), "{plot:?} {row:?}");
        }
        // What is read within is what the whole picture says there.
        for reading in &part[1..part.len() - 1] {
            let i = steps_of_whole.iter().position(|&place| place == reading.place).unwrap();
            let there = read(&whole, &steps_of_whole, i);
            let told = |reading: &Reading| {
                reading
                    .rows
                    .iter()
                    .map(|row| (row.share.clone(), row.at_risk, row.events))
                    .collect::<Vec<_>>()
            };
            assert_eq!(told(reading), told(&there), "{plot:?} at {}", reading.moment);
        }
    }
    let residuals = of(Plot::Schoenfeld, Some(1000.0), Some(2000.0));
    let (curve, whole) = (&residuals.curves[0], of(Plot::Schoenfeld, None, None));
    assert_eq!((curve.time[0], *curve.time.last().unwrap()), (1000.0, 2000.0));
    let steps_of_whole = steps(&whole);
    for reading in all(&residuals) {
        let i = steps_of_whole.iter().position(|&place| place == reading.place).unwrap();
        assert_eq!(reading.rows, read(&whole, &steps_of_whole, i).rows, "{}", reading.moment);
    }
}

/// Of three groups the residuals are those of what two coefficients add together, which the model fits as 1.
#[test]
fn residuals_of_several_columns_lie_about_one() {
    use riskset::report::Plot;
    let rows: String =
        (0..60).map(|i| format!("g{},{},{}\n", i % 3, 1 + i * 7 % 61, (i % 4 / 3) ^ 1)).collect();
    let (report, figure) = drawn(&format!("arm,day,died\n{rows}"), &[], Plot::Schoenfeld);
    assert!(report.details.unwrap().diagnostics.content.unwrap().schoenfeld[0].several);
    assert_eq!(figure.guides[0].points[0].1, 1.0);
    assert!(figure.share_label.contains("1 as fitted"), "{}", figure.share_label);
    let (_, two) = drawn(&rows.replace("g2,", "g1,"), &[], Plot::Schoenfeld);
    assert_eq!(two.guides[0].points[0].1, 0.0);
}

/// Before a first event limits have no width: none are said.
#[test]
fn limits_without_width_are_not_said() {
    let (_, figure) = answer("arm,day,died\na,1,1\na,4,1\na,9,0\nb,3,0\nb,8,0\n", &Options::default());
    let shares: Vec<String> = all(&figure).iter().map(|reading| plain(&reading.rows[1].share)).collect();
    assert!(shares.contains(&"100.0 %".to_owned()), "{shares:?}");
    assert!(!shares.iter().any(|share| share.contains('(')), "{shares:?}");
}
