//! Heights of several curves are given at one time, which is named.

use super::*;
use riskset::figure::After;

/// Three groups of ten that leave at different times. By hand: at month 12, to which all are followed, 8, 9 and 9 of ten are
/// alive; at the ends of the curves (12, 40 and 60 months) 8, 7 and 5, which reverses the order.
fn doses() -> String {
    let mut text = String::from("dose,months,died\n");
    for (dose, deaths, last) in
        [("placebo", &[4, 8][..], 12), ("low", &[6, 20, 30][..], 40), ("high", &[10, 25, 35, 45, 50][..], 60)]
    {
        deaths.iter().for_each(|month| text += &format!("{dose},{month},1\n"));
        (deaths.len()..10).for_each(|_| text += &format!("{dose},{last},0\n"));
    }
    text
}

fn plain(text: &str) -> String {
    text.replace('\u{202f}', " ")
}

#[test]
fn curves_that_end_at_different_times_are_compared_at_one() {
    let (report, figure) = drawn(&doses(), Drawing::default());
    let labels: Vec<&str> = figure.curves.iter().map(|curve| curve.end_label.as_str()).collect();
    assert_eq!(labels, ["placebo", "low", "high"]);
    let layout = Layout::new(&figure, 700.0, &Rough);
    let picture = svg(
        &draw(&figure, &layout, Theme::Light, false),
        [layout.width, layout.height],
        Theme::Light,
        "",
        "",
    );
    assert!(plain(&picture).contains(">At 12 months: placebo 80 %, low 90 %, high 90 %</text>"), "{picture}");
    let said = plain(&report.words.figure_alt);
    assert!(said.contains(" Alive at 12 months: placebo 80 %; low 90 %; high 90 %. "), "{said}");
    assert!(!said.contains("70 %") && !said.contains("50 %"), "{said}");
    // The time is among those whose shares the tables have.
    let estimates = report.details.unwrap().estimates.content.unwrap();
    assert!(estimates.milestones.iter().any(|at| at.time == 12.0));
    // In no picture two heights are of different times.
    for plot in PLOTS {
        let (report, figure) = drawn(&doses(), of(plot));
        assert!(figure.curves.iter().all(|curve| !curve.end_label.contains(|c: char| c.is_ascii_digit())));
        let said = plain(&report.words.figure_alt);
        let told = said.matches(" months: ").count();
        assert!(plot == Plot::Schoenfeld || told == 1, "{plot:?}: {said}");
    }
}

/// The times that a person asks for come first, and the end of a stretch that was asked for.
#[test]
fn the_common_time_is_the_one_asked_for() {
    let sheet = Sheet::read(&doses());
    let at = |milestones: &[f64], x_to| {
        let drawing = Some(Drawing { x_to, ..Drawing::default() });
        let options = Options { milestones: Some(milestones.to_vec()), drawing, ..Options::default() };
        analyze(&sheet, &sheet.guess(), &options).unwrap().1.common
    };
    assert_eq!(at(&[5.0, 11.0, 30.0], None), "At 11 months");
    let end = drawn(&doses(), Drawing { x_to: Some(7.0), ..Drawing::default() }).1;
    let heights: Vec<String> = end.curves.iter().map(|curve| plain(&curve.common)).collect();
    assert_eq!(
        (end.common.as_str(), heights.as_slice()),
        ("At 7 months", &["90 %", "90 %", "100 %"].map(String::from)[..])
    );
    let axis = drawn(&doses(), Drawing { axis_unit: Some("weeks".into()), ..Drawing::default() }).1;
    assert!(axis.common.starts_with("At 52 weeks (11.959 months)"), "{}", axis.common);
}

/// Of 40 in each group 36 have left by month 10, and 2 more by month 20: one in ten, and no more, is at risk at 10.
#[test]
fn enough_are_at_risk_at_the_common_time() {
    let rows = |arm: &str| -> String {
        (0..40)
            .map(|i| {
                format!(
                    "{arm},{},{}\n",
                    if i < 36 {
                        5
                    } else if i < 38 {
                        15
                    } else {
                        30
                    },
                    i % 2
                )
            })
            .collect()
    };
    let (_, figure) = drawn(&format!("arm,months,died\n{}{}", rows("a"), rows("b")), Drawing::default());
    assert_eq!(figure.common, "At 12 months");
}

/// Everybody in a dies by day 9; b is followed to day 20. By hand: S of a is 0 from day 9 on, whatever comes.
#[test]
fn a_curve_that_has_come_to_its_end_goes_on() {
    let text = "arm,day,died\na,1,1\na,6,1\na,6,1\na,9,1\nb,2,1\nb,20,0\nb,20,0\nb,20,0\n";
    for (event, end) in [("surv", 0.0), ("event", 1.0)] {
        let sheet = Sheet::read(text);
        let options: Options =
            serde_json::from_str(&format!(r#"{{"curve":"{event}","milestones":[15]}}"#)).unwrap();
        let (report, figure) = analyze(&sheet, &sheet.guess(), &options).unwrap();
        let a = &figure.curves[0];
        assert_eq!((a.last_time, a.after, a.height.last()), (20.0, After::Stays, Some(&end)));
        assert_eq!(figure.curves[1].after, After::Unknown);
        assert_eq!(plain(&a.common), plain(&riskset::report::number::percent(end)));
        let said = plain(&report.words.figure_alt);
        let stays = format!("a: 4 subjects, 4 died; {} from 9 days on. b: ", a.common);
        assert!(said.contains(&plain(&stays)), "{said}");
        let estimates = report.details.unwrap().estimates.content.unwrap();
        let share = estimates.milestones[0].groups[0].share.value.value;
        assert_eq!((share, estimates.milestones[0].groups[0].n_risk), (Some(end), Some(0)));
        assert!(report.warnings.iter().all(|warning| warning.code != "beyond_follow_up"));
    }
}
