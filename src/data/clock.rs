//! The time of day behind a date: `T12:30:00Z`, ` 9:05 PM`, ` 08:10+02:00`.
//!
//! Hours, minutes, and if there are any seconds with decimals, AM or PM, and the offset from UTC. 24:00 is the end of
//! the day. Summer time is not known: two clocks without offsets are taken as the same clock.

/// What a cell says of the time of day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Clock {
    /// Nothing.
    None,
    /// Seconds since midnight, and seconds by which the clock is ahead of UTC where that is said.
    At(f64, Option<f64>),
    /// Written like one, but there is no such time.
    NoSuchTime,
}

/// The time of day in a cell that holds a date.
pub(super) fn clock(cell: &[u8]) -> Clock {
    match cell.iter().position(|&b| b == b':') {
        None => Clock::None,
        Some(colon) => read(cell, colon).unwrap_or(Clock::NoSuchTime),
    }
}

/// Whether two clocks can be compared, and by how many seconds the second is later on the same day.
pub(super) fn later(first: Clock, second: Clock) -> Option<f64> {
    let (Clock::At(first, ahead), Clock::At(second, other)) = (first, second) else { return None };
    let offset = other.zip(ahead).map_or(0.0, |(other, ahead)| other - ahead);
    Some(second - first - offset)
}

fn read(cell: &[u8], colon: usize) -> Option<Clock> {
    let before = cell.get(..colon)?;
    let digits = before.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let (hour, _) = number(before.get(colon - digits..)?, 2)?;
    let (minute, mut rest) = number(cell.get(colon + 1..)?, 2)?;
    let mut second = 0.0;
    if let [b':', after @ ..] = rest {
        let length = after.iter().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
        let text = std::str::from_utf8(after.get(..length)?).ok()?.replace(',', ".");
        second = text.parse().ok()?;
        rest = after.get(length..)?;
    }
    let rest = rest.trim_ascii();
    let (hour, rest) = match rest.get(..2).map(<[u8]>::to_ascii_lowercase).as_deref() {
        Some(b"am") if (1..=12).contains(&hour) => (hour % 12, rest.get(2..)?),
        Some(b"pm") if (1..=12).contains(&hour) => (hour % 12 + 12, rest.get(2..)?),
        Some(b"am" | b"pm") => return None,
        _ => (hour, rest),
    };
    let seconds = f64::from(3600 * hour + 60 * minute) + second;
    let is_time = minute < 60 && second < 61.0 && seconds <= 86_400.0;
    is_time.then_some(())?;
    Some(Clock::At(seconds, offset(rest.trim_ascii())?))
}

/// At most `most` leading digits as a number, and what follows.
fn number(text: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 || digits > most {
        return None;
    }
    let (head, rest) = text.split_at(digits);
    Some((head.iter().fold(0, |value, b| value * 10 + u32::from(b - b'0')), rest))
}

/// Nothing, `Z`, `+02:00`, `-0530` or `+02`; the outer `None`: something else.
fn offset(text: &[u8]) -> Option<Option<f64>> {
    let (sign, rest) = match text {
        [] => return Some(None),
        b"Z" | b"z" => return Some(Some(0.0)),
        [b'+', rest @ ..] => (1.0, rest),
        [b'-', rest @ ..] => (-1.0, rest),
        _ => return None,
    };
    let digits: Vec<u8> = rest.iter().copied().filter(|&b| b != b':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits, 2)?.0, 0),
        4 => (number(digits.get(..2)?, 2)?.0, number(digits.get(2..)?, 2)?.0),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then(|| Some(sign * f64::from(3600 * hours + 60 * minutes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_in_many_ways() {
        for (cell, seconds, ahead) in [
            ("2024-03-01 08:10", 29_400.0, None),
            ("2024-03-01T23:59:59Z", 86_399.0, Some(0.0)),
            ("2024-03-01T12:30:00+02:00", 45_000.0, Some(7200.0)),
            ("2024-03-01 12:30:00.250-0530", 45_000.25, Some(-19_800.0)),
            ("1/3/2024 9:05 PM", 75_900.0, None),
            ("1/3/2024 12:00 am", 0.0, None),
            ("2024-03-01 24:00", 86_400.0, None),
        ] {
            assert_eq!(clock(cell.as_bytes()), Clock::At(seconds, ahead), "{cell}");
        }
        assert_eq!(clock(b"2024-03-01"), Clock::None);
        for cell in [
            "2024-03-01 8:60",
            "2024-03-01 25:00",
            "2024-03-01 13:00 PM",
            "2024-03-01 :30",
            "2024-03-01 1:2:3:4",
        ] {
            assert_eq!(clock(cell.as_bytes()), Clock::NoSuchTime, "{cell}");
        }
    }

    #[test]
    fn offsets_count_where_both_clocks_have_one() {
        let of = |a: &str, b: &str| later(clock(a.as_bytes()), clock(b.as_bytes()));
        assert_eq!(of("2024-03-01 08:00+02:00", "2024-03-01 08:00Z"), Some(7200.0));
        assert_eq!(of("2024-03-01 08:00+02:00", "2024-03-01 08:00"), Some(0.0));
        assert_eq!(of("2024-03-01", "2024-03-01 08:00"), None);
    }
}
