//! The sections behind the first answer, from pasted text to report: published numbers, refusals that say
//! why, and warnings that hold the numbers which triggered them.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::{Roles, Sheet};
use riskset::report::{Options, Report, analyze};
use serde_json::Value;

fn sample(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("www/samples").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn report_with(text: &str, change: impl Fn(&Sheet, &mut Roles), options: &Options) -> (Report, Value) {
    let sheet = Sheet::read(text);
    let mut roles = sheet.guess();
    change(&sheet, &mut roles);
    let (report, _) = analyze(&sheet, &roles, options).unwrap_or_else(|failure| panic!("{failure:?}"));
    let value = serde_json::to_value(&report).unwrap();
    (report, value)
}

fn report(text: &str) -> (Report, Value) {
    report_with(text, |_, _| {}, &Options::default())
}

#[track_caller]
fn near(value: &Value, place: &str, expected: f64, places: u8) {
    let found =
        value.pointer(place).and_then(Value::as_f64).unwrap_or_else(|| panic!("no number at {place}"));
    let within = format!("0.5e-{places}").parse::<f64>().unwrap();
    assert!((found - expected).abs() <= within, "{place}: {found}, expected {expected}");
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn exact_p_of_the_recovery_trial_and_of_aml() {
    let (_, recovery) = report(&sample("1-recovery.csv"));
    near(&recovery, "/details/permutation/content/p_value", 0.031_901_266, 9);
    assert_eq!(recovery["details"]["permutation"]["content"]["n_arrangements"], 2_704_156.0);
    let (report, aml) = report(&sample("4-aml.csv"));
    near(&aml, "/details/permutation/content/p_value", 0.064_693_01, 8);
    assert_eq!(aml["details"]["permutation"]["content"]["n_arrangements"], 1_352_078.0);
    assert!(!codes(&report).contains(&"exact_and_approximate"), "both are above .05");
}

#[test]
fn an_arm_without_events_is_given_firth_and_the_exact_p() {
    let rows =
        [(3, 1), (5, 1), (7, 1), (9, 1), (11, 0), (12, 0)].map(|(t, s)| format!("a,{t},{s}\n")).concat()
            + &[4, 6, 8, 10, 12, 12].map(|t| format!("b,{t},0\n")).concat();
    let (report, value) = report(&format!("arm,time,status\n{rows}"));
    near(&value, "/details/permutation/content/p_value", 56.0 / 924.0, 12);
    near(&value, "/details/model/content/firth/columns/0/coef/value", -riskset::math::ln(9.0), 8);
    near(&value, "/details/model/content/firth/columns/0/hazard_ratio/lower/value", 0.000_838_49, 8);
    near(&value, "/details/model/content/firth/columns/0/hazard_ratio/upper/value", 1.040_51, 5);
    near(&value, "/details/model/content/firth/columns/0/p_value/value", 0.055_05, 5);
    assert_eq!(
        value["details"]["model"]["content"]["terms"][0]["columns"][0]["hazard_ratio"]["value"]["reason"],
        "zero"
    );
    assert!(value["details"]["model"]["content"]["wald"].is_null());
    for code in ["runs_away", "firth", "exact_and_approximate"] {
        assert!(codes(&report).contains(&code), "{code} in {:?}", codes(&report));
    }
    let sides = report.warnings.iter().find(|warning| warning.code == "exact_and_approximate").unwrap();
    assert!(sides.numbers[0].1 > 0.05 && sides.numbers[1].1 < 0.05, "{sides:?}");
}

#[test]
fn means_and_milestones_of_freireich() {
    let options = Options { tau: Some(23.0), milestones: Some(vec![10.0]), ..Options::default() };
    let change = |_: &Sheet, _: &mut Roles| {};
    let (_, value) = report_with(&sample("3-six-mp.csv"), change, &options);
    let at = |place: &str| format!("/details/estimates/content/{place}");
    let names: Vec<&str> = value["details"]["estimates"]["content"]["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["name"].as_str().unwrap())
        .collect();
    let (six_mp, placebo) = if names[0].starts_with('6') { (0, 1) } else { (1, 0) };
    near(&value, &at(&format!("groups/{six_mp}/rmst/value/value")), 17.909_24, 5);
    near(&value, &at(&format!("groups/{placebo}/rmst/value/value")), 8.666_667, 6);
    near(&value, &at(&format!("groups/{six_mp}/rmst_se/value")), 1.553_19, 5);
    let difference = value.pointer(&at("rmst_difference/0/value/value")).unwrap().as_f64().unwrap();
    assert!((difference.abs() - 9.242_577).abs() < 1e-6, "{difference}");
    let group = &value["details"]["estimates"]["content"]["milestones"][0]["groups"][six_mp];
    let share = group["share"]["value"]["value"].as_f64().unwrap();
    assert!((share - 0.752_941).abs() < 1e-6 || (1.0 - share - 0.752_941).abs() < 1e-6, "{share}");
}

#[test]
fn nothing_is_estimated_beyond_the_follow_up() {
    let options = Options { tau: Some(1000.0), milestones: Some(vec![1000.0]), ..Options::default() };
    let (report, value) = report_with(&sample("3-six-mp.csv"), |_, _| {}, &options);
    let warning = report.warnings.iter().find(|warning| warning.code == "beyond_follow_up").unwrap();
    assert_eq!(
        warning.sentence,
        "1000 weeks is beyond the last time to which both curves are known, 35 weeks: the means and shares there \
         are given only of curves that are known so long, and not compared with others."
    );
    let content = &value["details"]["estimates"]["content"];
    let reasons: Vec<&Value> =
        content["groups"].as_array().unwrap().iter().map(|group| &group["rmst"]["value"]["reason"]).collect();
    assert!(reasons.iter().any(|reason| **reason == "beyond_follow_up"), "{reasons:?}");
    assert!(content["rmst_difference"][0]["value"]["value"].is_null());
    // The curve of the one group has come down to 0 and stays there.
    let shares = content["milestones"][0]["groups"].as_array().unwrap();
    let known: Vec<&Value> = shares.iter().map(|group| &group["share"]["value"]).collect();
    assert!(known.iter().any(|share| share["reason"] == "beyond_follow_up"), "{known:?}");
    assert!(known.iter().any(|share| share["value"] == 0.0), "{known:?}");
}

#[test]
fn a_time_beyond_the_follow_up_is_spoken_of_only_where_it_matters() {
    let said = |text: &str, tau: Option<f64>, milestones: Option<Vec<f64>>| {
        let options = Options { tau, milestones, ..Options::default() };
        let (report, _) = report_with(text, |_, _| {}, &options);
        let found = report.warnings.into_iter().find(|warning| warning.code == "beyond_follow_up");
        found.map_or(String::new(), |warning| warning.sentence)
    };
    let six_mp = sample("3-six-mp.csv");
    assert_eq!(said(&six_mp, None, None), "");
    assert_eq!(said(&six_mp, Some(23.0), Some(vec![5.0, 23.0])), "");
    // The curve of the placebo has come down to 0 at 23 weeks, and stays there.
    assert_eq!(said(&six_mp, Some(30.0), None), "");
    assert_eq!(said(&six_mp, None, Some(vec![5.0, 30.0])), "");
    assert!(said(&six_mp, Some(36.0), None).contains(", 35 weeks: the means there"));
    assert!(said(&six_mp, None, Some(vec![36.0])).contains(", 35 weeks: the shares there"));
    let one = "day,died\n1,1\n5,0\n9,0\n";
    assert_eq!(
        said(one, Some(10.0), None),
        "10 days is beyond the last time to which the curve is known, 9 days: the means there are not given."
    );
}

#[test]
fn ranks_have_no_means_and_no_rates() {
    let (_, value) = report(&sample("2-survival-order.csv"));
    assert!(value["details"]["estimates"]["content"].is_null());
    assert!(value["details"]["estimates"]["reason"].as_str().unwrap().contains("order"));
}

/// lung by sex with age and ph.ecog: coxph of R.
#[test]
fn a_model_with_covariates_names_what_it_left_out() {
    let text = "time,status,sex,age,ecog,twin\n1,1,m,60,1,60\n2,1,f,50,0,50\n3,0,m,55,,55\n4,1,f,70,2,70\n5,1,m,65,1,65\n6,0,f,45,0,45\n7,1,m,50,1,50\n8,1,f,62,2,62\n";
    let choose = |sheet: &Sheet, roles: &mut Roles| {
        let at = |name: &str| sheet.overview().columns.iter().position(|column| column.name == name).unwrap();
        roles.covariates = vec![at("age"), at("ecog"), at("twin")];
    };
    let (report, value) = report_with(text, choose, &Options::default());
    let model = &value["details"]["model"]["content"];
    assert_eq!((&model["n"], &model["n_left_out"]), (&7.into(), &1.into()));
    let twin = &model["terms"][3]["columns"][0];
    assert_eq!(twin["coef"]["reason"], "aliased");
    assert!(twin["note"].as_str().unwrap().contains("age"), "{twin}");
    assert!(codes(&report).contains(&"aliased") && codes(&report).contains(&"model_few_events"));
    let left_out = report.warnings.iter().find(|warning| warning.code == "model_rows_left_out").unwrap();
    assert!(left_out.sentence.starts_with("1 of 8 rows lacks a value of a column"), "{}", left_out.sentence);
    let said = &report.words.methods_sentence;
    assert!(said.contains("adjusted for age, ecog and twin in a further Cox model (7 people)"), "{said}");
}

#[test]
fn many_rows_are_answered_first_and_in_full_when_asked() {
    let rows: String =
        (0..20_001).map(|i| format!("{},{},{}\n", 1 + i * 7919 % 10_007, i % 3 / 2, i % 2)).collect();
    let text = format!("time,status,arm\n{rows}");
    assert!(report(&text).0.details.is_none());
    let all = Options { depth: Some(riskset::report::Depth::All), ..Options::default() };
    assert!(report_with(&text, |_, _| {}, &all).0.details.is_some());
}

#[test]
fn bad_options_are_answered_with_what_is_expected() {
    let sheet = Sheet::read(&sample("4-aml.csv"));
    let roles = sheet.guess();
    for (options, code) in [
        (Options { tau: Some(-1.0), ..Options::default() }, "tau"),
        (Options { milestones: Some(vec![f64::NAN]), ..Options::default() }, "milestones"),
        (Options { milestones: Some(vec![1.0; 21]), ..Options::default() }, "milestones"),
        (Options { quantiles: Some(vec![1.0]), ..Options::default() }, "quantiles"),
    ] {
        let failure = analyze(&sheet, &roles, &options).unwrap_err();
        assert_eq!(failure.code, code);
        assert!(failure.message.ends_with('.'), "{}", failure.message);
    }
}

/// mgus2 of R's survival package: cmprsk's cuminc and crr.
#[test]
fn competing_events_of_the_sample() {
    let options = Options { milestones: Some(vec![120.0]), ..Options::default() };
    let (report, value) = report_with(&sample("6-mgus2.csv"), |_, _| {}, &options);
    let content = &value["details"]["competing"]["content"];
    let [pcm, death] = [0, 1].map(|at| &content["causes"][at]);
    assert_eq!((&pcm["name"], &death["name"]), (&"pcm".into(), &"death".into()));
    near(pcm, "/gray/chi_sq", 1.194_508, 6);
    near(death, "/gray/chi_sq", 11.651_259, 6);
    let groups = pcm["at"][0]["groups"].as_array().unwrap();
    for (sex, cif) in [("female", 0.073_885_66), ("male", 0.055_310_24)] {
        let group = groups.iter().find(|group| group["name"] == sex).unwrap();
        near(group, "/cif/value/value", cif, 8);
        assert!(group["naive"]["value"].as_f64() > group["cif"]["value"]["value"].as_f64());
    }
    assert_eq!((report.data.n_event, report.data.n_competing, report.data.n_censor), (115, 860, 409));
    for code in ["competing", "naive_overstates"] {
        assert!(codes(&report).contains(&code), "{:?}", codes(&report));
    }
    // What Kaplan-Meier overstates is told at the time of the words, and with the section's numbers.
    let naive = report.warnings.iter().find(|warning| warning.code == "naive_overstates").unwrap();
    assert_eq!(naive.numbers[0], ("time", 120.0));
    assert!(naive.sentence.contains("by 120 months an estimated 6"), "{}", naive.sentence);
    let at_120 = |(name, value): &(&str, f64)| {
        let of = |group: &Value| {
            group[*name]["value"].as_f64() == Some(*value)
                || group[*name]["value"]["value"].as_f64() == Some(*value)
        };
        groups.iter().any(of)
    };
    assert!(naive.numbers[1..].iter().all(at_120), "{:?}", naive.numbers);
}

/// Early deaths in one arm, late ones in the other.
#[test]
fn crossing_curves_are_pointed_out() {
    let early = (1..=30).map(|i| format!("a,{i},1\n")).chain((0..30).map(|i| format!("a,{},0\n", 200 + i)));
    let late =
        (0..45).map(|i| format!("b,{},1\n", 60 + 3 * i)).chain((0..15).map(|i| format!("b,{},0\n", 200 + i)));
    let (report, _) = report(&format!("arm,days,dead\n{}", early.chain(late).collect::<String>()));
    let crossing = report.warnings.iter().find(|warning| warning.code == "crossing").expect("they cross");
    assert!(crossing.numbers.iter().all(|(_, number)| number.is_finite()));
    assert!(
        crossing
            .sentence
            .contains("the share that died was smaller in b than in a; after, it is the other way"),
        "{}",
        crossing.sentence
    );
}

/// Limits that are narrower, or wider, than what is known are pointed at; those of a usual trial are not.
#[test]
fn limits_that_say_less_than_they_seem_are_pointed_at() {
    let note = |text: &str| {
        let report = report(text).0;
        report.details.unwrap().estimates.content.unwrap().milestones_note.unwrap_or_default()
    };
    // At the last of the times everybody of one arm has had the event, and a difference is given all the same.
    let aml = note(&sample("4-aml.csv"));
    assert!(
        aml.starts_with("Where everybody in a group has had the event") && !aml.contains("no width"),
        "{aml}"
    );
    assert_eq!(note("arm,time,status\na,2,1\na,4,1\na,6,0\na,8,0\na,9,0\nb,1,1\nb,8,0\nb,8,0\nb,9,0\n"), "");
    // Nobody of b has the event.
    let none = "arm,time,status\na,2,1\na,4,1\na,6,0\na,8,0\na,9,0\nb,8,0\nb,8,0\nb,9,0\n";
    assert!(note(none).contains("no width"), "{}", note(none));
    assert!(!note(none).contains("beyond 100"));
    // One of two against none: the difference is 0.5 with a standard error of 0.5 / sqrt 2.
    let few = "arm,time,status\na,2,1\na,9,0\nb,9,0\nb,9,0\n";
    assert!(note(few).contains("beyond 100 percentage points"), "{}", note(few));
}

/// Three groups with few events are told once that they have few for their ratios.
#[test]
fn few_events_are_told_once() {
    let rows: String = (0..30).map(|i| format!("g{},{},{}\n", i % 3, i + 1, i / 3 % 2)).collect();
    let report = report(&format!("arm,time,status\n{rows}")).0;
    let few = codes(&report).into_iter().filter(|code| code.ends_with("few_events")).collect::<Vec<_>>();
    assert_eq!(few, ["few_events"]);
}

/// Columns on a large and on a tiny scale, and one that needs no unit.
const UNITS: &str = "time,died,arm,platelets,fraction,age\n5,1,a,150000,0.012,61\n8,1,b,212000,0.009,55\n\
    9,0,a,98000,0.014,70\n11,1,b,305000,0.008,48\n4,1,a,120000,0.015,66\n6,1,b,260000,0.01,59\n\
    7,0,a,181000,0.011,73\n10,1,b,333000,0.007,51\n12,1,a,240000,0.009,64\n13,0,b,410000,0.006,45\n\
    3,1,a,88000,0.016,77\n14,1,b,275000,0.008,58\n15,0,a,199000,0.011,62\n16,1,b,352000,0.007,49\n\
    2,1,a,105000,0.013,69\n18,0,b,298000,0.009,53\n19,1,a,165000,0.012,71\n21,0,b,380000,0.006,47\n\
    23,1,a,225000,0.01,60\n25,0,b,301000,0.008,56\n";

/// R: `coxph(Surv(time, died) ~ arm + I(platelets / 1e5) + I(fraction / 1e-3) + age)`, and the same with the columns as
/// they are.
#[test]
fn numbers_on_large_and_tiny_scales_are_told_per_unit() {
    let choose = |_: &Sheet, roles: &mut Roles| roles.covariates = vec![3, 4, 5];
    let (report, value) = report_with(UNITS, choose, &Options::default());
    let column = |term: usize, place: &str| format!("/details/model/content/terms/{term}/columns/0/{place}");
    let told = |place: &str| [1, 2, 3].map(|term| value.pointer(&column(term, place)).unwrap().clone());
    assert_eq!(told("unit"), [100_000.0, 0.001, 1.0].map(Value::from));
    let directions = ["platelets, per 100,000", "fraction, per 0.001", "age, one more"].map(Value::from);
    assert_eq!(told("direction"), directions);
    near(&value, &column(1, "coef/value"), -2.289_055_645, 8);
    near(&value, &column(1, "se/value"), 1.394_481_454, 8);
    near(&value, &column(1, "hazard_ratio/value/value"), 0.101_362_14, 8);
    near(&value, &column(2, "coef/value"), 0.221_719_302, 8);
    near(&value, &column(2, "hazard_ratio/lower/value"), 0.572_400_953_5, 8);
    near(&value, &column(2, "hazard_ratio/upper/value"), 2.721_965_335, 8);
    near(&value, &column(3, "coef/value"), -0.115_445_258, 8);
    near(&value, &column(1, "coef_per_one/value"), -2.289_055_644_81e-5, 14);
    near(&value, &column(1, "se_per_one/value"), 1.394_481_454_25e-5, 14);
    near(&value, &column(2, "coef_per_one/value"), 221.719_301_771, 6);
    // The profile limits and the plot are per unit, too.
    let profile = value.pointer(&column(1, "profile")).unwrap();
    assert!(profile["lower"]["value"].as_f64().unwrap() < 0.1, "{profile}");
    assert_eq!(value["details"]["diagnostics"]["content"]["schoenfeld"][1]["name"], "platelets, per 100,000");
    let forest = riskset::report::figure::forest::of_model(&report).unwrap();
    assert_eq!(
        (&*forest.rows[1].label, &*forest.rows[1].text),
        ("platelets, per 100,000", "0.10 (0.0066 to 1.56)")
    );
}

/// R: `cmprsk::crr` with the same units, where who left before time 20 without dying had another event.
#[test]
fn competing_hazards_are_told_in_the_same_units() {
    let other = |line: &str| {
        let (time, rest) = line.split_once(',').unwrap();
        match (time.parse::<f64>(), rest.strip_prefix("0,")) {
            (Ok(time), Some(rest)) if time < 20.0 => format!("{time},2,{rest}\n"),
            _ => format!("{line}\n"),
        }
    };
    let text: String = UNITS.lines().map(other).collect();
    let choose = |_: &Sheet, roles: &mut Roles| {
        roles.covariates = vec![3, 4, 5];
        roles.event_values = vec!["1".into()];
        roles.competing_values = vec!["2".into()];
    };
    let (_, value) = report_with(&text, choose, &Options::default());
    let cause = "/details/competing/content/causes/0";
    for (at, coef, se) in [(0, 0.984_478, 1.014_208), (1, -1.418_543, 1.182_431), (2, 0.073_223, 0.447_882)] {
        near(&value, &format!("{cause}/subdistribution/{at}/coef/value"), coef, 6);
        near(&value, &format!("{cause}/subdistribution/{at}/se/value"), se, 6);
    }
    for model in ["subdistribution", "cause_specific"] {
        let platelets = &value.pointer(&format!("{cause}/{model}/1")).unwrap();
        assert_eq!(
            (&platelets["unit"], &platelets["direction"]),
            (&100_000.0.into(), &"platelets, per 100,000".into())
        );
    }
    near(&value, &format!("{cause}/subdistribution/1/coef_per_one/value"), -1.418_543_3e-5, 12);
}
