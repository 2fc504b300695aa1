//! The figure's layout, at every width and for every number of groups, without a browser.
#![allow(clippy::unwrap_used)] // what fails here fails the test
#![cfg(feature = "plot")]

use riskset::data::Sheet;
use riskset::figure::Figure;
use riskset::plot::layout::Layout;
use riskset::plot::marks::{Mark, UNITS};
use riskset::plot::measure::{Measure, Rough};
use riskset::plot::{chart::draw, palette::Theme};
use riskset::report::{Options, analyze};

fn figure(groups: usize, name: impl Fn(usize) -> String) -> Figure {
    let mut text = String::from("group,time,event\n");
    for row in 0..groups * 12 {
        let time = (row * 7919 % 997) as f64 / 10.0 + 0.1;
        text += &format!("{},{time},{}\n", name(row % groups), row % 3 % 2);
    }
    let sheet = Sheet::read(&text);
    analyze(&sheet, &sheet.guess(), &Options::default()).unwrap().1
}

fn short(group: usize) -> String {
    format!("arm {group}")
}

fn long(group: usize) -> String {
    format!("{group} a name of forty characters as people give")
}

fn each(mut check: impl FnMut(&Figure, &Layout)) {
    for groups in [1, 2, 3, 8, 20] {
        for name in [short, long] {
            let figure = figure(groups, name);
            assert_eq!(figure.curves.len(), groups);
            for width in (320..=1600).step_by(80) {
                check(&figure, &Layout::new(&figure, f64::from(width), &Rough));
            }
        }
    }
}

#[test]
fn nothing_lies_on_another_or_outside() {
    each(|figure, layout| {
        let mut labels = layout.labels.clone();
        labels.sort_by(|a, b| a.place.top.total_cmp(&b.place.top));
        for pair in labels.windows(2) {
            assert!(pair[1].place.top >= pair[0].place.bottom - 1e-9, "{pair:?}");
        }
        for label in &labels {
            for line in label.text.lines() {
                let right = label.place.left + Rough.width(line, 13.0, true);
                assert!(right <= layout.width + 1e-9, "{line} ends at {right} of {}", layout.width);
            }
        }
        assert!(layout.plot.right - layout.plot.left > 0.3 * layout.width, "room for the curves");
        let columns: Vec<f64> = layout.ticks.iter().map(|tick| tick.x).collect();
        let widest =
            layout.rows.iter().flat_map(|row| &row.cells).map(|n| n.to_string()).max_by_key(String::len);
        let cell = Rough.width(&widest.unwrap(), 12.0, false);
        assert!(columns.windows(2).all(|pair| pair[1] - pair[0] > cell), "columns stand apart");
        for name in &figure.row_names {
            let end = Rough.width(name, 12.0, false);
            assert!(end < layout.plot.left - cell / 2.0, "{name} runs into the numbers");
        }
        assert!(layout.rows.windows(2).all(|pair| pair[1].y > pair[0].y + 12.0));
        assert!(layout.rows.iter().all(|row| row.y < layout.height));
    });
}

#[test]
fn ticks_and_columns_are_the_same_numbers() {
    each(|figure, layout| {
        let table = figure.tables.iter().find(|table| table.ticks.len() == layout.ticks.len()).unwrap();
        for (tick, value) in layout.ticks.iter().zip(&table.ticks) {
            assert_eq!(tick.value, *value);
            assert!((layout.x(tick.value) - tick.x).abs() < 1e-9);
        }
        assert_eq!(layout.rows.len(), 3 * figure.curves.len());
        assert!(layout.rows.iter().all(|row| row.cells.len() == layout.ticks.len()));
    });
}

#[test]
fn every_mark_is_inside() {
    each(|figure, layout| {
        let marks = draw(figure, layout, Theme::Light, true);
        let inside = |&(x, y): &(i32, i32)| {
            let (x, y) = (f64::from(x) / UNITS, f64::from(y) / UNITS);
            (-1.0..=layout.width + 1.0).contains(&x) && (-1.0..=layout.height + 1.0).contains(&y)
        };
        for mark in &marks {
            match mark {
                Mark::Path { points, .. } | Mark::Fill { points, .. } => assert!(points.iter().all(inside)),
                Mark::Text { at, .. } => assert!(inside(at)),
            }
        }
        let texts = marks.iter().filter(|mark| matches!(mark, Mark::Text { .. })).count();
        assert!(texts > 5 + layout.ticks.len() + layout.rows.len() * layout.ticks.len());
    });
}

#[test]
fn the_band_adds_marks_and_nothing_else() {
    let figure = figure(2, short);
    let layout = Layout::new(&figure, 700.0, &Rough);
    let count = |band| draw(&figure, &layout, Theme::Dark, band).len();
    assert!(count(true) > count(false));
}
