//! The answer where the curves cross: what stays true of curves that cross comes first, and the one hazard ratio, an
//! average of opposites, after it.

use super::names;
use super::number::{level, p_value, ratio, time_short};
use super::shape::{Span, Warning, Words};
use super::words::{Facts, in_group, named, plain, strong};
use crate::compare::max_combo::max_combo;
use crate::estimate::kaplan_meier::KaplanMeier;
use crate::estimate::rmst::{self, Rmst};
use crate::math::normal;
use crate::risk_set::RiskSets;

/// The words of an analysis whose `warnings` say that the curves cross: means up to the time `tau` asked for, or to the
/// last that both groups reach, and the test of several weights take the place of the hazard ratio.
pub(super) fn words(
    words: Words,
    facts: &Facts<'_>,
    curves: &[KaplanMeier],
    sets: &RiskSets,
    warnings: &[Warning],
) -> Words {
    let crossing = warnings.iter().find(|warning| warning.code == "crossing");
    let at = crossing.and_then(|warning| warning.numbers.iter().find(|(name, _)| *name == "time"));
    let Some(&(_, time)) = at else { return words };
    let mut headline = vec![plain("The curves "), strong(&format!("cross near {}", facts.moment(time)))];
    headline.extend(
        means(facts, curves).unwrap_or_else(|| vec![plain(": neither group does better throughout.")]),
    );
    let mut under = words.under;
    if let Ok(test) = max_combo(std::slice::from_ref(sets)) {
        // After the direction, before the test of the groups.
        under.insert(1.min(under.len()), format!("MaxCombo p {}", p_value(test.p_value)));
    }
    if let Some(both) = facts.both_ratios() {
        under.push(format!("hazard ratio {both}, which hide the crossing"));
    } else if let Some(hazard_ratio) = facts.only_term().and_then(|term| term.hazard_ratio.value) {
        under.push(format!("hazard ratio {}, which hides the crossing", ratio(hazard_ratio)));
    }
    Words { headline, under, ..words }
}

/// ": up to 500 days the mean time without death is 20 days longer in a than in b, 95 % confidence interval 3 to 37 longer."
fn means(facts: &Facts<'_>, curves: &[KaplanMeier]) -> Option<Vec<Span>> {
    if facts.settings.ranks() || facts.data.n_competing > 0 {
        return None;
    }
    let term = facts.only_term()?;
    let index = |name: &str| facts.groups.iter().position(|group| group.name == name);
    let tau = facts.settings.tau.or_else(|| rmst::default_tau(curves))?;
    let mean = |name: &str| rmst::rmst(&curves[index(name)?], tau).ok();
    let (here, there) = (mean(&term.group)?, mean(&term.versus)?);
    let z = normal::central(facts.settings.conf_level);
    let found = Rmst::difference(&here, &there, z)?;
    let (size, low, high, word, other) = if found.estimate < 0.0 {
        (-found.estimate, -found.upper, -found.lower, "shorter", "longer")
    } else {
        (found.estimate, found.lower, found.upper, "longer", "shorter")
    };
    let unit = match facts.settings.time_unit.as_str() {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    let (group, versus) = (in_group(&term.group), in_group(&term.versus));
    Some(vec![
        plain(&format!(
            ": up to {} the mean time without {} is ",
            facts.moment(tau),
            names::noun(&facts.settings.event_name)
        )),
        strong(&format!("{}{unit} {word}", time_short(size))),
        plain(&format!(" in {}", group.0)),
        named(&term.group),
        plain(&format!("{} than in {}", group.1, versus.0)),
        named(&term.versus),
        plain(&format!(
            "{}, {} confidence interval {}.",
            versus.1,
            level(facts.settings.conf_level),
            limits((low, high), word, other)
        )),
    ])
}

/// "3 to 37 longer", "from 37 longer to 3 shorter, so there may be no difference": a limit on the other side of no
/// difference has the other word, not a sign, which would stand beside a word that turns it.
fn limits((low, high): (f64, f64), word: &str, other: &str) -> String {
    if low < 0.0 {
        let (high, low) = (time_short(high), time_short(-low));
        format!("from {high} {word} to {low} {other}, so there may be no difference")
    } else {
        format!("{} to {} {word}", time_short(low), time_short(high))
    }
}

#[cfg(test)]
mod tests {
    use super::limits;

    #[test]
    fn limits_have_the_word_of_their_side() {
        assert_eq!(limits((0.4, 3.2), "shorter", "longer"), "0.4 to 3.2 shorter");
        assert_eq!(limits((0.0, 3.2), "longer", "shorter"), "0 to 3.2 longer");
        let both = limits((-0.174, 3.984), "shorter", "longer");
        assert_eq!(both, "from 3.98 shorter to 0.174 longer, so there may be no difference");
    }
}
