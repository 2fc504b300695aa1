//! Numbers as the conventions print them.

use crate::common::fixture::{self, Fixture};
use crate::common::survival;
use crate::common::tolerance::says;
use crate::contrast::z_95;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::kaplan_meier::by_group;
use riskset::estimate::milestone;
use riskset::estimate::rmst::rmst;
use riskset::risk_set::RiskSets;

/// What the conventions print, from the data alone.
#[test]
fn printed_numbers() {
    let areas = |name: &str, tau: f64| {
        let fixture: Fixture = fixture::read(name);
        let curves = by_group(&RiskSets::new(&survival(&fixture.data.subjects())));
        [rmst(&curves[0], tau).unwrap(), rmst(&curves[1], tau).unwrap()]
    };
    let [control, six] = areas("gehan", 23.0);
    says("17.90924", six.rmst);
    says("1.55319", six.se());
    says("8.666667", control.rmst);
    says("1.37739", control.se());
    let difference = six.difference(&control, z_95()).unwrap();
    let ratio = six.ratio(&control, z_95()).unwrap();
    let [male, female] = areas("lung", 365.0);
    let lung = female.difference(&male, z_95()).unwrap();
    for (found, [estimate, lower, upper]) in [
        (difference, ["9.242577", "5.17377", "13.31138"]),
        (ratio, ["2.066451", "1.44915", "2.94671"]),
        (lung, ["55.97032", "26.65294", "85.28771"]),
    ] {
        says(estimate, found.estimate);
        says(lower, found.lower);
        says(upper, found.upper);
    }
    let fixture: Fixture = fixture::read("lung");
    let data = survival(&fixture.data.subjects());
    let curves = by_group(&RiskSets::new(&data));
    let at = milestone::by_group(&data, &curves, 365.0, &Confidence::new(0.95, ConfType::LogLog));
    let found = at[1].unwrap().difference(&at[0].unwrap(), z_95()).unwrap();
    says(".190375", found.estimate);
    says(".045628", found.lower);
    says(".335122", found.upper);
}
