//! Decimal commas and thousands.

use crate::{EXPECTED, clean, read, subjects};
use riskset::data::{Decimal, Sheet};

#[test]
fn decimal_commas_and_thousands() {
    assert_eq!(clean("time;status;arm\n5,0;1;a\n6,5;0;b\n8;1;a\n"), EXPECTED);
    assert_eq!(clean("time\tstatus\tarm\n5\t1\ta\n6,5\t0\tb\n8\t1\ta\n"), EXPECTED);
    assert_eq!(clean("time status arm\n5 1 a\n6,5 0 b\n8 1 a\n"), EXPECTED);
    assert_eq!(clean("time,status,arm\n5,1,a\n\"6,5\",0,b\n8,1,a\n"), EXPECTED);
    assert_eq!(clean("time;arm\n1.234,5;a\n2,5;b\n"), "1234.5 a, 2.5 b");
    assert_eq!(clean("time;arm\n1,234.5;a\n1,234;b\n"), "1234.5 a, 1234 b");
    assert_eq!(clean("time,arm\n\"1,234.5\",a\n1 234,b\n1'234,b\n"), "1234.5 a, 1234 b, 1234 b");
    assert_eq!(clean("time;arm\n1\u{a0}234;a\n−0;b\n+3;b\n1e3;a\n"), "1234 a, 0 b, 3 b, 1000 a");
    assert_eq!(Sheet::read("time;arm\n2,5;a\n").overview().decimal, Decimal::Comma);
}

#[test]
fn a_comma_that_could_be_either_is_decided_by_rule_and_said() {
    let thousands = read("time\tarm\n1,234\ta\n2,345\tb\n").unwrap();
    assert_eq!(subjects(&thousands), "1234 a, 2345 b");
    let problem = &thousands.problems[0];
    assert_eq!((problem.row, problem.code.as_str(), thousands.n_left_out), (None, "ambiguous_number", 0));
    let decimals = read("time;arm\n1,234;a\n2,345;b\n").unwrap();
    assert_eq!(subjects(&decimals), "1.234 a, 2.345 b");
    assert_eq!(decimals.problems[0].code, "ambiguous_number");
}
