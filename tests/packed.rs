//! Figures as bytes come back whole, and bytes that are no figure are refused.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::Sheet;
use riskset::figure::packed::{pack, unpack};
use riskset::figure::{Figure, Forest};
use riskset::report::counts::{CountsOptions, counts};
use riskset::report::{Options, analyze};

fn figure() -> Figure {
    let sheet = Sheet::read(include_str!("../www/samples/3-six-mp.csv"));
    analyze(&sheet, &sheet.guess(), &Options::default()).unwrap().1
}

#[test]
fn figures_come_back_whole() {
    let figure = figure();
    assert_eq!(unpack::<Figure>(&pack(&figure)).unwrap(), figure);
    let text = include_str!("../www/samples/counts/1-trials.csv");
    let forest = counts(text, &CountsOptions::default()).forest.unwrap();
    assert_eq!(unpack::<Forest>(&pack(&forest)).unwrap(), forest);
}

#[test]
fn other_bytes_are_refused() {
    let bytes = pack(&figure());
    for length in 0..bytes.len() {
        assert_eq!(unpack::<Figure>(&bytes[..length]), None, "{length} bytes");
    }
    assert_eq!(unpack::<Figure>(&[&bytes[..], &[0]].concat()), None);
    assert_eq!(unpack::<Figure>(&[255; 64]), None);
    assert_eq!(unpack::<Forest>(&bytes), None);
}

/// Whatever a byte is changed to, there is an answer.
#[test]
fn changed_bytes_do_not_panic() {
    let bytes = pack(&figure());
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 255;
        let _ = unpack::<Figure>(&changed);
    }
}
