//! Small numbers in few bits: each kind of number has a table of how frequent its values are, and a value takes as many bits as it is rare.
//!
//! An asymmetric numeral system with a state of 32 bits that is written out in bytes (Duda 2009, range variant). Tables are learned from
//! the first articles of an index; values that were not seen then are written out behind a sign.

/// Numbers of a table add up to this.
const SUM: u32 = 1 << BITS;
const BITS: u32 = 12;

/// The least state; below it a byte is read.
const LEAST: u32 = 1 << 23;

/// The symbol that a value is written out behind.
const WRITTEN: u8 = u8::MAX;

/// A number and its kind, counted from 0.
pub type Number = (u8, u64);

/// The numbers of articles as symbols of kinds, with the bytes of those that are written out: `written` says which are.
fn symbols(numbers: &[Number], last: u8, written: impl Fn(Number) -> bool, mut each: impl FnMut(u8, u8)) {
    for &(kind, value) in numbers {
        if !written((kind, value)) {
            each(kind, value as u8);
            continue;
        }
        each(kind, WRITTEN);
        let mut rest = value;
        while rest >= 0x80 {
            each(last, rest as u8 | 0x80);
            rest >>= 7;
        }
        each(last, rest as u8);
    }
}

/// The numbers without tables: a byte for most of them.
pub fn plain(numbers: &[Number]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len());
    symbols(numbers, 0, |(_, value)| value >= u64::from(WRITTEN), |_, symbol| bytes.push(symbol));
    bytes
}

/// How frequent the symbols of some kinds are, and of the bytes that are written out: the last one.
pub struct Tables(Vec<Table>);

struct Table {
    /// The share of each symbol; 0 for those that must be written out.
    shares: [u16; 256],
    /// Where the share of each begins.
    starts: [u16; 256],
    /// The symbol of each place.
    symbols: Box<[u8; SUM as usize]>,
}

impl Table {
    /// From shares that add up to [`SUM`].
    fn of(shares: [u16; 256]) -> Option<Self> {
        if shares.iter().map(|&share| u32::from(share)).sum::<u32>() != SUM || shares[usize::from(WRITTEN)] == 0 {
            return None;
        }
        let (mut starts, mut symbols) = ([0; 256], Vec::with_capacity(SUM as usize));
        for (symbol, &share) in shares.iter().enumerate() {
            starts[symbol] = symbols.len() as u16;
            symbols.resize(symbols.len() + usize::from(share), symbol as u8);
        }
        Some(Table { shares, starts, symbols: symbols.into_boxed_slice().try_into().ok()? })
    }

    /// Shares like the counts, at least 1 where there is one.
    fn shares(counts: &[u32; 256]) -> [u16; 256] {
        let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
        let mut shares = counts.map(|count| match count {
            0 => 0,
            n => (u64::from(n) * u64::from(SUM) / total).max(1) as u16,
        });
        // What rounding gave or took, the most frequent one makes up for; so often that it stays the most frequent.
        loop {
            let sum: u32 = shares.iter().map(|&share| u32::from(share)).sum();
            let most = shares.iter_mut().max().filter(|_| sum != SUM);
            let Some(most) = most else { return shares };
            match sum < SUM {
                true => *most += (SUM - sum) as u16,
                false => *most -= (*most / 2).min((sum - SUM) as u16),
            }
        }
    }
}

/// How often each symbol of each kind came.
pub struct Counts(Vec<[u32; 256]>);

impl Counts {
    /// None yet, of so many kinds.
    pub fn new(kinds: usize) -> Self {
        let mut counts = vec![[0; 256]; kinds + 1];
        counts.iter_mut().for_each(|count| count[usize::from(WRITTEN)] = 1);
        // Any byte may be written out.
        counts[kinds] = [1; 256];
        Counts(counts)
    }

    /// Counts these numbers.
    pub fn add(&mut self, numbers: &[Number]) {
        let last = (self.0.len() - 1) as u8;
        let written = |(_, value): Number| value >= u64::from(WRITTEN);
        symbols(numbers, last, written, |kind, symbol| self.0[usize::from(kind)][usize::from(symbol)] += 1);
    }
}

impl Tables {
    /// Learned from what was counted.
    pub fn learned(counts: &Counts) -> Option<Self> {
        counts.0.iter().map(|counts| Table::of(Table::shares(counts))).collect::<Option<_>>().map(Tables)
    }

    /// As they are kept.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|table| table.shares).flat_map(u16::to_le_bytes).collect()
    }

    /// From [`Tables::bytes`] for so many kinds; `None` where they are none.
    pub fn of(bytes: &[u8], kinds: usize) -> Option<Self> {
        let (shares, rest) = bytes.as_chunks::<2>();
        let (tables, more) = shares.as_chunks::<256>();
        if !rest.is_empty() || !more.is_empty() || tables.len() != kinds + 1 {
            return None;
        }
        tables.iter().map(|shares| Table::of(shares.map(u16::from_le_bytes))).collect::<Option<_>>().map(Tables)
    }

    /// The numbers, to be read with [`Reader`].
    pub fn code(&self, numbers: &[Number]) -> Vec<u8> {
        let last = (self.0.len() - 1) as u8;
        let written = |(kind, value): Number| {
            value >= u64::from(WRITTEN) || self.0[usize::from(kind)].shares[value as usize] == 0
        };
        let mut all = Vec::with_capacity(numbers.len());
        symbols(numbers, last, written, |kind, symbol| all.push((kind, symbol)));
        // What is written last is read first.
        let (mut bytes, mut state) = (Vec::with_capacity(all.len()), LEAST);
        for &(kind, symbol) in all.iter().rev() {
            let table = &self.0[usize::from(kind)];
            let share = u32::from(table.shares[usize::from(symbol)]);
            while state >= (LEAST >> BITS << 8) * share {
                bytes.push(state as u8);
                state >>= 8;
            }
            state = ((state / share) << BITS) + state % share + u32::from(table.starts[usize::from(symbol)]);
        }
        bytes.extend_from_slice(&state.to_le_bytes());
        bytes.reverse();
        bytes
    }
}

/// Reads numbers in their order.
pub struct Reader<'a> {
    bytes: &'a [u8],
    /// With which tables, and the state; `None` for [`plain`] numbers.
    coded: Option<(&'a Tables, u32)>,
}

impl<'a> Reader<'a> {
    /// Of what [`Tables::code`] or, without tables, [`plain`] made.
    pub fn new(bytes: &'a [u8], tables: Option<&'a Tables>) -> Option<Self> {
        let Some(tables) = tables else { return Some(Reader { bytes, coded: None }) };
        let (state, bytes) = bytes.split_first_chunk()?;
        Some(Reader { bytes, coded: Some((tables, u32::from_be_bytes(*state))) })
    }

    /// The next number, which must be of this kind; `None` where there is none. What is damaged gives any numbers, and may never end.
    pub fn next(&mut self, kind: u8) -> Option<u64> {
        let symbol = self.symbol(|_| usize::from(kind))?;
        if symbol != WRITTEN {
            return Some(u64::from(symbol));
        }
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.symbol(|tables| tables.0.len() - 1)?;
            value |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte < 0x80 {
                return Some(value);
            }
        }
    }

    fn symbol(&mut self, kind: impl Fn(&Tables) -> usize) -> Option<u8> {
        let Some((tables, state)) = &mut self.coded else { return self.byte() };
        let table = tables.0.get(kind(tables))?;
        let place = *state % SUM;
        let symbol = table.symbols[place as usize];
        let (share, start) = (table.shares[usize::from(symbol)], table.starts[usize::from(symbol)]);
        let mut next = u32::from(share) * (*state >> BITS) + place - u32::from(start);
        while next < LEAST {
            let (&byte, rest) = self.bytes.split_first()?;
            (next, self.bytes) = (next << 8 | u32::from(byte), rest);
        }
        *state = next;
        Some(symbol)
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: u8 = 3;

    fn numbers() -> impl Strategy<Value = Vec<Number>> {
        let value = prop_oneof![4 => 0u64..4, 2 => 0u64..300, 1 => any::<u64>()];
        prop::collection::vec((0..KINDS, value), 0..200)
    }

    fn learned(numbers: &[Number]) -> Tables {
        let mut counts = Counts::new(usize::from(KINDS));
        counts.add(numbers);
        Tables::learned(&counts).unwrap()
    }

    proptest! {
        #[test]
        fn numbers_come_back(seen in numbers(), numbers in numbers()) {
            let tables = learned(&seen);
            let kept = Tables::of(&tables.bytes(), usize::from(KINDS)).unwrap();
            for (bytes, tables) in [(plain(&numbers), None), (tables.code(&numbers), Some(&kept))] {
                let mut reader = Reader::new(&bytes, tables).unwrap();
                for &(kind, value) in &numbers {
                    prop_assert_eq!(reader.next(kind), Some(value));
                }
                prop_assert!(reader.bytes.is_empty());
            }
        }

        #[test]
        fn damaged_bytes_are_never_a_panic(seen in numbers(), bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let tables = learned(&seen);
            for tables in [None, Some(&tables)] {
                let mut reader = Reader::new(&bytes, tables);
                for n in 0..200 {
                    reader.as_mut().map(|reader| reader.next(n % KINDS));
                }
            }
            _ = Tables::of(&bytes, usize::from(KINDS));
        }
    }

    #[test]
    fn frequent_numbers_take_less_than_rare_ones() {
        let seen: Vec<Number> = (0..1000).map(|n| (0, if n % 50 == 0 { 7 } else { 3 })).collect();
        let tables = learned(&seen);
        assert!(tables.code(&[(0, 3); 1000]).len() < 20);
        assert!(tables.code(&[(0, 7); 1000]).len() > 500);
    }
}
