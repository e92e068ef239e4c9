//! Features as 64-bit hashes, the same in every run, on every machine and in every build.

/// An odd number with well-spread bits (the golden ratio in 64 bits).
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a piece of text.
#[inline]
pub fn text(text: &str) -> u64 {
    let mut hash = SPREAD ^ text.len() as u64;
    let mut chunks = text.as_bytes().chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.try_into().map_or(0, u64::from_le_bytes);
        hash = step(hash, word);
    }
    let mut rest = 0;
    for &byte in chunks.remainder() {
        rest = rest << 8 | u64::from(byte);
    }
    finish(step(hash, rest))
}

/// Two hashes (or small numbers) as one; the order matters.
#[inline]
pub fn mix(a: u64, b: u64) -> u64 {
    finish(step(a.wrapping_mul(SPREAD) ^ 0x51, b))
}

/// The feature of one template with a text as its value.
pub fn feature(template: u64, value: &str) -> u64 {
    mix(template, text(value))
}

/// Takes eight more bytes into a hash.
#[inline]
fn step(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(29) ^ word).wrapping_mul(SPREAD)
}

/// Spreads every bit over all others (the finalizer of MurmurHash3, public domain).
#[inline]
fn finish(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash ^ hash >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_differ_for_different_texts_orders_and_templates() {
        let words = ["", "a", "b", "ab", "ba", "Lee", "lee", "Lee\0", "abcdefgh", "abcdefgi", "abcdefgha"];
        let mut seen = std::collections::BTreeSet::new();
        for w in words {
            assert!(seen.insert(text(w)), "{w}");
            for t in 0..3 {
                assert!(seen.insert(feature(t, w)), "{t} {w}");
            }
        }
        assert_ne!(mix(1, 2), mix(2, 1));
    }

    #[test]
    fn hashes_are_fixed_since_weights_are_stored_under_them() {
        assert_eq!(text("said"), 5_047_073_281_932_766_890);
    }
}
