//! The defaults of other programs: what each sets, and where it differs beyond settings.
//!
//! | profile | pointwise limits | ties of the Cox model |
//! |---|---|---|
//! | riskset | log-log | Efron |
//! | r: package survival, `survfit` and `coxph` | log | Efron |
//! | sas: `PROC LIFETEST` and `PROC PHREG` | log-log | Breslow |
//! | prism: GraphPad Prism | log-log | Efron; its own ratios come from the log-rank parts |
//!
//! Sources: help pages of `survfit.formula` and `coxph` (Therneau, survival 3.5); SAS/STAT User's Guide, `CONFTYPE=`
//! and `TIES=`; GraphPad Prism Statistics Guide, analysis choices for survival. All take the midpoint where a curve
//! is flat at one half, and 95 % limits. A profile answers only what a person leaves open; it is in force while
//! everything that it sets is used.

use super::options::Options;
use crate::cox::likelihood::Ties;
use crate::cox::ph_test::Transform;
use crate::estimate::confidence::ConfType;
use serde::{Deserialize, Serialize};

/// Whose defaults answer what is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Our own.
    #[default]
    Riskset,
    /// R with the package survival.
    R,
    /// SAS/STAT.
    Sas,
    /// GraphPad Prism.
    Prism,
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 4] = [Profile::Riskset, Profile::R, Profile::Sas, Profile::Prism];

    /// Scale of pointwise limits.
    pub fn conf_type(self) -> ConfType {
        if self == Profile::R { ConfType::Log } else { ConfType::LogLog }
    }

    /// Ties of the Cox model.
    pub fn ties(self) -> Ties {
        if self == Profile::Sas { Ties::Breslow } else { Ties::Efron }
    }

    /// Scale of time of the test of proportional hazards: R's, which the others do not have.
    pub fn ph_transform(self) -> Transform {
        Transform::Km
    }

    /// Options that ask for just what the profile sets.
    pub fn options(self) -> Options {
        Options {
            profile: Some(self),
            conf_type: Some(self.conf_type()),
            ties: Some(self.ties()),
            ph_transform: Some(self.ph_transform()),
            ..Options::default()
        }
    }

    /// Name of the other program.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Profile::Riskset => None,
            Profile::R => Some("R"),
            Profile::Sas => Some("SAS"),
            Profile::Prism => Some("Prism"),
        }
    }

    /// That the settings are those of another program, and what that program does otherwise all the same; nothing
    /// of our own.
    pub(super) fn sentence(self) -> Option<&'static str> {
        match self {
            Profile::Riskset => None,
            Profile::R => Some(
                "Settings as in R’s package survival: log limits, Efron ties, km scale for the test of proportional hazards. R stops a Cox fit at a relative change of 1e-9, Riskset at 1e-12.",
            ),
            Profile::Sas => Some(
                "Settings as in SAS (PROC LIFETEST, PROC PHREG): log-log limits, Breslow ties. What is called exact ties here is TIES=DISCRETE there; PROC PHREG tests proportional hazards by simulation, Riskset by the score test of R’s cox.zph.",
            ),
            Profile::Prism => Some(
                "Settings as in GraphPad Prism: log-log limits. Its hazard ratios of two groups come from the log-rank parts, not from a Cox model: they stand with the other tests, by Mantel-Haenszel and by observed over expected.",
            ),
        }
    }
}
