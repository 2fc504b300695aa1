//! Holds the concordance to R's `concordance()`, survival 3.5-3: counts of pairs, the share, the
//! infinitesimal-jackknife variance with and without clusters, and the influence of each row. The
//! numbers come from `tests/reference/rooms/concordance.R`.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::fixture;
use common::judge::Judge;
use common::tolerance::Quantity;
use riskset::cox::concordance::concordance;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Room {
    made_with: MadeWith,
    cases: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MadeWith {
    r: String,
    survival: String,
    script: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    time: Vec<f64>,
    entry: Option<Vec<f64>>,
    event: Vec<bool>,
    risk: Vec<f64>,
    stratum: Vec<u32>,
    cluster: Option<Vec<u32>>,
    concordant: f64,
    discordant: f64,
    tied_x: f64,
    tied_y: f64,
    tied_xy: f64,
    concordance: f64,
    variance: f64,
    cluster_variance: Option<f64>,
    influence: Option<Vec<f64>>,
}

#[test]
fn concordances() {
    let path = fixture::root().join("tests/reference/rooms/concordance.json");
    let room: Room =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the file")).expect("its shape");
    let MadeWith { r, survival, script } = &room.made_with;
    assert_eq!((r.as_str(), survival.as_str()), ("4.2.2", "3.5.3"));
    assert_eq!(script, "tests/reference/rooms/concordance.R");
    let mut judge = Judge::default();
    for case in &room.cases {
        let name = &case.name;
        let mut from = 0;
        let strata: Vec<_> = case
            .stratum
            .chunk_by(|a, b| a == b)
            .map(|rows| {
                from += rows.len();
                from - rows.len()..from
            })
            .collect();
        let ours =
            concordance(&case.time, case.entry.as_deref(), &case.event, &strata, &case.risk).expect("pairs");
        for (what, ours, expected) in [
            ("concordant", ours.concordant, case.concordant),
            ("discordant", ours.discordant, case.discordant),
            ("tied in x", ours.tied_x, case.tied_x),
            ("tied in y", ours.tied_y, case.tied_y),
            ("tied in xy", ours.tied_xy, case.tied_xy),
        ] {
            judge.number(Quantity::Count, format_args!("{name} {what}"), ours as f64, expected);
        }
        judge.number(Quantity::Concordance, format_args!("{name}"), ours.concordance, case.concordance);
        judge.number(
            Quantity::ConcordanceVariance,
            format_args!("{name} variance"),
            ours.variance,
            case.variance,
        );
        let of_clusters = case.cluster.as_ref().map(|cluster| ours.variance_by_cluster(cluster));
        judge.maybe(
            Quantity::ConcordanceVariance,
            format_args!("{name} by cluster"),
            of_clusters,
            case.cluster_variance,
        );
        if let Some(influence) = &case.influence {
            judge.column(Quantity::Influence, format_args!("{name} influence"), &ours.influence, influence);
        }
    }
    judge.finish(548);
}
