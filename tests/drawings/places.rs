//! Where things stand: panels, rows of the table, the axis of shares, bands.

use super::{LUNG, MGUS, RECOVERY, drawn, of};
use riskset::plot::chart::draw;
use riskset::plot::layout::Layout;
use riskset::plot::marks::{Mark, UNITS};
use riskset::plot::measure::{Measure, Rough};
use riskset::plot::palette::Theme;
use riskset::report::{Drawing, Plot, TableRows};

/// Of many groups limits are drawn if somebody asks for them.
#[test]
fn many_bands_are_drawn_on_demand() {
    let rows = |groups: usize| -> String {
        (0..12 * groups).map(|i| format!("g{:02},{},{}\n", i % groups, 1 + i, i % 2)).collect()
    };
    for (groups, asked, none) in
        [(6, None, false), (7, None, true), (7, Some(false), false), (2, Some(true), true)]
    {
        let text = format!("arm,day,died\n{}", rows(groups));
        let (report, _) = drawn(&text, Drawing { no_band: asked, ..Drawing::default() });
        assert_eq!(report.options.drawing.no_band, Some(none), "{groups} {asked:?}");
    }
    let text = format!("arm,day,died\n{}", rows(8));
    let (report, _) = drawn(&text, of(Plot::Schoenfeld));
    assert_eq!(report.options.drawing.no_band, Some(false), "one curve is never crowded");
}

/// Where the table has one row a group, short names stand before their rows, clear of the numbers; long ones above them.
#[test]
fn names_stand_before_single_rows() {
    let of_names = |name: &str| {
        let rows: String = (0..96).map(|i| format!("{name} {},{},{}\n", i % 8, 1 + i, i % 2)).collect();
        let table = Drawing { table: TableRows::AtRisk, ..Drawing::default() };
        drawn(&format!("arm,day,died\n{rows}"), table).1
    };
    let (short, long) = (of_names("arm"), of_names("an arm with a name of forty letters and m"));
    for width in (320..=1600).step_by(160) {
        let [short, long] = [&short, &long].map(|figure| Layout::new(figure, f64::from(width), &Rough));
        assert_eq!(
            (short.rows.len(), short.headings.len(), &short.counted.as_ref().unwrap().0[..]),
            (8, 8, "at risk")
        );
        for (row, heading) in short.rows.iter().zip(&short.headings) {
            let [(name, middle)] = &heading.lines[..] else { panic!("{heading:?}") };
            assert_eq!((*middle, name), (row.y, &row.group));
            let first = short.ticks[0].x - Rough.width(&row.cells[0].to_string(), 12.0, false) / 2.0;
            assert!(Rough.width(name, 12.0, true) < first, "{width}: {name} runs into its numbers");
        }
        assert!(short.rows.windows(2).all(|pair| pair[1].y - pair[0].y >= 17.0));
        if width <= 800 {
            assert!(long.counted.is_none() && long.headings[0].lines[0].1 < long.rows[0].y, "{width}");
        }
    }
}

/// One beneath the other, each with its own curves, labels and places to point at.
#[test]
fn panels_stand_apart_and_hold_their_own() {
    let (_, figure) = drawn(MGUS, of(Plot::AllCauses));
    for width in (320..=1600).step_by(160) {
        let layout = Layout::new(&figure, f64::from(width), &Rough);
        assert_eq!(layout.panels.len(), 2);
        let [first, second] = [layout.panels[0], layout.panels[1]];
        assert!(first.top > layout.share_caption.last().unwrap().1 && second.top > first.bottom + 15.0);
        assert_eq!((layout.plot.top, layout.plot.bottom), (first.top, second.bottom));
        for (label, curve) in layout.labels.iter().zip(&figure.curves) {
            let (panel, y) =
                (layout.panels[curve.panel], layout.y(curve.panel, *curve.height.last().unwrap()));
            assert!((panel.top..=panel.bottom).contains(&y) && label.place.top >= panel.top - 9.0);
            assert!(label.place.bottom <= panel.bottom + 9.0, "{width}: {}", label.text);
        }
        let heights = vec![Some(0.5); 4];
        let dots = riskset::plot::cursor::dots(&layout, Theme::Light, &heights, &figure.curves);
        assert!(dots.iter().zip(&figure.curves).all(|(dot, curve)| dot.y == layout.y(curve.panel, 0.5)));
        assert!(dots[0].y < dots[2].y);
    }
    let single = MGUS.replace(",male,", ",female,");
    let (_, alone) = drawn(&single, of(Plot::AllCauses));
    assert_eq!((alone.panels.len(), alone.curves.len()), (0, 2), "one group has its causes together");
}

/// Rising curves may have an axis of their own height; it holds every curve, its ticks are shares, and no number changes.
#[test]
fn an_axis_of_shares_is_as_high_as_its_curves() {
    for (text, plot) in
        [(MGUS, Plot::Curves), (MGUS, Plot::AllCauses), (MGUS, Plot::Stacked), (RECOVERY, Plot::Curves)]
    {
        for probability in [false, true] {
            let drawing = Drawing { x_to: Some(20.0), probability, ..of(plot) };
            let (_, whole) = drawn(text, drawing.clone());
            let (_, fitted) = drawn(text, Drawing { fit_shares: true, ..drawing });
            let top = fitted.curves.iter().flat_map(|curve| &curve.height).copied().fold(0.0, f64::max);
            assert_eq!(whole.y_range, [0.0, 1.0]);
            assert!(fitted.y_range[1] >= top && fitted.y_range[1] <= 1.0, "{top} on {:?}", fitted.y_range);
            assert_eq!(fitted.y_ticks.last().unwrap().at, fitted.y_range[1]);
            for tick in &fitted.y_ticks {
                let label: f64 = tick.label.replace("\u{202f}%", "").parse().unwrap();
                let share = if probability { label } else { label / 100.0 };
                assert!((share - tick.at).abs() < 1e-12, "{tick:?}");
            }
            assert_eq!(whole.curves, fitted.curves);
        }
    }
    let falling = Drawing { fit_shares: true, ..Drawing::default() };
    assert_eq!(drawn(LUNG, falling).1.y_range, [0.0, 1.0], "a falling curve keeps its zero");
}

/// Limits that leave the picture are read whole, and no edge is drawn along the border in their place.
#[test]
fn limits_beyond_the_picture_are_read_and_not_drawn() {
    // Nelson-Aalen at 40: 1/30 + 1/1, with limits far above and below.
    let alive: String = (2..30).map(|day| format!("a,{day},0\n")).collect();
    let (_, hazard) = drawn(&format!("arm,day,died\na,1,1\n{alive}a,40,1\n"), of(Plot::CumHaz));
    let upper = hazard.curves[0].upper.last().unwrap().unwrap();
    assert!(upper > 1.5 * hazard.y_range[1], "{upper} in {:?}", hazard.y_range);
    let steps = riskset::report::reading::steps(&hazard);
    let last = riskset::report::reading::read(&hazard, &steps, usize::MAX);
    let written = format!("to {})", riskset::report::number::ratio(upper));
    assert!(last.rows[0].share.ends_with(&written), "{} {written}", last.rows[0].share);
    let layout = Layout::new(&hazard, 700.0, &Rough);
    let top = (layout.plot.top * UNITS) as i32 - 1;
    for mark in draw(&hazard, &layout, Theme::Light, true) {
        match mark {
            Mark::Path { points, .. } | Mark::Fill { points, .. } => {
                assert!(points.iter().all(|&(_, y)| y >= top), "{points:?}");
                let flat = points.len() > 2 && points.iter().all(|&(_, y)| y <= top + 2);
                assert!(!flat, "an edge along the border: {points:?}");
            }
            Mark::Text { .. } => {}
        }
    }
}
