//! The answer about counts: the numbers and sentences of the sample, zero cells, options, and the forest plot.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::figure::Forest;
use riskset::report::counts::{
    CountsAnalysis, CountsOptions, CountsReport, EventIs, Measure, TrialReport, counts,
};
use riskset::report::shape::Reason;

fn sample() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("www/samples/counts/1-trials.csv");
    std::fs::read_to_string(path).unwrap()
}

fn answer(text: &str, options: &CountsOptions) -> (CountsReport, Forest) {
    let CountsAnalysis { report, forest, failure } = counts(text, options);
    assert!(failure.is_none(), "{failure:?}");
    (report.unwrap(), forest.unwrap())
}

fn one(row: &str) -> TrialReport {
    let text = format!("treated_events,treated_n,control_events,control_n\n{row}\n");
    answer(&text, &CountsOptions::default()).0.trials.remove(0)
}

fn plain(text: &str) -> String {
    text.replace('\u{202f}', " ")
}

#[test]
fn the_sample_in_words() {
    let (report, _) = answer(&sample(), &CountsOptions::default());
    assert_eq!(report.arms, ["treated", "control"]);
    assert_eq!(
        report.words.sentence,
        "9 rows of counts of 5 trials, treated versus control; Fisher's exact p is below .05 in 3 of them. \
         Each row stands for itself: no pooled estimate is made."
    );
    let chen = &report.trials[3];
    assert_eq!(
        plain(&chen.sentence),
        "Chen 2020 (H7N9), death: less frequent in treated, 3 of 17 (18 %) versus 24 of 44 (55 %) in control. Risk ratio, \
         treated versus control, 0.32 (95 % confidence interval 0.11 to 0.94); Fisher's exact p = .011."
    );
    assert_eq!(
        (chen.row, chen.note.as_str(), chen.direction.as_str()),
        (8, "open label, by consent", "treated versus control")
    );
    assert_eq!(chen.nnt.text, "NNTB 3 (NNTB 2 to NNTB 11)");
    assert_eq!(
        chen.fragility.sentence,
        "Fisher's p is below .05; it would not be if 2 of the 14 people without the event in treated had had it."
    );
    assert_eq!((chen.fragility.index, chen.fragility.kind), (Some(2), Some("fragility")));
    let codes: Vec<&str> = report.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["zero_cells", "tests_disagree", "small_expected", "same_trial"]);
    assert!(report.warnings[3].sentence.ends_with(": Shu 2020 (2 rows) and Lanzoni 2021 (4 rows)."));
}

/// Published: Shu p = .543, the registry's p for adverse events .04; Lanzoni's analysis as printed.
#[test]
fn the_sample_in_numbers() {
    let (report, _) = answer(&sample(), &CountsOptions::default());
    let p = |row: usize| report.trials[row].fisher_p.value.unwrap();
    assert!((p(1) - 0.543).abs() < 5e-4, "{}", p(1));
    assert!((p(7) - 0.036).abs() < 5e-4, "{}", p(7));
    let chen = &report.trials[3];
    let expected = 3.0 * 44.0 / (17.0 * 24.0);
    assert!((chen.risk_ratio.value.value.unwrap() - expected).abs() < 1e-15);
    assert!((chen.odds_ratio.value.value.unwrap() - 60.0 / 336.0).abs() < 1e-15);
    assert!((chen.risk_difference.value.value.unwrap() - (3.0 / 17.0 - 24.0 / 44.0)).abs() < 1e-15);
}

#[test]
fn a_zero_cell_is_said_and_never_filled() {
    let (report, forest) = answer(&sample(), &CountsOptions::default());
    let leng = &report.trials[0];
    for ratio in [&leng.risk_ratio, &leng.odds_ratio] {
        for number in [ratio.value, ratio.lower, ratio.upper] {
            assert_eq!((number.value, number.reason), (None, Some(Reason::ZeroCell)));
        }
    }
    assert!(leng.sentence.contains("cannot be estimated"));
    for pointer in ["nothing was added", "Fisher's p", "mid-p", "Newcombe", "at most 17"] {
        assert!(
            leng.zero_cells.contains(pointer) && leng.sentence.contains(pointer),
            "{pointer}: {}",
            leng.sentence
        );
    }
    assert_eq!(leng.conditional_odds_ratio.value.value, Some(0.0));
    assert_eq!(forest.rows[0].text, "not estimable: no events in treated");
    assert_eq!((forest.rows[0].value, forest.rows[0].lower, forest.rows[0].upper), (None, None, None));

    let swapped = one("1,3,0,7");
    assert_eq!(swapped.conditional_odds_ratio.value.reason, Some(Reason::Infinite));
    assert!(swapped.zero_cells.contains("at least 0.060"), "{}", swapped.zero_cells);

    let everybody = one("5,5,3,6");
    assert!(everybody.risk_ratio.value.value == Some(2.0) && everybody.odds_ratio.value.value.is_none());
    assert!(everybody.zero_cells.starts_with("Nobody without the event in treated: the odds ratio has no"));

    let both = one("5,5,0,6");
    assert!(
        both.zero_cells
            .starts_with("No events in control and nobody without the event in treated: the risk ratio")
    );
}

#[test]
fn an_empty_margin() {
    for (row, who) in [("0,12,0,29", "Nobody"), ("12,12,29,29", "Everybody")] {
        let trial = one(row);
        assert!(trial.zero_cells.starts_with(who));
        assert_eq!(trial.risk_ratio.value.reason, Some(Reason::ZeroMargin));
        assert_eq!(trial.chi_square.statistic.reason, Some(Reason::ZeroMargin));
        assert_eq!((trial.fisher_p.value, trial.mid_p.reason), (Some(1.0), Some(Reason::ZeroMargin)));
        assert!(trial.nnt.text.starts_with("none: both risks are the same (NNTB"), "{}", trial.nnt.text);
        assert!(trial.risk_difference.lower.value.is_some());
        assert!(trial.sentence.contains("both risks are the same"), "{}", trial.sentence);
    }
}

#[test]
fn swapping_turns_everything_round() {
    let (here, forest) = answer(&sample(), &CountsOptions::default());
    let swap = CountsOptions { swap: Some(true), ..CountsOptions::default() };
    let (there, turned) = answer(&sample(), &swap);
    assert_eq!(there.arms, ["control", "treated"]);
    assert_eq!(turned.favours, ["favours control", "favours treated"]);
    assert_eq!(turned.rows[3].counts, ["24/44", "3/17"]);
    assert_eq!(forest.rows[3].counts, ["3/17", "24/44"]);
    for (one, two) in here.trials.iter().zip(&there.trials) {
        assert_eq!(two.direction, "control versus treated");
        assert_eq!(two.events, [one.events[1], one.events[0]]);
        assert_eq!(one.fragility.index, two.fragility.index);
        if let (Some(one), Some(two)) = (one.risk_ratio.lower.value, two.risk_ratio.upper.value) {
            assert!((one * two - 1.0).abs() < 1e-12);
        }
    }
    assert_eq!(there.trials[3].nnt.text, "NNTH 2 (NNTH 1 to NNTH 10)");
    assert!(there.trials[3].sentence.contains("more frequent in control"));
}

#[test]
fn a_good_event_turns_benefit_and_harm_round() {
    let good = CountsOptions { event_is: Some(EventIs::Good), ..CountsOptions::default() };
    let (report, forest) = answer(&sample(), &good);
    assert_eq!(forest.favours, ["favours control", "favours treated"]);
    assert_eq!(report.trials[3].nnt.benefit, Some(false));
    assert!(report.words.nnt_note.starts_with("NNTB: so many must be treated for one event more"));
}

#[test]
fn the_axis_holds_every_estimate() {
    for text in [sample(), "1,9000,3000,9000\n2,9000,1,9000\n".to_owned(), "0,3,0,3\n0,2,1,2\n".to_owned()] {
        for measure in [Measure::RiskRatio, Measure::OddsRatio, Measure::RiskDifference] {
            let options = CountsOptions { measure: Some(measure), ..CountsOptions::default() };
            let (_, forest) = answer(&text, &options);
            let [from, to] = forest.range;
            assert!(from < forest.null_value && forest.null_value < to || !forest.log, "{:?}", forest.range);
            assert!(from <= forest.null_value && forest.null_value <= to && from < to, "{:?}", forest.range);
            assert!(forest.ticks.len() >= 2 && forest.ticks.len() <= 9, "{:?}", forest.ticks);
            assert!(forest.ticks.windows(2).all(|pair| pair[0].at < pair[1].at));
            assert!(forest.ticks.iter().all(|tick| tick.at >= from - 1e-12 && tick.at <= to + 1e-12));
            for row in &forest.rows {
                assert!(row.value.is_none_or(|value| from <= value && value <= to), "{row:?}");
                assert_eq!(row.lower_open, row.lower.is_some_and(|lower| lower < from));
                assert_eq!(row.upper_open, row.upper.is_some_and(|upper| upper > to));
                assert!(row.weight > 0.0 && row.weight <= 1.0);
            }
        }
    }
}

#[test]
fn ticks_are_written_plainly() {
    let labels = |measure| {
        let options = CountsOptions { measure: Some(measure), ..CountsOptions::default() };
        let (_, forest) = answer(&sample(), &options);
        forest.ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>()
    };
    assert_eq!(labels(Measure::RiskRatio), ["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2"]);
    assert_eq!(labels(Measure::RiskDifference), ["−80", "−60", "−40", "−20", "0", "20"]);
}

#[test]
fn one_row_answers_by_itself() {
    let (report, forest) =
        answer("treated_events,treated_n,control_events,control_n\n3,17,24,44\n", &CountsOptions::default());
    assert_eq!(report.words.sentence, report.trials[0].sentence);
    assert!(report.words.sentence.starts_with("The event: less frequent in treated, 3 of 17"));
    assert_eq!((forest.rows[0].label.as_str(), forest.rows[0].sub.as_str()), ("Row 2", ""));
    assert!(report.words.methods.iter().any(|method| method == "Trials are not pooled."));
}

#[test]
fn bad_rows_are_reported_and_bad_options_refused() {
    let (report, _) = answer("A,3,17,24,44\nB,20,17,24,44\n", &CountsOptions::default());
    assert_eq!((report.trials.len(), report.n_problems), (1, 2));
    assert_eq!(report.problems.last().unwrap().row, Some(2));
    let refused = |options: CountsOptions| counts(&sample(), &options).failure.unwrap().code;
    assert_eq!(refused(CountsOptions { conf_level: Some(95.0), ..CountsOptions::default() }), "conf_level");
    assert_eq!(refused(CountsOptions { alpha: Some(f64::NAN), ..CountsOptions::default() }), "alpha");
    let empty = counts("", &CountsOptions::default());
    assert!(empty.report.is_none() && empty.forest.is_none());
    assert!(empty.failure.unwrap().example.is_some());
}

#[test]
fn a_thousand_rows_are_quick() {
    let text: String = (0..1200).map(|i| format!("T{i},{},200,{},210\n", i % 60, i % 90)).collect();
    let started = std::time::Instant::now();
    let (report, _) = answer(&text, &CountsOptions::default());
    assert_eq!(report.trials.len(), 1000);
    assert!(report.problems.iter().any(|problem| problem.code == "too_many_rows"));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
