//! From options to the one answer: what was asked, what was computed, by which method, what to
//! keep in mind, in numbers and in words.
//!
//! ```
//! use riskset::{data::Sheet, report::{Options, analyze}};
//! let sheet = Sheet::read("arm,day,recovered\ntreated,3,1\ntreated,6,1\ncontrol,9,1\ncontrol,31,0\n");
//! let (report, _figure) = analyze(&sheet, &sheet.guess(), &Options::default()).unwrap();
//! assert_eq!(report.groups[0].name, "treated");
//! assert_eq!(report.groups[0].median.value.value, Some(4.5));
//! ```

mod adjusted;
pub mod arrange;
mod caveats;
mod code;
mod common_time;
mod comparison;
pub mod counts;
mod crossed;
pub mod details;
pub mod explain;
pub mod export;
pub mod fields;
pub mod figure;
mod group_tests;
mod groups;
mod incidence;
pub mod names;
pub mod number;
mod options;
mod person_rows;
mod profile;
mod prose;
pub mod reading;
pub mod shape;
mod stages;
mod ticks;
pub mod unit;
mod words;

pub use details::permutation::of_test as permutation_report;
pub use options::{CurveKind, Depth, Drawing, Options, Plot, Settings, TableRows};
pub use profile::Profile;
pub use shape::Report;

use crate::compare::log_rank::log_rank;
use crate::compare::permutation::{Permutation, Run};
use crate::cox::fit_groups;
use crate::data::{Doubt, Failure, Gathered, People, Roles, Sheet, Survival, Unsound, gather};
use crate::estimate::confidence::Confidence;
use crate::estimate::kaplan_meier;
use crate::figure::Figure;
use crate::risk_set::RiskSets;
use shape::{DataReading, DataReport, OptionsReport, SCHEMA};

/// Reads the columns of `sheet` as `roles` says and computes everything: the report, and the
/// description of its figure.
///
/// # Errors
/// A [`Failure`] that says what to do, where no row can be used or an option makes no sense. Rows
/// that cannot be used are left out and listed in the report.
pub fn analyze(sheet: &Sheet, roles: &Roles, options: &Options) -> Result<(Report, Figure), Failure> {
    let mut gathered = arranged(sheet, roles, options)?;
    let settings = Settings::resolve(options, &gathered)?;
    let rows = survival(&mut gathered, sheet)?;
    gathered.doubts.extend(merged_times(&gathered, &rows, sheet));
    // Rows of one person that follow one another are one; a model needs those apart that differ in what it reads.
    let (joined, joined_alike) = (rows.joined(), rows.joined_alike());
    let all_causes = joined.as_ref().unwrap_or(&rows);
    let model_rows = joined_alike.as_ref().unwrap_or(&rows);
    // Curves, tests and ratios are about the event asked for; what competes with it ends follow-up.
    let competing = !rows.causes().is_empty();
    let (of_cause, model_of_cause) =
        (competing.then(|| all_causes.of_cause(1)), competing.then(|| model_rows.of_cause(1)));
    let data = of_cause.as_ref().unwrap_or(all_causes);
    let people = all_causes.people();
    let sets = RiskSets::new(data);
    let curves = kaplan_meier::by_group(&sets);
    let confidence = Confidence::new(settings.conf_level, settings.conf_type);
    let groups = groups::reports(all_causes, &people, &curves, &settings, &confidence);
    let (log_rank, log_rank_reason) = comparison::log_rank_report(log_rank(&sets), &groups);
    let (cox, cox_reason) = comparison::cox_report(
        fit_groups(&sets, settings.reference, settings.ties),
        &sets,
        &groups,
        &settings,
    );
    let incidence_tests = incidence::tests(all_causes, &settings, confidence.z);
    let rough = !group_tests::few_expected(log_rank.as_ref()).is_empty();
    let permutation =
        (settings.depth != Depth::First).then(|| details::permutation::report(data, &settings, rough));
    let of_model = model_of_cause.as_ref().unwrap_or(model_rows);
    let fitted = adjusted::is_asked(of_model, &settings).then(|| details::model::fitted(of_model, &settings));
    let adjusted = fitted.as_ref().map(|fitted| {
        let fitted = fitted.as_ref().map_err(String::clone)?;
        Ok(adjusted::report(fitted, of_model, &gathered, &groups, &settings, confidence.z))
    });
    let (adjusted, adjusted_reason) = match adjusted {
        None => (None, None),
        Some(Ok(model)) => (Some(model), None),
        Some(Err(reason)) => (None, Some(reason)),
    };
    let facts = words::Facts {
        data: data_report(&gathered, &groups, &people, &settings, (&rows, sheet)),
        adjusted: adjusted.as_ref(),
        adjusted_reason: adjusted_reason.as_deref(),
        adjusted_how: fitted.is_some().then(|| adjusted::how_asked(of_model, &gathered, &settings)),
        settings: &settings,
        groups: &groups,
        log_rank: log_rank.as_ref(),
        cox: cox.as_ref(),
        permutation: permutation.as_ref().and_then(|found| found.as_ref().ok()),
        late_entry: data.entry().is_some(),
        dates: gathered.date_unit.map(|unit| (unit, gathered.drops_clock)),
        n_moved: people.moved,
        rows_joined: gathered.n_rows - gathered.n_left_out - all_causes.len(),
        person_rows: &gathered.person_rows,
        covariates: data.covariates().iter().map(|covariate| covariate.name.as_str()).collect(),
        incidence_tests: incidence_tests.as_ref(),
    };
    let mut warnings = caveats::in_doubt(&gathered.doubts);
    warnings.extend(caveats::warnings(&facts, &curves));
    let mut words = crossed::words(facts.words(), &facts, &curves, &sets, &warnings);
    let ask = details::Ask {
        all_causes,
        data,
        model_rows_all: model_rows,
        model_rows: of_model,
        sets: &sets,
        curves: &curves,
        confidence: &confidence,
        facts: &facts,
    };
    let told = details::competing::told(&ask);
    let details = details::details(&ask, told.as_ref(), permutation.as_ref(), fitted, &mut warnings);
    for warning in &mut warnings {
        warning.numbers.retain(|(_, number)| number.is_finite());
        warning.numbers.iter_mut().for_each(|(_, number)| *number = shape::unsigned(*number));
    }
    let mut incidence = details::competing::in_words(&ask, told.as_ref());
    words = incidence::words(words, &facts, incidence.as_deref());
    if facts.groups.len() == 1
        && let Some(answer) = incidence.take()
    {
        words.headline = vec![words::plain(&answer)];
    }
    words.paragraph = prose::paragraph(&facts, &words.headline, &words.counts, incidence, &warnings);
    let described = figure::describe(&figure::Ask {
        all_causes,
        curves: &curves,
        facts: &facts,
        confidence: &confidence,
        details: details.as_ref(),
    });
    words.methods.extend(described.methods);
    let alternative = described.alternative + &described.stretch;
    words.figure_alt = words.headline.iter().fold(alternative, |said, span| said + &span.text);
    let figure = described.figure;
    let report = Report {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        options: OptionsReport::from(&settings),
        data: facts.data,
        log_rank,
        log_rank_reason,
        cox,
        cox_reason,
        incidence_tests,
        adjusted,
        adjusted_reason,
        warnings,
        words,
        details,
        groups,
        plots: described.offers,
        reading: DataReading { doubts: gathered.doubts },
    };
    Ok((report, figure))
}

/// The usable rows, with the groups in the order asked for.
fn arranged(sheet: &Sheet, roles: &Roles, options: &Options) -> Result<Gathered, Failure> {
    let mut gathered = gather(sheet, roles)?;
    arrange::in_order(options.group_order.as_deref(), &mut gathered);
    Ok(gathered)
}

/// A permutation test of the two groups, to be run in steps.
///
/// # Errors
/// As [`analyze`], and where there is no such test.
pub fn permutation_run(sheet: &Sheet, roles: &Roles, options: &Options) -> Result<Run, Failure> {
    let mut gathered = arranged(sheet, roles, options)?;
    let settings = Settings::resolve(options, &gathered)?;
    let no_test = |message: String| options::failure("no_permutation", message);
    let rows = survival(&mut gathered, sheet)?;
    let data = rows.joined().unwrap_or(rows).of_cause(1);
    if data.groups().len() != 2 {
        return Err(no_test("The permutation test compares two groups.".to_owned()));
    }
    let pair = (1 - settings.reference, settings.reference);
    let permutation =
        Permutation::new(&data, pair).map_err(|why| no_test(details::permutation::sentence(why)))?;
    Ok(permutation.run(u64::from(settings.seed)))
}

/// The checked data set of what was gathered, whose subjects it takes.
fn survival(gathered: &mut Gathered, sheet: &Sheet) -> Result<Survival, Failure> {
    let subjects = std::mem::take(&mut gathered.subjects);
    let intervals = subjects.entry.clone().zip(Some(subjects.time.clone()));
    Survival::new(subjects).map_err(|unsound| match unsound {
        Unsound::Interval(i) => {
            let row = gathered.rows.get(i).map_or(0, |&row| sheet.line(row));
            let (entry, time) = intervals.as_ref().map_or((0.0, 0.0), |(entry, time)| (entry[i], time[i]));
            let message = format!(
                "Row {row}: the interval from {entry} to {time} is too short: such times count as equal. Subtract a common \
                 start from all times, or correct the row."
            );
            options::failure("interval_too_short", message)
        }
        unsound => options::failure("unsound", format!("The data cannot be used: {unsound}.")),
    })
}

/// That times written as different count as equal, where they do.
fn merged_times(gathered: &Gathered, data: &Survival, sheet: &Sheet) -> Option<Doubt> {
    let row = data.origin().last().and_then(|&i| gathered.rows.get(i as usize)).map(|&row| sheet.line(row));
    data.swallowed().map(|found| crate::data::merged_times(found, gathered.time_name.as_deref(), row))
}

fn data_report(
    gathered: &Gathered,
    groups: &[shape::GroupReport],
    people: &People,
    settings: &Settings,
    (rows, sheet): (&Survival, &Sheet),
) -> DataReport {
    DataReport {
        n_rows: gathered.n_rows,
        n_used: gathered.n_rows - gathered.n_left_out,
        n_left_out: gathered.n_left_out,
        n_people: people.total,
        n_event: groups.iter().map(|group| group.n_event).sum(),
        n_competing: groups.iter().map(|group| group.n_competing).sum(),
        n_censor: groups.iter().map(|group| group.n_censor).sum(),
        time_unit: settings.time_unit.clone(),
        time_label: settings.time_label.clone(),
        event_name: settings.event_name.clone(),
        event_values: gathered.coding.event.clone(),
        competing_values: gathered.coding.competing.clone(),
        censor_values: gathered.coding.censored.clone(),
        status_from: gathered.status_from,
        reference_from: settings.reference_name.as_ref().map(|_| settings.reference_from),
        notes: gathered.notes.clone(),
        problems: gathered.problems.clone(),
        n_problems: gathered.n_problems,
        stages: stages::stages(gathered, rows, settings.stratified, sheet),
    }
}
