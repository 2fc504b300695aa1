//! A profile answers what is left open, names what it sets, and gives way to what a person chose.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::cox::likelihood::Ties;
use riskset::data::Sheet;
use riskset::estimate::confidence::ConfType;
use riskset::report::{Options, Profile, Report, analyze};

fn report(options: &Options) -> Report {
    let sheet = Sheet::read(include_str!("../www/samples/3-six-mp.csv"));
    analyze(&sheet, &sheet.guess(), options).unwrap().0
}

fn as_in(profile: Profile) -> Options {
    Options { profile: Some(profile), ..Options::default() }
}

#[test]
fn each_profile_sets_what_its_program_does() {
    let expected = [
        (Profile::Riskset, ConfType::LogLog, Ties::Efron, ""),
        (Profile::R, ConfType::Log, Ties::Efron, "Settings as in R"),
        (Profile::Sas, ConfType::LogLog, Ties::Breslow, "Settings as in SAS"),
        (Profile::Prism, ConfType::LogLog, Ties::Efron, "Settings as in GraphPad Prism"),
    ];
    for (profile, conf_type, ties, says) in expected {
        let report = report(&as_in(profile));
        assert_eq!((report.options.conf_type, report.options.ties), (conf_type, ties));
        assert_eq!(report.options.profile, Some(profile));
        let said = report.words.methods.iter().any(|method| method.starts_with("Settings as in"));
        assert_eq!(said, !says.is_empty());
        assert!(says.is_empty() || report.words.methods.iter().any(|method| method.starts_with(says)));
        assert_eq!(self::report(&profile.options()), report);
    }
}

#[test]
fn silence_is_our_own_profile() {
    assert_eq!(report(&Options::default()), report(&as_in(Profile::Riskset)));
}

#[test]
fn what_a_person_chose_wins_and_ends_the_profile() {
    let by_hand = Options { ties: Some(Ties::Breslow), ..as_in(Profile::R) };
    let report = report(&by_hand);
    assert_eq!((report.options.conf_type, report.options.ties), (ConfType::Log, Ties::Breslow));
    assert_eq!(report.options.profile, None);
    assert!(!report.words.methods.iter().any(|method| method.starts_with("Settings as in")));
    let same = Options { ties: Some(Ties::Efron), ..as_in(Profile::R) };
    assert_eq!(self::report(&same).options.profile, Some(Profile::R));
}
