//! Values by key in a fixed number of places.

/// A key has one place, and what stood there before is forgotten: what is asked for often comes back soon, and what is kept never
/// grows. `PLACES` is a power of two.
#[derive(Debug)]
pub(super) struct Cache<T, const PLACES: usize> {
    places: Vec<(u64, T)>,
}

impl<T: Clone + Default, const PLACES: usize> Default for Cache<T, PLACES> {
    fn default() -> Self {
        Cache { places: vec![(0, T::default()); PLACES] }
    }
}

impl<T, const PLACES: usize> Cache<T, PLACES> {
    /// The value of a key, made where it is not there.
    #[inline]
    pub fn get(&mut self, key: u64, make: impl FnOnce() -> T) -> &T {
        let place = &mut self.places[key as usize % PLACES];
        // An empty place has key 0.
        let key = key | 1 << 63;
        if place.0 != key {
            *place = (key, make());
        }
        &place.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_gives_what_was_made_for_the_key() {
        const PLACES: usize = 1 << 10;
        let mut cache: Cache<u64, PLACES> = Cache::default();
        for key in (0..3 * PLACES as u64).chain([0, 1, 0, PLACES as u64]) {
            assert_eq!(*cache.get(key, || key + 7), key + 7);
            assert_eq!(*cache.get(key, || 0), key + 7, "kept");
        }
    }
}
