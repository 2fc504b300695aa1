//! The sentences of the answer: each is made from the numbers it states.

use super::adjusted::AdjustedModel;
use super::arrange::ReferenceFrom;
use super::details::permutation::PermutationReport;
use super::incidence::IncidenceTests;
use super::number::{level, p_value, percent, ratios, time};
use super::options::{CurveKind, Settings};
use super::shape::{CoxReport, CoxTerm, DataReport, GroupReport, LogRankReport, Span, Words};
use super::{names, number, prose};
use crate::data::{DateUnit, PersonRows};

/// What the sentences are made from.
pub(super) struct Facts<'a> {
    pub(super) data: DataReport,
    pub(super) settings: &'a Settings,
    pub(super) groups: &'a [GroupReport],
    pub(super) log_rank: Option<&'a LogRankReport>,
    pub(super) cox: Option<&'a CoxReport>,
    /// The permutation test, where it was done.
    pub(super) permutation: Option<&'a PermutationReport>,
    /// The comparison adjusted for covariates or strata, where it was asked for and exists.
    pub(super) adjusted: Option<&'a AdjustedModel>,
    /// Why it was asked for and does not exist.
    pub(super) adjusted_reason: Option<&'a str>,
    /// "adjusted for age and stage"; `None` where nobody asked.
    pub(super) adjusted_how: Option<String>,
    /// Whether some come under observation after time 0.
    pub(super) late_entry: bool,
    /// People who go on in another group.
    pub(super) n_moved: u64,
    /// Rows that were joined with the next of the same person.
    pub(super) rows_joined: usize,
    /// Rows of one person that do not follow one another.
    pub(super) person_rows: &'a PersonRows,
    /// How times were counted between two dates, and whether times of day do not count.
    pub(super) dates: Option<(DateUnit, bool)>,
    /// What the Cox model in full is adjusted for beside the groups.
    pub(super) covariates: Vec<&'a str>,
    /// What compares the cumulative incidence, where events compete and there are groups.
    pub(super) incidence_tests: Option<&'a IncidenceTests>,
}

impl Facts<'_> {
    /// All sentences but the caveats.
    pub(super) fn words(&self) -> Words {
        Words {
            headline: self.headline(),
            under: self.under(),
            counts: self.counts(),
            flow: super::stages::sentence(&self.data.stages),
            methods: self.methods(),
            profile: self.profile(),
            // What these hold comes later: the picture, the caveats.
            figure_alt: String::new(),
            paragraph: String::new(),
            methods_sentence: prose::methods(self),
            citation: prose::citation(self),
            file_stem: prose::file_stem(self),
        }
    }

    /// What settings as of another program are, and what it does otherwise all the same.
    fn profile(&self) -> Option<&'static str> {
        self.settings.profile.and_then(|profile| profile.sentence())
    }

    /// Value of the first note with this key.
    pub(super) fn note(&self, key: &str) -> Option<&str> {
        self.data.notes.iter().find(|note| note.key == key).map(|note| note.value.as_str())
    }

    /// The one term of a comparison of two groups.
    pub(super) fn only_term(&self) -> Option<&CoxTerm> {
        self.cox
            .map(|cox| cox.terms.as_slice())
            .and_then(|terms| if let [term] = terms { Some(term) } else { None })
    }

    /// A time with its unit: "15 days", "rank 4", "15".
    pub(super) fn moment(&self, value: f64) -> String {
        names::moment(value, &self.settings.time_unit)
    }

    /// Whether the curves are cumulative incidences.
    pub(super) fn incidence(&self) -> bool {
        self.data.n_competing > 0 && self.settings.curve == CurveKind::Event
    }

    fn headline(&self) -> Vec<Span> {
        match (self.groups, self.only_term()) {
            ([group], _) => self.one_group(group),
            ([_, _], Some(term)) => match self.adjusted_term() {
                Some(adjusted) => self.with_both(self.verdict(adjusted)),
                None if self.adjusted_how.is_some() => self.with_both(self.unadjusted_verdict(term)),
                None => self.two_groups(term),
            },
            ([_, _], None) => vec![plain(&no_ratio(self.groups, &self.settings.event_name))],
            _ => self.many_groups(),
        }
    }

    fn one_group(&self, group: &GroupReport) -> Vec<Span> {
        let noun = names::noun(&self.settings.event_name);
        let counted = names::subjects(group.n);
        if self.settings.ranks() {
            let events = names::count(group.n_event, &self.settings.event_name);
            return vec![plain(&format!("{counted} in the order of events: {events}."))];
        }
        if self.data.n_competing > 0 {
            let events = names::count(group.n_event, &self.settings.event_name);
            let others = number::count(self.data.n_competing);
            return vec![plain(&format!("{counted}: {events}, {others} with another event first."))];
        }
        if group.n_event == 0 {
            let happened = names::happened(&self.settings.event_name);
            let last = self.moment(group.last_time);
            return vec![plain(&format!(
                "Nobody {happened} in a follow-up of up to {last}: there is no median time to {noun}."
            ))];
        }
        match group.median.value.value {
            Some(median) if group.n == 1 => {
                vec![
                    plain(&format!("The only subject {} at ", names::happened(&self.settings.event_name))),
                    strong(&self.moment(median)),
                    plain("."),
                ]
            }
            Some(median) => vec![
                plain(&format!("The median time to {noun} is ")),
                number_at(&self.moment(median), "/groups/0/median"),
                plain(&format!("{}, estimated from {counted}.", self.interval(group))),
            ],
            None => {
                let surv = group.curve.surv.last().copied().unwrap_or(1.0);
                let last = self.moment(group.last_time);
                vec![
                    plain(&format!("The median time to {noun} was ")),
                    strong("not reached"),
                    plain(&format!(": by {last}, an estimated {} were still without it.", percent(surv))),
                ]
            }
        }
    }

    fn two_groups(&self, term: &CoxTerm) -> Vec<Span> {
        let (Some(hr), Some(lower), Some(upper)) =
            (term.hazard_ratio.value, term.lower.value, term.upper.value)
        else {
            return self.no_estimate(term);
        };
        let [shown, lower_shown, upper_shown] = ratios([hr, lower, upper]);
        let interval = format!(
            ", {} confidence interval {lower_shown} to {upper_shown}.",
            level(self.settings.conf_level)
        );
        let mut spans = self.verdict(term);
        spans.extend([
            plain(&format!(": {} ", self.ratio_name())),
            number_at(&shown, "/cox/terms/0/hazard_ratio"),
            plain(&interval),
        ]);
        spans
    }

    fn ratio_name(&self) -> &'static str {
        if self.data.n_competing > 0 { "cause-specific hazard ratio" } else { "hazard ratio" }
    }

    /// Which group had the event sooner, as the limits of a ratio say, up to the stop that ends it.
    fn verdict(&self, term: &CoxTerm) -> Vec<Span> {
        let noun = names::noun(&self.settings.event_name);
        let (group, versus) = (in_group(&term.group), in_group(&term.versus));
        let hr = term.hazard_ratio.value.unwrap_or(1.0);
        let differ = term.lower.value.is_some_and(|lower| lower > 1.0)
            || term.upper.value.is_some_and(|upper| upper < 1.0);
        let (start, between) = if differ {
            (
                format!("{} {} in ", names::capital(&noun), names::pace(&self.settings.event_name, hr)),
                " than in ",
            )
        } else {
            (format!("These data do not settle whether {noun} comes sooner in "), " or in ")
        };
        vec![
            plain(&format!("{start}{}", group.0)),
            named(&term.group),
            plain(&format!("{}{between}{}", group.1, versus.0)),
            named(&term.versus),
            plain(versus.1),
        ]
    }

    /// The same where only the unadjusted ratio exists.
    fn unadjusted_verdict(&self, term: &CoxTerm) -> Vec<Span> {
        if term.hazard_ratio.value.is_some() { self.verdict(term) } else { Vec::new() }
    }

    /// The adjusted term of two groups that has an estimate.
    pub(super) fn adjusted_term(&self) -> Option<&CoxTerm> {
        match &self.adjusted?.terms[..] {
            [term] if term.hazard_ratio.value.is_some() => Some(term),
            _ => None,
        }
    }

    /// A verdict, and the ratios that it rests on: the adjusted one first, because a person asked for it.
    fn with_both(&self, mut spans: Vec<Span>) -> Vec<Span> {
        let Some(adjusted) = self.adjusted_ratio() else { return spans };
        let name = names::capital(self.ratio_name());
        let start = if spans.is_empty() { "" } else { ". " };
        spans.push(plain(&format!("{start}{name} {}", adjusted.before)));
        spans.extend(
            adjusted.ratio.as_deref().map(|ratio| number_at(ratio, "/adjusted/terms/0/hazard_ratio")),
        );
        spans.push(plain(&adjusted.after));
        let unadjusted = self.unadjusted_ratio(adjusted.ratio.is_none());
        spans.push(plain(&format!("; {}", unadjusted.before)));
        spans.extend(unadjusted.ratio.as_deref().map(|ratio| number_at(ratio, "/cox/terms/0/hazard_ratio")));
        spans.push(plain(&format!("{}.", unadjusted.after)));
        spans
    }

    /// Two groups whose hazard ratio runs away or is unknown.
    fn no_estimate(&self, term: &CoxTerm) -> Vec<Span> {
        let group = in_group(&term.group);
        let versus = in_group(&term.versus);
        let mut spans = vec![plain("The hazard ratio cannot be estimated: ")];
        let empty = self.groups.iter().find(|group| group.n_event == 0).map(|group| group.name.as_str());
        match (empty, term.runs_away) {
            (Some(name), _) => {
                let (before, after) = in_group(name);
                let happened = names::happened(&self.settings.event_name);
                spans.extend([
                    plain(&format!("nobody in {before}")),
                    named(name),
                    plain(&format!("{after} {happened}.")),
                ]);
            }
            (None, Some(way)) => {
                let (sooner, later) = if way == "up" {
                    ((group, &term.group), (versus, &term.versus))
                } else {
                    ((versus, &term.versus), (group, &term.group))
                };
                let ((before, after), name) = sooner;
                spans.extend([
                    plain(&format!("while both groups were at risk, every event was in {before}")),
                    named(name),
                    plain(&format!("{after}, none in {}", later.0.0)),
                    named(later.1),
                    plain(&format!("{}.", later.0.1)),
                ]);
            }
            (None, None) => spans.push(plain("the two groups were never at risk at the same event time.")),
        }
        spans.extend(self.still_compares().map(|sentence| plain(&sentence)));
        spans
    }

    fn many_groups(&self) -> Vec<Span> {
        let k = self.groups.len();
        match self.log_rank {
            None if self.data.n_event == 0 => vec![plain(&no_ratio(self.groups, &self.settings.event_name))],
            None => {
                vec![plain(&format!("These data say nothing about a difference between the {k} groups."))]
            }
            Some(test) if self.adjusted_how.is_some() => self.many_adjusted(test),
            Some(test) => {
                let p = format!("p {}", p_value(test.test.p_value));
                let noun = names::noun(&self.settings.event_name);
                let says = if test.test.p_value < 1.0 - self.settings.conf_level {
                    format!("The pace of {noun} differs between the {k} groups: log-rank ")
                } else {
                    format!(
                        "These data do not show that the pace of {noun} differs between the {k} groups: log-rank "
                    )
                };
                let end = format!("{}.", self.rough());
                vec![plain(&says), number_at(&p, "/log_rank/p_value"), plain(&end)]
            }
        }
    }

    /// More than two groups: the test of all of them adjusted, and the one that is not.
    fn many_adjusted(&self, test: &LogRankReport) -> Vec<Span> {
        let (k, noun) = (self.groups.len(), names::noun(&self.settings.event_name));
        let how = names::capital(self.adjusted_how.as_deref().unwrap_or_default());
        let wald = self.adjusted.and_then(|model| Some((model.wald.as_ref()?.p_value, model.n)));
        let leads = wald.map_or(test.test.p_value, |(p, _)| p);
        let says = if leads < 1.0 - self.settings.conf_level {
            format!("The pace of {noun} differs between the {k} groups. {how}: ")
        } else {
            format!("These data do not show that the pace of {noun} differs between the {k} groups. {how}: ")
        };
        let mut spans = vec![plain(&says)];
        match wald {
            Some((p, n)) => {
                spans.push(number_at(&format!("p {}", p_value(p)), "/adjusted/wald/p_value"));
                spans.push(plain(&format!(" (Wald test), {}; unadjusted ", names::people(n))));
            }
            None => {
                let why = self.adjusted_reason.unwrap_or("a ratio tends to 0 or infinity");
                spans.push(plain(&format!("no test ({}); unadjusted ", why.trim_end_matches('.'))));
            }
        }
        spans.push(number_at(&format!("p {}", p_value(test.test.p_value)), "/log_rank/p_value"));
        spans.push(plain(&format!(" (log-rank test), {}.", names::people(self.data.n_people))));
        spans
    }

    fn under(&self) -> Vec<String> {
        let mut under: Vec<String> =
            self.only_term().map(|term| term.direction.clone()).into_iter().collect();
        if let Some(p) = self.adjusted_term().and_then(|term| term.p_value.value) {
            under.push(format!("adjusted p {}", p_value(p)));
        }
        under.extend(self.tests());
        match self.cox {
            Some(cox) if self.data.n_competing > 0 => {
                under.push(format!("cause-specific Cox model, {} ties", cox.ties.name()));
            }
            Some(cox) => under.push(format!("Cox model, {} ties", cox.ties.name())),
            None => {
                let method = if self.incidence() { "Aalen-Johansen" } else { "Kaplan-Meier" };
                under.push(format!("{method}, {} limits", self.settings.conf_type.name()));
            }
        }
        under.extend(
            self.settings
                .profile
                .and_then(|profile| profile.name())
                .map(|name| format!("settings as {name}")),
        );
        under
    }

    fn counts(&self) -> String {
        let DataReport { n_people, n_event, n_competing, n_censor, .. } = self.data;
        let subjects = names::subjects(n_people);
        let events = names::count(n_event, &self.settings.event_name);
        let competing = match n_competing {
            0 => String::new(),
            n => format!("{} with another event, ", number::count(n)),
        };
        format!("{subjects}: {events}, {competing}{} censored.", number::count(n_censor))
    }

    fn methods(&self) -> Vec<String> {
        let settings = self.settings;
        let level = level(settings.conf_level);
        let competing = self.data.n_competing > 0;
        let mut methods = vec![
            if self.incidence() {
                format!(
                    "Curves: cumulative incidence by Aalen-Johansen, so that another event first is not taken as censored; pointwise {level} limits on the {} scale with Aalen’s variance.",
                    settings.conf_type.name()
                )
            } else {
                format!(
                "Curves by Kaplan-Meier; pointwise {level} limits on the {} scale with Greenwood’s variance.",
                settings.conf_type.name()
                )
            },
            "At risk at a time are those whose follow-up ends then or later; events come before censorings at the same time."
                .to_owned(),
        ];
        if competing && self.log_rank.is_some() {
            methods.push(
                "Competing events, after which the event asked about cannot come, are taken as censored by the log-rank test and the Cox model; the table beneath the figure counts them apart."
                    .to_owned(),
            );
        }
        if self.late_entry {
            methods.push(
                "Some subjects come under observation after time 0: each counts as at risk only after its time of entry."
                    .to_owned(),
            );
        }
        if self.rows_joined > 0 {
            methods.push(format!(
                "{} rows belong to {}: rows of one person that follow one another count as one person.",
                number::count(self.data.n_used as u64),
                names::people(self.data.n_people)
            ));
        }
        methods.extend(self.dates.map(|(unit, drops_clock)| counted(unit, drops_clock)));
        if settings.ranks() {
            methods.push("Times are ranks, an order of events: medians are not given.".to_owned());
        } else if !competing {
            methods.push(
                "The median is the first time at which the curve is at one half or below (the midpoint, where it is flat at one half); its limits come from the pointwise limits in the same way (Brookmeyer and Crowley)."
                    .to_owned(),
            );
        }
        if let Some(test) = self.log_rank {
            let (df, chi) = (test.test.df, number::significant(test.test.chi_sq, 5));
            methods.push(format!("{}: chi-square {chi} on {df} df.", test.test.method));
        }
        if let Some(cox) = self.cox {
            let reference = names::isolated(settings.reference_name.as_deref().unwrap_or_default());
            let specific = if competing { "Cause-specific hazards: " } else { "" };
            methods.push(format!(
                "{specific}{}; reference group {reference}{}; {level} Wald limits.",
                cox.method,
                match settings.reference_from {
                    ReferenceFrom::Chosen => "",
                    ReferenceFrom::Name => " (the control by its name)",
                    ReferenceFrom::First => " (the first group)",
                }
            ));
        }
        methods.extend(self.adjusted_methods());
        methods.extend(self.profile().map(str::to_owned));
        methods.push(format!("Computed by Riskset {}.", env!("CARGO_PKG_VERSION")));
        methods
    }

    /// The first part of the text alternative: the curves, one after the other.
    pub(super) fn curves_in_words(&self) -> String {
        let curves = if self.groups.len() == 1 { "curve" } else { "curves" };
        let kind = if self.incidence() { "Cumulative incidence" } else { "Kaplan-Meier" };
        let mut words = format!("{kind} {curves}. ");
        for group in self.groups {
            words.push_str(&self.curve_in_words(group));
        }
        words
    }

    fn curve_in_words(&self, group: &GroupReport) -> String {
        let event_name = &self.settings.event_name;
        let others = match group.n_competing {
            0 => String::new(),
            n => format!(", {} with another event first", number::count(n)),
        };
        // No height: those of different times are not to be compared.
        let end = if self.data.n_competing == 0 && group.curve.surv.last() == Some(&0.0) {
            let all = percent(if self.settings.curve == CurveKind::Surv { 0.0 } else { 1.0 });
            format!("{all} from {} on", self.moment(group.last_time))
        } else {
            format!("followed to {}", self.moment(group.last_time))
        };
        format!(
            "{}: {}, {}{others}; {end}. ",
            names::isolated(&group.name),
            names::subjects(group.n),
            names::count(group.n_event, event_name),
        )
    }

    /// ", 95 % confidence interval 6 to 23" of a median; that it has no limits, where it has none.
    fn interval(&self, group: &GroupReport) -> String {
        let level = level(self.settings.conf_level);
        let end = |limit: Option<f64>| limit.map_or("not reached".to_owned(), time);
        match (group.median.lower.value, group.median.upper.value) {
            (None, None) => "; too few events for an interval".to_owned(),
            (lower, upper) => format!(", {level} confidence interval {} to {}", end(lower), end(upper)),
        }
    }
}

/// "in **x**" reads well only with a noun about it: what stands before and after a group's name.
pub(super) fn in_group(name: &str) -> (&'static str, &'static str) {
    let is_noun = |word: Option<&str>| {
        word.is_some_and(|word| ["group", "arm", "cohort"].iter().any(|noun| word.eq_ignore_ascii_case(noun)))
    };
    if is_noun(name.split(' ').next()) {
        ("", "")
    } else if is_noun(name.rsplit(' ').next()) {
        ("the ", "")
    } else if name.chars().count() <= 2 || name.parse::<f64>().is_ok() {
        ("group ", "")
    } else {
        ("the ", " group")
    }
}

/// How times were counted between two dates.
fn counted(unit: DateUnit, drops_clock: bool) -> String {
    match (unit, drops_clock) {
        (DateUnit::WholeDays, false) => "Times are the days from the start date to the end date.".to_owned(),
        (DateUnit::WholeDays, true) => {
            "Times are whole days from the start date to the end date; the time of day is not used."
                .to_owned()
        }
        _ => format!("Times are the {} from the start to the end, by date and time of day.", unit.name()),
    }
}

fn no_ratio(groups: &[GroupReport], event_name: &str) -> String {
    if groups.iter().all(|group| group.n_event == 0) {
        format!("Nobody {}: there is nothing to compare.", names::happened(event_name))
    } else {
        "These data say nothing about a difference: at each event time only one group was at risk, or everybody at risk had the event."
            .to_owned()
    }
}

pub(super) fn plain(text: &str) -> Span {
    Span { text: text.to_owned(), strong: false, at: None }
}

pub(super) fn strong(text: &str) -> Span {
    Span { text: text.to_owned(), strong: true, at: None }
}

/// The name of a group.
pub(super) fn named(name: &str) -> Span {
    strong(&names::isolated(name))
}

/// A number that stands at this place of the report.
pub(super) fn number_at(text: &str, at: &'static str) -> Span {
    Span { at: Some(at), ..strong(text) }
}
