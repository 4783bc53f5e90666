//! Medians, minima and a shuffle: as much of statistics as a table of timings needs.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Returns the middle of the samples, or the mean of the two middle ones; zero when there are none.
pub fn median(samples: &[Duration]) -> Duration {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    match (sorted.len(), sorted.len() / 2) {
        (0, _) => Duration::ZERO,
        (length, middle) if length % 2 == 1 => sorted[middle],
        (_, middle) => (sorted[middle - 1] + sorted[middle]) / 2,
    }
}

/// Returns the least of the samples; zero when there are none.
pub fn minimum(samples: &[Duration]) -> Duration {
    samples.iter().copied().min().unwrap_or_default()
}

/// A source of order without order (xorshift64); good enough to shuffle and to vary texts, for nothing else.
pub struct Dice(u64);

impl Dice {
    /// Starts from the clock.
    pub fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(u64::from(now.subsec_nanos()) << 20 | 1)
    }

    /// Starts from a number, for the same order every time.
    pub fn of(seed: u64) -> Self {
        Self(seed << 20 | 1)
    }

    /// Puts a list into a random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }

    /// Returns a number from 0 to below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(values: &[u64]) -> Vec<Duration> {
        values.iter().map(|value| Duration::from_millis(*value)).collect()
    }

    #[test]
    fn medians() {
        assert_eq!(median(&[]), Duration::ZERO);
        assert_eq!(median(&millis(&[9, 1, 5])), Duration::from_millis(5));
        assert_eq!(median(&millis(&[9, 1, 5, 7])), Duration::from_millis(6));
        assert_eq!(minimum(&millis(&[9, 1, 5])), Duration::from_millis(1));
    }

    #[test]
    fn a_shuffle_loses_nothing() {
        let mut list: Vec<u32> = (0..50).collect();
        Dice::new().shuffle(&mut list);
        assert_ne!(list, (0..50).collect::<Vec<_>>());
        list.sort_unstable();
        assert_eq!(list, (0..50).collect::<Vec<_>>());
    }
}
