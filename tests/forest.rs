//! The forest plot's layout, at every width and for every length of names, without a browser.
#![allow(clippy::unwrap_used)] // what fails here fails the test
#![cfg(feature = "plot")]

use riskset::figure::{Forest, ForestColumns, ForestRow, ForestTick};
use riskset::plot::forest::chart::draw;
use riskset::plot::forest::layout::{Layout, MOST_ROWS};
use riskset::plot::layout::Rect;
use riskset::plot::marks::{Mark, UNITS};
use riskset::plot::measure::Rough;
use riskset::plot::palette::Theme;

const LONG: &str = "A multicentre randomised trial of a treatment with a name that goes on and on, 2020";
const UNBROKEN: &str = "AnUnbrokenNameOfFortyLettersAsSomePeopleGive";

fn row(label: &str, sub: &str, interval: [Option<f64>; 3], weight: f64) -> ForestRow {
    let [lower, value, upper] = interval;
    let text = match value {
        Some(value) => format!("{value:.2} (0.10 to 12.84)"),
        None => "not estimable: no events in treated".to_owned(),
    };
    ForestRow {
        label: label.to_owned(),
        sub: sub.to_owned(),
        counts: ["3/17".to_owned(), "1024/20480".to_owned()],
        value,
        lower,
        upper,
        lower_open: false,
        upper_open: value.is_some() && upper.is_none(),
        weight,
        text,
    }
}

fn forest(name: &str, arm: &str) -> Forest {
    let ticks = [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0];
    let rows = vec![
        row(name, "death by day 28", [Some(0.1), Some(0.29), Some(0.84)], 1.0),
        row(name, name, [Some(0.001), Some(0.5), Some(400.0)], 0.25),
        row("", "", [None, None, None], 0.1),
        row("Shu 2020", "", [Some(0.3), Some(2.0), None], 0.0),
        row("Leng 2020", "death", [None, None, Some(3.0)], 0.5),
    ];
    Forest {
        measure_label: format!("Risk ratio, {arm} versus control (logarithmic axis)"),
        log: true,
        null_value: 1.0,
        ticks: ticks.map(|at| ForestTick { at, label: at.to_string() }).to_vec(),
        favours: [format!("favours {arm}"), "favours control".to_owned()],
        rows,
        columns: ForestColumns {
            trial: "Trial".to_owned(),
            arms: [arm.to_owned(), "control".to_owned()],
            estimate: "Risk ratio (95\u{202f}% limits)".to_owned(),
        },
        range: [0.05, 20.0],
        label: "No pooled estimate is made.".to_owned(),
    }
}

fn each(mut check: impl FnMut(&Forest, &Layout)) {
    let difference = |mut forest: Forest| {
        forest.ticks[0] = ForestTick { at: 0.0, label: "0".to_owned() };
        Forest { log: false, null_value: 0.0, range: [-1.0, 20.0], ..forest }
    };
    // The null value at either end of the axis, where little room is left for words about it.
    let low = |forest: Forest| Forest { range: [0.05, 2.0], ..forest };
    let high = |forest: Forest| Forest { range: [0.5, 20.0], ..forest };
    for name in ["Shu 2020", LONG, UNBROKEN] {
        for arm in ["treated", "umbilical cord mesenchymal stromal cells", UNBROKEN] {
            let one = || forest(name, arm);
            for forest in [one(), difference(one()), low(one()), high(one())] {
                for width in (320..=1600).step_by(40) {
                    check(&forest, &Layout::new(&forest, f64::from(width), &Rough));
                }
            }
        }
    }
}

fn apart(a: &Rect, b: &Rect) -> bool {
    a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top
}

#[test]
fn no_words_are_cut() {
    each(|forest, layout| {
        let words: String = layout.words.iter().map(|words| words.text.replace(' ', "")).collect();
        assert!(!words.contains('…'), "{words} at {}", layout.width);
        for text in
            forest.rows.iter().map(|row| &row.label).chain([&forest.measure_label]).chain(&forest.favours)
        {
            assert!(words.contains(&text.replace(' ', "")), "{text} in {words} at {}", layout.width);
        }
    });
}

#[test]
fn no_words_lie_on_others_or_outside() {
    each(|_, layout| {
        let places: Vec<Rect> = layout.words.iter().map(|words| words.place(&Rough)).collect();
        for (i, (words, place)) in layout.words.iter().zip(&places).enumerate() {
            let at = || format!("{:?} at {place:?} of {} wide", words.text, layout.width);
            assert!(place.left >= -1e-9 && place.right <= layout.width + 1e-9, "{}", at());
            assert!(place.top >= 0.0 && place.bottom <= layout.height, "{}", at());
            for (other, there) in layout.words.iter().zip(&places).skip(i + 1) {
                assert!(apart(place, there), "{} lies on {:?}", at(), other.text);
            }
        }
    });
}

#[test]
fn no_words_lie_on_intervals() {
    each(|_, layout| {
        let bands = layout.rows.iter().map(|row| {
            let [top, bottom] = row.band;
            Rect { left: layout.plot.left - 8.0, top, right: layout.plot.right + 8.0, bottom }
        });
        for band in bands {
            for words in &layout.words {
                assert!(apart(&words.place(&Rough), &band), "{words:?} in {band:?}");
            }
        }
        for &[from, to, y] in &layout.arrows {
            let arrow = Rect { left: from.min(to), top: y - 3.0, right: from.max(to), bottom: y + 3.0 };
            assert!(arrow.left >= 0.0 && arrow.right <= layout.width, "{arrow:?} of {}", layout.width);
            assert!(layout.words.iter().all(|words| apart(&words.place(&Rough), &arrow)), "{arrow:?}");
        }
    });
}

#[test]
fn the_plot_has_room_and_intervals_stand_where_they_should() {
    each(|forest, layout| {
        let plot = layout.plot;
        assert!(plot.right - plot.left >= 190.0, "{plot:?} of {}", layout.width);
        assert!((plot.left..=plot.right).contains(&layout.null_x));
        let bars: Vec<_> = layout.rows.iter().map(|row| row.bar.as_ref()).collect();
        // Both limits of the second lie beyond the logarithmic axis, nothing is known of the third.
        let second = bars[1].unwrap();
        assert_eq!(second.open, [forest.log, true]);
        let estimate = forest.rows[1].value.unwrap();
        assert_eq!(second.square.is_some(), forest.range[0] <= estimate && estimate <= forest.range[1]);
        assert_eq!(second.to, plot.right);
        assert!(bars[2].is_none());
        assert_eq!(bars[3].unwrap().open, [forest.range[0] > 0.3, true]);
        assert!(bars[4].unwrap().square.is_none());
        for bar in bars.into_iter().flatten() {
            assert!(plot.left <= bar.from && bar.from <= bar.to && bar.to <= plot.right, "{bar:?}");
        }
        let null = layout.ticks.iter().find(|tick| tick.value == forest.null_value).unwrap();
        assert!((null.x - layout.null_x).abs() < 1e-9);
        let label = forest.null_value.to_string();
        assert!(layout.words.iter().any(|words| words.text == label && words.x == null.x));
    });
}

#[test]
fn words_about_direction_are_not_cut_on_a_phone() {
    for range in [[0.02, 2.0], [0.05, 20.0], [0.5, 50.0]] {
        let forest = Forest { range, ..forest("Shu 2020", "treated") };
        let layout = Layout::new(&forest, 328.0, &Rough);
        for side in &forest.favours {
            assert!(layout.words.iter().any(|words| words.text == *side), "{side:?} with {range:?}");
        }
    }
}

#[test]
fn the_area_of_a_square_goes_by_the_weight() {
    let layout = Layout::new(&forest("Shu 2020", "treated"), 900.0, &Rough);
    let area = |row: usize| {
        let square = layout.rows[row].bar.as_ref().unwrap().square.unwrap();
        (square.right - square.left) * (square.bottom - square.top)
    };
    assert!((area(0) / area(1) - 4.0).abs() < 1e-9, "{} {}", area(0), area(1));
    assert!(area(3) > 0.0, "no square vanishes");
}

#[test]
fn the_axis_is_logarithmic() {
    let layout = Layout::new(&forest("Shu 2020", "treated"), 900.0, &Rough);
    let x = |value: f64| layout.ticks.iter().find(|tick| tick.value == value).unwrap().x;
    assert!((x(10.0) - x(5.0) - (x(2.0) - x(1.0))).abs() < 1e-9);
    assert!((x(1.0) - x(0.1) - (x(10.0) - x(1.0))).abs() < 1e-9);
}

#[test]
fn every_mark_is_inside() {
    each(|_, layout| {
        let inside = |&(x, y): &(i32, i32)| {
            let (x, y) = (f64::from(x) / UNITS, f64::from(y) / UNITS);
            (-1.0..=layout.width + 1.0).contains(&x) && (-1.0..=layout.height + 1.0).contains(&y)
        };
        for mark in &draw(layout, Theme::Light) {
            match mark {
                Mark::Path { points, .. } | Mark::Fill { points, .. } => {
                    assert!(points.iter().all(inside), "{points:?}");
                }
                Mark::Text { at, .. } => assert!(inside(at)),
            }
        }
    });
}

#[test]
fn every_field_of_the_layout_is_declared() {
    const SHAPES: &str = include_str!("../src/wasm/shapes.d.ts");
    let layout = Layout::new(&forest("Shu 2020", "treated"), 900.0, &Rough);
    let sent = serde_json::to_value(&layout).unwrap();
    let declared = &SHAPES[SHAPES.find("export interface ForestLayout").unwrap()..];
    for object in [&sent, &sent["rows"][0], &sent["rows"][0]["bar"], &sent["ticks"][0]] {
        for field in object.as_object().unwrap().keys() {
            assert!(declared.contains(&format!("{field}:")), "{field}");
        }
    }
}

#[test]
fn of_very_many_rows_the_first_are_drawn_and_it_says_so() {
    let mut many = forest("Shu 2020", "treated");
    many.rows = vec![many.rows[0].clone(); MOST_ROWS + 7];
    let layout = Layout::new(&many, 360.0, &Rough);
    assert_eq!(layout.rows.len(), MOST_ROWS);
    let said: Vec<&str> = layout.words.iter().map(|words| words.text.as_str()).collect();
    assert!(said.join(" ").contains("The first 50 of 57 rows are drawn"), "{said:?}");
    let none = Forest { rows: Vec::new(), ticks: Vec::new(), ..many };
    assert!(Layout::new(&none, 360.0, &Rough).height > 0.0);
}
