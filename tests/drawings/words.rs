//! Every word of every picture, at every width: whole, inside the picture, and on no other.

use crate::{LUNG, MGUS, PLOTS, RECOVERY, drawn, of};
use riskset::figure::Figure;
use riskset::plot::layout::Layout;
use riskset::plot::marks::{Anchor, Mark, UNITS};
use riskset::plot::measure::{Measure, Rough};
use riskset::plot::{chart::draw, palette::Theme, svg::svg};
use riskset::report::{Drawing, Plot, TableRows};

/// Groups with names of forty letters in several scripts.
fn groups(n: usize) -> String {
    let names = [
        "Überwachungsgruppe mit Erhaltungstherapien",
        "مجموعة العلاج بالخلايا الجذعية الوسيطة ٤٠",
        "קבוצת הטיפול בתאי גזע מזנכימליים ארבעים ב",
        "間葉系幹細胞による治療を受けた患者の群その四十文字の名前です",
        "🧬🧬 gene therapy 🧬🧬 with emoji in its name",
    ];
    let rows = (0..n * 12).map(|i| {
        let name = format!("{} {}", names[i % n % names.len()], i % n);
        format!("{name},{},{}\n", (i * 7919 % 997) as f64 / 10.0 + 0.1, i % 3 % 2)
    });
    format!("group,time,event\n{}", rows.collect::<String>())
}

/// Left, top, right, bottom of each line of text, in CSS pixels.
pub(crate) fn texts(marks: &[Mark]) -> Vec<(String, [f64; 4])> {
    let one = |mark: &Mark| {
        let Mark::Text { text, at, size, bold, anchor, .. } = mark else { return None };
        let (x, y, size) = (f64::from(at.0) / UNITS, f64::from(at.1) / UNITS, size / UNITS);
        let width = Rough.width(text, size, *bold);
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        // Letters take less than the size they are set in.
        Some((text.clone(), [left, y - 0.45 * size, left + width, y + 0.45 * size]))
    };
    marks.iter().filter_map(one).collect()
}

#[test]
fn a_name_that_runs_from_right_to_left_leaves_its_number_alone() {
    let text =
        |name: &str| format!("arm,day,died\n{name},1,1\nb,2,1\n{name},3,1\nb,4,1\n{name},5,0\nb,6,0\n");
    for (given, label) in [("a", "a"), ("טיפול", "\u{2068}טיפול\u{2069}"), ("\u{202e}a", "a")] {
        let figure = drawn(&text(given), of(Plot::Curves)).1;
        assert_eq!(figure.curves[0].end_label, label);
        let layout = Layout::new(&figure, 900.0, &Rough);
        let picture = svg(
            &draw(&figure, &layout, Theme::Light, true),
            [layout.width, layout.height],
            Theme::Light,
            "",
            "",
        );
        assert!(picture.contains(&format!(">{label}</text>")), "{picture}");
        // Beside its height the name is set apart.
        assert!(picture.contains(&format!(": {label} ")), "{picture}");
    }
}

/// Every name and caption stands in the picture as it was given, over as many lines as it needs.
fn nothing_is_cut(figure: &Figure, width: f64, what: &str) {
    let layout = Layout::new(figure, width, &Rough);
    let marks = draw(figure, &layout, Theme::Light, true);
    let bare = |text: &str| text.replace([' ', '\n', '\u{2068}', '\u{2069}'], "");
    let lines: Vec<String> = texts(&marks).iter().map(|(text, _)| bare(text)).collect();
    assert!(lines.iter().all(|line| !line.contains('…')), "{what} at {width}: {lines:?}");
    let all = lines.concat();
    let captions = [&figure.share_label, &figure.time_label, &figure.label];
    let names = figure.groups.iter().take(layout.rows.len());
    let heights = figure.curves.iter().map(|curve| curve.common.clone());
    let named =
        figure.curves.iter().filter(|curve| !curve.end_label.is_empty()).map(|curve| curve.name.clone());
    for text in captions.into_iter().chain(names).cloned().chain(heights).chain(named) {
        assert!(all.contains(&bare(&text)), "{what} at {width}: \"{text}\" is not whole in {all}");
    }
    // No two curves are called the same beside their ends.
    let mut called: Vec<&str> = layout.labels.iter().map(|label| label.text.as_str()).collect();
    called.retain(|text| !text.is_empty());
    let n = called.len();
    called.sort_unstable();
    called.dedup();
    assert_eq!(called.len(), n, "{what} at {width}");
}

fn nothing_lies_on_another(figure: &Figure, width: f64, what: &str) {
    let layout = Layout::new(figure, width, &Rough);
    let marks = draw(figure, &layout, Theme::Light, true);
    let texts = texts(&marks);
    for (text, [left, top, right, bottom]) in &texts {
        let inside =
            *left >= -0.1 && *top >= -0.1 && *right <= layout.width + 0.1 && *bottom <= layout.height + 0.1;
        assert!(inside, "{what} at {width}: \"{text}\" leaves the picture");
    }
    for (i, (a, ra)) in texts.iter().enumerate() {
        for (b, rb) in &texts[..i] {
            let apart =
                ra[0] >= rb[2] - 0.1 || rb[0] >= ra[2] - 0.1 || ra[1] >= rb[3] - 0.1 || rb[1] >= ra[3] - 0.1;
            assert!(apart, "{what} at {width}: \"{a}\" lies on \"{b}\"");
        }
    }
    for mark in &marks {
        if let Mark::Path { points, .. } | Mark::Fill { points, .. } = mark {
            let (low, high) = (-UNITS, (layout.width + 1.0) * UNITS);
            assert!(points.iter().all(|&(x, _)| (low..=high).contains(&f64::from(x))), "{what} at {width}");
            let bottom = (layout.plot.bottom + 6.0) * UNITS;
            assert!(
                points.iter().all(|&(_, y)| f64::from(y) <= bottom && y >= 0),
                "{what} at {width}: a curve leaves the plot"
            );
        }
    }
}

#[test]
fn no_word_lies_on_another_at_any_width() {
    for plot in PLOTS {
        for text in [RECOVERY, MGUS, LUNG] {
            let (_, figure) = drawn(text, Drawing { medians: true, tau_line: true, ..of(plot) });
            for width in (320..=1600).step_by(64) {
                nothing_lies_on_another(&figure, f64::from(width), &format!("{plot:?} of {}", &text[..40]));
            }
        }
        // With words in a corner, which keep away from those at the lines.
        for text in [RECOVERY, MGUS, LUNG] {
            let unit = Some("weeks".to_owned());
            let (_, figure) =
                drawn(text, Drawing { corner: true, tau_line: true, axis_unit: unit, ..of(plot) });
            for width in (320..=1600).step_by(128) {
                nothing_lies_on_another(
                    &figure,
                    f64::from(width),
                    &format!("{plot:?} of {} with words", &text[..40]),
                );
            }
        }
        for n in [1, 2, 5, 20] {
            let (_, figure) = drawn(&groups(n), of(plot));
            for width in [320, 360, 500, 768, 1280, 1600] {
                let what = format!("{plot:?} of {n} long names");
                nothing_lies_on_another(&figure, f64::from(width), &what);
                nothing_is_cut(&figure, f64::from(width), &what);
                let (_, bare) = drawn(&groups(n), Drawing { table: TableRows::None, ..of(plot) });
                nothing_lies_on_another(&bare, f64::from(width), &format!("{what}, without a table"));
                nothing_is_cut(&bare, f64::from(width), &format!("{what}, without a table"));
            }
        }
    }
}
