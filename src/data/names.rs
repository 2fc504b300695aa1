//! What column names say about the use of a column.
//!
//! A name is cut into lower-case words at signs, spaces and changes from small to capital
//! letters; it is first compared whole, then word by word. Lists are in order of preference,
//! their entries apart by a space.

/// Whole names of a column of times.
pub(super) const TIME: &str = "time aval futime survtime survival_time time_to_event event_time time_rank followup_time \
    follow_up_time followup follow_up fu_time fu os_time pfs_time dfs_time os_months \
    pfs_months dfs_months duration tstop stop survival surv tte ttevent t day days week \
    weeks month months year years hours hour os pfs dfs rfs efs ttp overall_survival \
    lifetime lifespan end exit right time2 zeit tage dauer temps tiempo";

/// Words that make a longer name speak of time.
pub(super) const TIME_WORDS: &str = "time days day months month weeks week years year hours duration followup survtime futime \
    survival mos yrs";

/// Words that make such a name speak of something else.
pub(super) const NOT_TIME_WORDS: &str = "age birth date id status event diag diagnosis enrol enrolment start baseline group visit \
    number";

/// Whole names of a column that tells whether the event happened.
pub(super) const STATUS: &str = "status event cnsr fustat event_status vital_status os_status pfs_status dfs_status \
    os_event pfs_event dfs_event event_indicator event_observed observed censor censored \
    censoring cens death died dead deceased delta recovered recovery relapse relapsed \
    progression progressed failure failed fail fate outcome endpoint stat indicator d e evt \
    alive discharged cured os pfs dfs rfs efs ereignis muerte tod";

/// Words that make a longer name speak of the event.
pub(super) const STATUS_WORDS: &str = "status event cnsr censor censored censoring death died dead deceased relapse recovered \
    progressed progression outcome failed failure stat";

/// Whole names of a column of groups.
pub(super) const GROUP: &str = "arm arms group groups grp treatment treat treatments trt trt01p trt01a trtp trta actarm \
    arm_name treatment_arm treatment_group study_arm rx therapy intervention regimen drug \
    allocation randomised randomized randomization randomisation assigned armcd actarmcd \
    cohort exposure exposed treated strain genotype gruppe grupo groupe dose condition \
    category class risk_group subtype x sex gender stage celltype";

/// Words that make a longer name speak of groups.
pub(super) const GROUP_WORDS: &str = "arm group treatment treat trt therapy cohort grp";

/// Whole names of a column that tells subjects apart.
pub(super) const ID: &str = "id subject usubjid subjid patient patient_id subject_id patientid subjectid pid \
    participant participant_id case case_id sample sample_id record record_id row";

/// Whole names of a column that tells when observation began, in the unit of the times.
pub(super) const ENTRY: &str = "entry tstart start left entry_time time_entry start_time truncation delayed_entry time1 \
    enter";

/// Ends that belong to an [`ENTRY`] of the same making.
pub(super) const END: &str = "stop tstop end exit right time2 exit_time end_time stop_time";

/// Whole names of a column of strata.
pub(super) const STRATA: &str = "strata stratum";

/// Words of a date that begins the follow-up.
pub(super) const START_DATE_WORDS: &str = "start begin entry enrolled enrol enrollment enrolment random randomised randomized \
    randomisation randomization inclusion included diagnosis diag baseline from admission \
    admitted rfstdtc startdt trtsdt randdt surgery operation first accept onset beginn \
    transplant";

/// Words of a date that ends it.
pub(super) const END_DATE_WORDS: &str = "end stop last followup follow fu event death died exit to until discharge discharged adt \
    censor censored censoring rfendtc enddt contact seen closing ende relapse recovery";

/// Names of columns that explain rather than measure: no groups are guessed from them.
pub(super) const REMARK_WORDS: &str = "note notes comment comments remark remarks basis source reason description unit units \
    avalu param paramcd parameter";

/// The words of a name, in lower case.
pub(super) fn tokens(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars().take(200) {
        if c.is_ascii() && !c.is_ascii_alphanumeric() {
            words.push(String::new());
        } else {
            if c.is_ascii_uppercase() && was_lower {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
        }
        was_lower = c.is_ascii_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a list has this word.
pub(super) fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// The place of a name in a list, by its whole.
pub(super) fn place(name: &str, list: &str) -> Option<usize> {
    let (whole, lower) = (tokens(name).join("_"), name.trim().to_ascii_lowercase());
    list.split(' ').position(|known| known == whole || known == lower)
}

/// Whether a name has one of these words.
pub(super) fn has_word(name: &str, words: &str) -> bool {
    tokens(name).iter().any(|token| has(words, token))
}

/// Whether a name ends with this word.
pub(super) fn ends_with(name: &str, word: &str) -> bool {
    tokens(name).last().is_some_and(|last| last == word)
}

/// Whether a name is one this room knows, for any role.
pub(super) fn is_known(name: &str) -> bool {
    [TIME, STATUS, GROUP, ID, ENTRY, END, STRATA].iter().any(|list| place(name, list).is_some())
        || (has_word(name, TIME_WORDS) && !has_word(name, NOT_TIME_WORDS))
        || has_word(name, STATUS_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(tokens("OS.time (Months)"), ["os", "time", "months"]);
        assert_eq!(tokens("timeToEvent"), ["time", "to", "event"]);
        assert_eq!(tokens("TRT01P"), ["trt01p"]);
        assert_eq!(tokens("  "), Vec::<String>::new());
    }

    #[test]
    fn names_are_known_whole_or_by_word() {
        assert_eq!(place("Time", TIME), Some(0));
        assert_eq!(place("Follow-up", TIME), place("follow_up", TIME));
        assert!(place("timeToEvent", TIME).is_some());
        assert!(place("timely", TIME).is_none());
        assert!(has_word("days_to_death", TIME_WORDS));
        assert!(is_known("CNSR") && is_known("trt01p") && !is_known("control"));
    }
}
