//! The table of numbers, `numbers.txt`: one text, because a thousand pieces would cost the page twice as much.
//!
//! Blocks stand apart by empty lines. The first names the sources. Each other is an entry: its places (`#` is any index,
//! `*` any name), its title, the formula in general, lines with numbers, what it means, and its source. The first entry
//! that fits is taken; a new number is one entry more.

const NUMBERS: &str = include_str!("numbers.txt");

/// One kind of number.
pub(super) struct Entry {
    pub(super) title: &'static str,
    /// First in general, then with numbers.
    pub(super) lines: Vec<&'static str>,
    pub(super) meaning: &'static str,
    pub(super) source: &'static str,
}

/// The entry for the number at the place of these names.
pub(super) fn entry(names: &[&str]) -> Option<Entry> {
    let mut blocks = NUMBERS.split("\n\n");
    let sources = blocks.next()?;
    let mut lines = blocks.find_map(|block| {
        let (places, rest) = block.split_once('\n')?;
        places.split(' ').any(|place| fits(place, names)).then(|| rest.lines())
    })?;
    let title = lines.next()?;
    let key = lines.next_back()?;
    let meaning = lines.next_back()?;
    let source = sources.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '))?;
    Some(Entry { title, lines: lines.collect(), meaning, source })
}

fn fits(place: &str, names: &[&str]) -> bool {
    let mut wanted = place.split('/');
    let each = names.iter().all(|name| {
        wanted.next().is_some_and(|wanted| match wanted {
            "*" => true,
            "#" => name.bytes().all(|b| b.is_ascii_digit()),
            wanted => wanted == *name,
        })
    });
    each && wanted.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_an_entry_with_a_source() {
        for block in NUMBERS.split("\n\n").skip(1) {
            let place = block.lines().next().and_then(|places| places.split(' ').next());
            let names: Vec<&str> = place.unwrap_or_default().split('/').collect();
            let names: Vec<&str> = names.iter().map(|name| if *name == "#" { "0" } else { name }).collect();
            let found = entry(&names);
            assert!(
                found.is_some_and(|entry| !entry.lines.is_empty() && !entry.source.is_empty()),
                "{block}"
            );
        }
    }
}
