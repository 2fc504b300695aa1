//! What a person would choose of each file, and what is compared beyond curves, log-rank test and Cox model.

use riskset::data::{Roles, Sheet};
use riskset::report::Options;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// The choices and comparisons of one file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Case {
    /// Fields of the roles, columns by name.
    roles: Map<String, Value>,
    /// Fields of the options.
    options: Map<String, Value>,
    /// Whether the file holds counts of two arms.
    pub(crate) counts: bool,
    /// A number of the report, the number of R, the relative tolerance.
    pub(crate) numbers: Vec<(String, Value, f64)>,
    /// Codes or parts of sentences that must be said.
    pub(crate) says: Vec<String>,
    /// Sections of the expected file that are not about the choices made here.
    pub(crate) skip: Vec<String>,
}

/// The cases by the stem of their file.
pub(crate) struct Plan(BTreeMap<String, Case>);

impl Plan {
    pub(crate) fn read(path: &Path) -> Result<Plan, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        serde_json::from_str(&text).map(Plan).map_err(|error| format!("{}: {error}", path.display()))
    }

    pub(crate) fn case(&self, stem: &str) -> Option<&Case> {
        self.0.get(stem)
    }
}

/// What R said; `None` without such a file.
pub(crate) fn expected(path: &Path) -> Result<Option<Value>, String> {
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|error| format!("{}: {error}", path.display()))
}

impl Case {
    /// The guessed roles with the choices of this case.
    pub(crate) fn roles(&self, sheet: &Sheet) -> Roles {
        let guess = serde_json::to_value(sheet.guess()).expect("roles are plain data");
        let mut roles = guess;
        for (field, choice) in &self.roles {
            roles[field] = if field.ends_with("_values") { choice.clone() } else { columns(sheet, choice) };
        }
        serde_json::from_value(roles).expect("choices of the plan are roles")
    }

    /// The options of this case; R's reference where the plan names none.
    pub(crate) fn options(&self, reference: Option<&Value>) -> Options {
        let mut options = self.options.clone();
        if let Some(name) = reference {
            options.entry("reference").or_insert_with(|| name.clone());
        }
        options.entry("depth").or_insert_with(|| "all".into());
        serde_json::from_value(Value::Object(options)).expect("options of the plan are options")
    }

    /// The options of counts.
    pub(crate) fn counts_options(&self) -> riskset::report::counts::CountsOptions {
        serde_json::from_value(Value::Object(self.options.clone())).expect("options of the plan are options")
    }
}

/// Names of columns as their places; anything else as it is.
fn columns(sheet: &Sheet, choice: &Value) -> Value {
    match choice {
        Value::String(name) => sheet
            .overview()
            .columns
            .iter()
            .position(|column| column.name == *name)
            .map_or_else(|| choice.clone(), Value::from),
        Value::Array(several) => several.iter().map(|one| columns(sheet, one)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), columns(sheet, value))).collect()
        }
        other => other.clone(),
    }
}
