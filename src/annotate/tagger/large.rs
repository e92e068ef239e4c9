//! Weights in memory of large pages.

use memmap2::MmapMut;

/// The size of a large page.
const PAGE: usize = 2 << 20;

/// A copy of weights that are compiled in, made once and kept, on large pages where the system has them.
///
/// Weights are read all over the place: with pages of 4 kB, as those of a program are, the processor would spend much of its
/// time looking up where a page is. Where there are no large pages the copy does no harm; where there is no memory for
/// it, the weights are read where they lie.
pub fn large(bytes: &'static [u8]) -> &'static [u8] {
    copy(bytes).unwrap_or(bytes)
}

fn copy(bytes: &'static [u8]) -> Option<&'static [u8]> {
    let mut map = MmapMut::map_anon(bytes.len().next_multiple_of(PAGE)).ok()?;
    #[cfg(target_os = "linux")]
    map.advise(memmap2::Advice::HugePage).ok();
    map[..bytes.len()].copy_from_slice(bytes);
    let map: &'static MmapMut = Box::leak(Box::new(map));
    map.get(..bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_holds_the_same_bytes() {
        let bytes = include_bytes!("../../../models/clusters.tsv");
        let copied = large(bytes);
        assert_eq!(copied, bytes);
        assert_ne!(copied.as_ptr(), bytes.as_ptr());
    }
}
