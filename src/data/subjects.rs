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
    /// 0 censored, 1 the event.
    pub cause: Vec<u8>,
    /// Index into `groups`.
    pub group: Vec<u16>,
    /// Names of the groups: order of appearance, numbers ascending.
    pub groups: Vec<String>,
}
