//! The reference fixtures as types; `tests/reference/README.md` explains the fields.
//!
//! Unknown fields are refused: a number that R gave and nobody reads would hold nothing to account.

use riskset::data::Subjects;
use riskset::estimate::confidence::ConfType;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use std::path::PathBuf;

/// The repository, whatever directory the tests run in.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Reads `tests/reference/fixtures/{name}.json`.
pub(crate) fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = root().join("tests/reference/fixtures").join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) made_with: MadeWith,
    pub(crate) data: Data,
    pub(crate) km: Vec<Curve>,
    pub(crate) logrank: Option<LogRank>,
    pub(crate) cox: Option<Vec<Cox>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MadeWith {
    pub(crate) r: String,
    pub(crate) survival: String,
    pub(crate) mass: String,
    pub(crate) script: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) n: usize,
    pub(crate) time: Vec<f64>,
    pub(crate) status: Vec<u8>,
    pub(crate) group: Vec<String>,
    pub(crate) entry: Option<Vec<f64>>,
    pub(crate) levels: Vec<String>,
    pub(crate) merged_time: Option<Vec<f64>>,
}

impl Data {
    /// As the door of the crate takes them; the reference group is the first.
    pub(crate) fn subjects(&self) -> Subjects {
        Subjects {
            time: self.time.clone(),
            entry: self.entry.clone(),
            cause: self.status.clone(),
            group: self.group.iter().map(|name| self.index(name)).collect(),
            groups: self.levels.clone(),
            ..Subjects::default()
        }
    }

    /// Index of a group among the levels.
    pub(crate) fn index(&self, name: &str) -> u16 {
        let at = self.levels.iter().position(|level| level == name).expect("a level");
        u16::try_from(at).expect("few levels")
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Curve {
    pub(crate) group: String,
    pub(crate) n: usize,
    pub(crate) events: usize,
    pub(crate) time: Vec<f64>,
    pub(crate) n_risk: Vec<u32>,
    pub(crate) n_event: Vec<u32>,
    pub(crate) n_censor: Vec<u32>,
    pub(crate) surv: Vec<f64>,
    pub(crate) std_err: Vec<MaybeInfinite>,
    pub(crate) limits: Vec<Limits>,
    pub(crate) quantiles: Vec<Quantiles>,
    pub(crate) reverse_median: Vec<ReverseMedian>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    #[serde(deserialize_with = "conf_type")]
    pub(crate) conf_type: ConfType,
    pub(crate) level: f64,
    pub(crate) lower: Vec<Option<f64>>,
    pub(crate) upper: Vec<Option<f64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Quantiles {
    #[serde(deserialize_with = "conf_type")]
    pub(crate) conf_type: ConfType,
    pub(crate) level: f64,
    pub(crate) p: Vec<f64>,
    pub(crate) quantile: Vec<Option<f64>>,
    pub(crate) lower: Vec<Option<f64>>,
    pub(crate) upper: Vec<Option<f64>>,
    pub(crate) lower_band_never_rises: bool,
    pub(crate) upper_band_never_rises: bool,
    pub(crate) first_crossing_lower: Option<Vec<Option<f64>>>,
    pub(crate) first_crossing_upper: Option<Vec<Option<f64>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReverseMedian {
    #[serde(deserialize_with = "conf_type")]
    pub(crate) conf_type: ConfType,
    pub(crate) level: f64,
    pub(crate) median: Option<f64>,
    pub(crate) lower: Option<f64>,
    pub(crate) upper: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogRank {
    pub(crate) source: String,
    pub(crate) note: Option<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) obs: Vec<f64>,
    pub(crate) exp: Vec<f64>,
    pub(crate) var: Vec<Vec<f64>>,
    pub(crate) chisq: Option<f64>,
    pub(crate) df: usize,
    pub(crate) p: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cox {
    pub(crate) ties: String,
    pub(crate) reference: String,
    pub(crate) groups: Vec<String>,
    pub(crate) warnings: Vec<String>,
    pub(crate) monotone: bool,
    pub(crate) converged: bool,
    pub(crate) note: Option<String>,
    pub(crate) coef: Vec<Option<f64>>,
    pub(crate) se: Vec<Option<f64>>,
    pub(crate) hr: Vec<Option<f64>>,
    pub(crate) lower: Vec<Option<f64>>,
    pub(crate) upper: Vec<Option<f64>>,
    pub(crate) z: Vec<Option<f64>>,
    pub(crate) p: Vec<Option<f64>>,
    pub(crate) vcov: Option<Vec<Vec<f64>>>,
    pub(crate) iterations: Option<usize>,
    pub(crate) loglik_null: Option<f64>,
    pub(crate) loglik: Option<f64>,
    pub(crate) score_test: Option<Test>,
    pub(crate) wald_test: Option<Test>,
    pub(crate) lr_test: Option<Test>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Test {
    pub(crate) statistic: f64,
    pub(crate) df: usize,
    pub(crate) p: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tails {
    pub(crate) name: String,
    pub(crate) made_with: MadeWith,
    pub(crate) chisq: Vec<ChiSquareTails>,
    pub(crate) normal_two_sided: NormalTails,
    pub(crate) normal_quantile_of_level: OfLevel,
    pub(crate) normal_quantile_of_upper_tail: OfUpperTail,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChiSquareTails {
    pub(crate) df: usize,
    pub(crate) x: Vec<f64>,
    pub(crate) p: Vec<f64>,
    pub(crate) log_p: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NormalTails {
    pub(crate) z: Vec<f64>,
    pub(crate) p: Vec<f64>,
    pub(crate) log_p: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfLevel {
    pub(crate) level: Vec<f64>,
    pub(crate) z: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfUpperTail {
    pub(crate) p: Vec<f64>,
    pub(crate) z: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimeFix {
    pub(crate) name: String,
    pub(crate) made_with: MadeWith,
    pub(crate) tolerance: f64,
    pub(crate) cases: Vec<TimeFixCase>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimeFixCase {
    pub(crate) about: String,
    pub(crate) time: Vec<f64>,
    pub(crate) merged: Vec<f64>,
}

/// A number, or `"inf"`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MaybeInfinite(pub(crate) f64);

impl<'de> Deserialize<'de> for MaybeInfinite {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(f64),
            Word(String),
        }
        match Written::deserialize(from)? {
            Written::Number(number) => Ok(MaybeInfinite(number)),
            Written::Word(word) if word == "inf" => Ok(MaybeInfinite(f64::INFINITY)),
            Written::Word(word) => Err(serde::de::Error::custom(format!("not a number: {word}"))),
        }
    }
}

/// R writes `log-log` where the crate writes `log_log`.
fn conf_type<'de, D: Deserializer<'de>>(from: D) -> Result<ConfType, D::Error> {
    let name = String::deserialize(from)?.replace('-', "_");
    ConfType::deserialize(serde::de::value::StrDeserializer::<D::Error>::new(&name))
}
