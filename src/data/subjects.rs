/// One entry a subject in each column, in the order of the text; every row usable.
///
/// The columns are what the pasted text said once the roles of its columns were known: times are
/// finite and not negative, entries are below their time. [`Survival`](crate::data::Survival)
/// sorts them and makes near-equal times ties.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subjects {
    /// End of follow-up, in the user's unit.
    pub time: Vec<f64>,
    /// Start of observation; `None` when everybody is watched from 0.
    pub entry: Option<Vec<f64>>,
    /// 0 censored, 1 the event asked about, 2 and more the events that compete with it.
    pub cause: Vec<u8>,
    /// Index into `groups`.
    pub group: Vec<u16>,
    /// Names of the groups: order of appearance, numbers ascending.
    pub groups: Vec<String>,
    /// Names of the causes from 1 on; empty where there is only one.
    pub causes: Vec<String>,
    /// What is adjusted for; `None` without strata.
    pub strata: Option<Labels>,
    /// Which subjects belong together (rows of one person, eyes, centres), as numbers.
    pub cluster: Option<Vec<u32>>,
    /// Further measurements, in the order chosen.
    pub covariates: Vec<Covariate>,
}

/// A category of each subject.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labels {
    /// Index into `names`.
    pub of: Vec<u16>,
    /// Names of the categories.
    pub names: Vec<String>,
}

/// A measurement of each subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// Name of its column.
    pub name: String,
    /// Its values.
    pub values: Values,
}

/// Values of a measurement, one a subject; some may be missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// A number; NaN is missing.
    Number(Vec<f64>),
    /// A category; [`Values::MISSING`] is missing. The first name is the one others are compared with.
    Category(Labels),
}

impl Values {
    /// Index that stands for a missing category.
    pub const MISSING: u16 = u16::MAX;

    /// Number of subjects.
    pub fn len(&self) -> usize {
        match self {
            Values::Number(values) => values.len(),
            Values::Category(labels) => labels.of.len(),
        }
    }

    /// Whether there is no subject.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the value of subject `i` is missing.
    pub fn is_missing(&self, i: usize) -> bool {
        match self {
            Values::Number(values) => values[i].is_nan(),
            Values::Category(labels) => labels.of[i] == Values::MISSING,
        }
    }

    /// The values of the subjects in `order`.
    fn of(&self, order: &[u32]) -> Values {
        match self {
            Values::Number(values) => Values::Number(pick(values, order)),
            Values::Category(labels) => Values::Category(labels.of(order)),
        }
    }
}

impl Labels {
    /// The labels of the subjects in `order`.
    fn of(&self, order: &[u32]) -> Labels {
        Labels { of: pick(&self.of, order), names: self.names.clone() }
    }
}

impl Subjects {
    /// Entries that are all 0 say what no entries say: everybody is watched from 0.
    pub(super) fn drop_entries_of_zero(&mut self) {
        let n = self.time.len();
        let says = |entry: &Vec<f64>| entry.len() != n || entry.iter().any(|&entry| entry != 0.0);
        self.entry = self.entry.take().filter(says);
    }

    /// The subjects in `order`, which may leave some out.
    pub(super) fn in_order(&self, order: &[u32]) -> Subjects {
        Subjects {
            time: pick(&self.time, order),
            entry: self.entry.as_ref().map(|entry| pick(entry, order)),
            cause: pick(&self.cause, order),
            group: pick(&self.group, order),
            groups: self.groups.clone(),
            causes: self.causes.clone(),
            strata: self.strata.as_ref().map(|strata| strata.of(order)),
            cluster: self.cluster.as_ref().map(|cluster| pick(cluster, order)),
            covariates: self.covariates.iter().map(|covariate| covariate.of(order)).collect(),
        }
    }
}

impl Covariate {
    fn of(&self, order: &[u32]) -> Covariate {
        Covariate { name: self.name.clone(), values: self.values.of(order) }
    }
}

fn pick<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|&i| values[i as usize]).collect()
}
