//! Figures as bytes: how they go from where they are computed to where they are drawn.
//!
//! Fields follow each other in the order of the lists below, without names: numbers are little-endian, what has a
//! length begins with it, what may be missing begins with a byte. Both sides are the same build, so there is no
//! version. Bytes that are no figure give `None`: too few, too many, an unknown variant, or text that is not UTF-8.

use super::{
    After, Figure, FigureCurve, FigureRows, FigureTable, FigureTick, Forest, ForestColumns, ForestRow,
    ForestTick, Guide, Made, Scale,
};

/// What can be written as bytes and read again.
pub trait Packed: Sized {
    /// Writes the value behind what is there.
    fn pack(&self, out: &mut Vec<u8>);
    /// Reads a value and leaves what follows it.
    fn unpack(bytes: &mut &[u8]) -> Option<Self>;
}

/// The value as bytes.
pub fn pack(value: &impl Packed) -> Vec<u8> {
    let mut out = Vec::new();
    value.pack(&mut out);
    out
}

/// The value that these bytes are, if they are one and nothing else.
pub fn unpack<T: Packed>(mut bytes: &[u8]) -> Option<T> {
    let value = T::unpack(&mut bytes)?;
    bytes.is_empty().then_some(value)
}

/// The first so many bytes, taken off.
#[inline(never)]
fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (first, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(first)
}

impl Packed for u32 {
    #[inline(never)]
    fn pack(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
    #[inline(never)]
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self::from_le_bytes(take(bytes, 4)?.try_into().ok()?))
    }
}

impl Packed for f64 {
    #[inline(never)]
    fn pack(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
    #[inline(never)]
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self::from_le_bytes(take(bytes, 8)?.try_into().ok()?))
    }
}

/// Counts of what is drawn: far below four thousand million.
impl Packed for usize {
    fn pack(&self, out: &mut Vec<u8>) {
        (*self as u32).pack(out);
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        u32::unpack(bytes).map(|number| number as usize)
    }
}

impl Packed for bool {
    #[inline(never)]
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    #[inline(never)]
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        match take(bytes, 1)? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }
}

impl Packed for String {
    #[inline(never)]
    fn pack(&self, out: &mut Vec<u8>) {
        self.len().pack(out);
        out.extend_from_slice(self.as_bytes());
    }
    #[inline(never)]
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let length = usize::unpack(bytes)?;
        std::str::from_utf8(take(bytes, length)?).ok().map(str::to_owned)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.is_some().pack(out);
        if let Some(value) = self {
            value.pack(out);
        }
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Some(if bool::unpack(bytes)? { Some(T::unpack(bytes)?) } else { None })
    }
}

impl<T: Packed> Packed for Vec<T> {
    #[inline(never)]
    fn pack(&self, out: &mut Vec<u8>) {
        self.len().pack(out);
        for value in self {
            value.pack(out);
        }
    }
    /// Room is made as values come, so that a length alone asks for none.
    #[inline(never)]
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let mut values = Vec::new();
        for _ in 0..usize::unpack(bytes)? {
            values.push(T::unpack(bytes)?);
        }
        Some(values)
    }
}

impl<T: Packed> Packed for [T; 2] {
    fn pack(&self, out: &mut Vec<u8>) {
        self.iter().for_each(|value| value.pack(out));
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Some([T::unpack(bytes)?, T::unpack(bytes)?])
    }
}

impl<T: Packed> Packed for [T; 4] {
    fn pack(&self, out: &mut Vec<u8>) {
        self.iter().for_each(|value| value.pack(out));
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Some([T::unpack(bytes)?, T::unpack(bytes)?, T::unpack(bytes)?, T::unpack(bytes)?])
    }
}

impl Packed for (f64, f64) {
    fn pack(&self, out: &mut Vec<u8>) {
        [self.0, self.1].pack(out);
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Some((f64::unpack(bytes)?, f64::unpack(bytes)?))
    }
}

macro_rules! structs {
    ($($name:ident { $($field:ident),+ $(,)? })+) => {
        $(impl Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                let Self { $($field),+ } = self;
                $($field.pack(out);)+
            }
            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: Packed::unpack(bytes)?),+ })
            }
        })+
    };
}

macro_rules! variants {
    ($($name:ident { $($variant:ident = $number:literal),+ })+) => {
        $(impl Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                out.push(match self { $(Self::$variant => $number),+ });
            }
            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                match take(bytes, 1)? {
                    $([$number] => Some(Self::$variant),)+
                    _ => None,
                }
            }
        })+
    };
}

structs! {
    FigureCurve {
        name, end_label, common, colour, stroke, time, height, lower, upper, n_risk, n_event, censored, last_time, after, points, panel,
    }
    FigureRows { at_risk, events, others, censored }
    FigureTable { ticks, labels, groups }
    FigureTick { at, label }
    Guide { points, curve, label }
    Figure {
        time_label, time_unit, axis_unit, axis_factor, share_label, start, log_time, x_range, y_range, y_ticks, scale, made, thinned, risk_moves,
        panels, curves, tables, groups, first_colour, row_names, guides, common, opening, corner, label,
    }
    ForestRow { label, sub, counts, value, lower, upper, lower_open, upper_open, weight, text }
    ForestTick { at, label }
    ForestColumns { trial, arms, estimate }
    Forest { measure_label, log, null_value, ticks, favours, rows, columns, range, label }
}

variants! {
    After { Unknown = 0, Stays = 1, NobodyLeft = 2 }
    Made { Product = 0, Incidence = 1, Hazard = 2, Layers = 3, LogLog = 4, Residuals = 5 }
    Scale { Percent = 0, Probability = 1, Number = 2 }
}
