//! The names in JSON, which the page relies on.

use crate::read;
use riskset::data::{DateOrder, Sheet, StatusFrom};

#[test]
fn json_names_are_those_of_the_contract() {
    let sheet = Sheet::read("# label: x\nstart;end;status\n2020-01-31;2020-02-01;1\n");
    let overview = serde_json::to_value(sheet.overview()).unwrap();
    let keys =
        |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&overview), "columns decimal delimiter header n_problems n_rows notes preview problems");
    assert_eq!(
        keys(&overview["columns"][0]),
        "competing_values dates event_values has_clock kind levels missing_values n_levels n_missing name term"
    );
    assert_eq!(overview["delimiter"], "semicolon");
    assert_eq!(overview["columns"][0]["dates"], "iso");
    assert_eq!(overview["columns"][2]["dates"], serde_json::Value::Null);
    let roles = serde_json::to_value(sheet.guess()).unwrap();
    assert_eq!(
        keys(&roles),
        "answered arms categories competing_values covariates date_order date_unit end entry event_values group id layout missing_values references start status strata time unknown_missing"
    );
    assert_eq!((&roles["layout"], &roles["start"]), (&"rows".into(), &0.into()));
    let failure = serde_json::to_value(read("").unwrap_err()).unwrap();
    assert_eq!(keys(&failure), "code example message n_problems problems");
    assert_eq!(serde_json::to_value(StatusFrom::PlusSign).unwrap(), "plus_sign");
    assert_eq!(serde_json::to_value(DateOrder::DayFirst).unwrap(), "day_first");
}
