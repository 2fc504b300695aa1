//! What leaves the page as text: tables to keep, scripts that give the same numbers elsewhere.
//!
//! ```
//! use riskset::{data::Sheet, report::{Options, export::{Text, write}}};
//! let sheet = Sheet::read("arm,day,died\na,3,1\na,6,0\nb,9,1\n");
//! let csv = write(Text::SubjectsCsv, &sheet, &sheet.guess(), &Options::default()).unwrap();
//! assert!(csv.ends_with("time,status,group\n3,1,a\n6,0,a\n9,1,b\n"));
//! ```

pub(crate) mod csv;
mod curves;
mod results;
mod subjects;

use super::code;
use super::{Drawing, Options, Plot, Report, Settings, TableRows, analyze, options};
use crate::data::{Failure, Gathered, Roles, Sheet, Survival};
use crate::estimate::confidence::Confidence;
use crate::figure::Figure;
use crate::report::arranged;
use serde::Deserialize;

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Text {
    /// Every step of the Kaplan-Meier curves.
    CurvesCsv,
    /// Every step of the cumulative incidence of every cause; without competing events the curves.
    IncidenceCsv,
    /// Medians, hazard ratios and tests.
    ResultsCsv,
    /// The table beneath the figure.
    RiskTableCsv,
    /// The subjects as they were used.
    SubjectsCsv,
    /// A script for R.
    R,
    /// A script for Python.
    Python,
}

/// What every text is made from.
pub(super) struct Source {
    pub(super) gathered: Gathered,
    pub(super) settings: Settings,
    pub(super) report: Report,
    pub(super) figure: Figure,
}

/// Writes one text about the whole data: curves are not thinned and the table beneath them is whole, whatever the options
/// say and whichever picture is shown.
///
/// # Errors
/// As [`analyze`].
pub fn write(what: Text, sheet: &Sheet, roles: &Roles, options: &Options) -> Result<String, Failure> {
    let drawing = options.drawing.clone().unwrap_or_default();
    let drawing = Drawing { plot: Plot::Curves, table: TableRows::Full, ..drawing };
    let options = Options { max_steps: None, drawing: Some(drawing), ..options.clone() };
    let (report, figure) = analyze(sheet, roles, &options)?;
    let gathered = arranged(sheet, roles, &options)?;
    let settings = Settings::resolve(&options, &gathered)?;
    let source = Source { gathered, settings, report, figure };
    match what {
        Text::IncidenceCsv if source.report.data.n_competing > 0 => {
            let rows = Survival::new(source.gathered.subjects)
                .map_err(|unsound| options::failure("unsound", unsound.to_string()))?;
            let all_causes = rows.joined().unwrap_or(rows);
            let confidence = Confidence::new(source.settings.conf_level, source.settings.conf_type);
            Ok(curves::incidence(&all_causes, &confidence))
        }
        Text::CurvesCsv | Text::IncidenceCsv => Ok(curves::kaplan_meier(&source.report)),
        Text::ResultsCsv => Ok(results::csv(&source.report)),
        Text::RiskTableCsv => Ok(curves::risk_table(&source.figure)),
        Text::SubjectsCsv => Ok(subjects::csv(&source.gathered, &source.settings)),
        Text::R => Ok(code::r::script(&source)),
        Text::Python => Ok(code::python::script(&source)),
    }
}
