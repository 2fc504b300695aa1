//! What the tests and models come to where nothing competes, or nobody is censored.

use crate::agreement::agrees_with_cox;
use crate::cohort::{BY_GROUP, cohort, fit, gray};
use crate::common::sets;
use crate::config;
use proptest::prelude::*;
use riskset::compare::log_rank::log_rank;
use riskset::cox::fit_groups;
use riskset::cox::likelihood::Ties;
use riskset::data::Subjects;

proptest! {
    #![proptest_config(config())]

    /// The score is the log-rank test's; the variance is another estimate.
    #[test]
    fn without_competing_events_gray_has_the_score_of_the_log_rank_test(subjects in cohort(2..=4, 1, Just(false))) {
        let subjects = Subjects { strata: None, ..subjects };
        if let (Ok(gray), Ok(test)) = (gray(&subjects, 1), log_rank(&sets(&subjects))) {
            prop_assert_eq!(&gray.observed, &test.observed);
            for ((score, observed), expected) in gray.score.iter().zip(&test.observed).zip(&test.expected) {
                prop_assert!((score - (observed - expected)).abs() < 1e-12);
            }
        }
    }

    /// Coefficients, likelihood and fates; each has its own way to find out what runs away.
    #[test]
    fn without_competing_events_fine_gray_is_cox(subjects in cohort(2..=4, 1, Just(false))) {
        let (cox, fit) = (fit_groups(&sets(&subjects), 0, Ties::Breslow), fit(&subjects, &BY_GROUP, 1));
        if let (Ok(cox), Ok(fit)) = (&cox, &fit) {
            agrees_with_cox(fit, cox);
        } else {
            prop_assert_eq!(cox.is_ok(), fit.is_ok());
        }
    }

    /// Where everybody is followed to the end, those who had a competing event stay at risk to the end.
    #[test]
    fn without_censoring_fine_gray_is_cox_of_those_who_stay(subjects in cohort(2..=4, 2, Just(false))) {
        let mut whole = subjects;
        for i in 0..whole.time.len() {
            if whole.cause[i] == 0 {
                whole.time[i] = 100_001.0;
            }
        }
        let mut stay = whole.clone();
        for i in (0..stay.time.len()).filter(|&i| whole.cause[i] == 2) {
            (stay.time[i], stay.cause[i]) = (100_001.0, 0);
        }
        let (cox, fit) = (fit_groups(&sets(&stay), 0, Ties::Breslow), fit(&whole, &BY_GROUP, 1));
        if let (Ok(cox), Ok(fit)) = (&cox, &fit) {
            agrees_with_cox(fit, cox);
        } else {
            prop_assert_eq!(cox.is_ok(), fit.is_ok());
        }
    }
}
