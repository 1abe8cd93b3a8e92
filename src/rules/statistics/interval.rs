//! 95 % intervals: between which two values an index probably lies for people like these.
//!
//! - Facility: Wilson's interval. It is made for shares; for marks between right and wrong it is a little too wide, for a
//!   mark between 0 and 1 varies at most as much as one that is 0 or 1 with the same mean.
//! - Discrimination, and how a choice goes with the rest: Fisher's z.
//! - Median: from the binomial distribution of how many lie below it, so without any assumption.
//! - Everything else: the jackknife (each attempt left out in turn; of more than [`MOST_GROUPS`], a group of them), with
//!   Student's t.

use std::f64::consts::PI;

/// The point of the normal distribution beyond which lies a fortieth.
pub const Z: f64 = 1.959_963_984_540_054;

/// More replicates make an interval hardly better, and many attempts slow.
pub const MOST_GROUPS: usize = 200;

/// Wilson's interval of a mean share of `n`; both from 0 to 1.
pub fn wilson(share: f64, n: usize) -> Option<(f64, f64)> {
    if n == 0 || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let n = n as f64;
    let square = Z * Z / n;
    let middle = (share + square / 2.0) / (1.0 + square);
    let half = Z / (1.0 + square) * (share * (1.0 - share) / n + square / (4.0 * n)).sqrt();
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

/// Fisher's interval of a correlation of `n` pairs; none of less than four, or of one that is complete.
pub fn fisher(correlation: f64, n: usize) -> Option<(f64, f64)> {
    if n < 4 || correlation.abs() > 1.0 - 1e-12 {
        return None;
    }
    let half = Z / (n as f64 - 3.0).sqrt();
    Some(((correlation.atanh() - half).tanh(), (correlation.atanh() + half).tanh()))
}

/// The interval of the median of values in ascending order; none of less than six.
pub fn median(sorted: &[f64]) -> Option<(f64, f64)> {
    let n = sorted.len();
    // How likely it is that at most so many of n lie below the median.
    let mut log = -(n as f64) * 2.0_f64.ln();
    let (mut below, mut rank) = (0.0, 0);
    while rank < n {
        below += log.exp();
        if below > 0.025 {
            break;
        }
        log += ((n - rank) as f64 / (rank + 1) as f64).ln();
        rank += 1;
    }
    (rank > 0 && rank * 2 <= n).then(|| (sorted[rank - 1], sorted[n - rank]))
}

/// The point of Student's t distribution beyond which lies a fortieth, for so many degrees of freedom, from 1.
pub fn student(degrees: usize) -> f64 {
    let (mut low, mut high) = (0.0_f64, 13.0_f64);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if within(middle, degrees) < 0.95 { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// How likely a value of Student's t lies between `-t` and `t`: the finite sums for whole degrees of freedom (Abramowitz
/// and Stegun 26.7.3 and 26.7.4).
fn within(t: f64, degrees: usize) -> f64 {
    let angle = (t / (degrees as f64).sqrt()).atan();
    let (sine, square) = (angle.sin(), angle.cos().powi(2));
    let is_odd = degrees % 2 == 1;
    let mut term = if is_odd { angle.cos() } else { 1.0 };
    let mut sum = 0.0;
    let mut power = if is_odd { 1 } else { 0 };
    while power + 2 <= degrees {
        sum += term;
        power += 2;
        term *= square * (power - 1) as f64 / power as f64;
    }
    if is_odd { 2.0 / PI * (angle + sine * sum) } else { sine * sum }
}

/// Half the width of the jackknife's interval for each index that `of` computes from what is left of `n`; `None` where an
/// index is not there for every part, or is the same for all.
pub fn jackknife(n: usize, of: impl Fn(&[usize]) -> Vec<Option<f64>>) -> Vec<Option<f64>> {
    let groups = n.min(MOST_GROUPS);
    if groups < 2 {
        return vec![None; of(&[]).len()];
    }
    let replicates: Vec<Vec<Option<f64>>> = (0..groups)
        .map(|group| of(&(0..n).filter(|attempt| attempt % groups != group).collect::<Vec<usize>>()))
        .collect();
    let t = student(groups - 1);
    let count = groups as f64;
    let half = |index: usize| {
        let values: Vec<f64> = replicates.iter().filter_map(|replicate| replicate[index]).collect();
        if values.len() < groups {
            return None;
        }
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let half = t * (squares * (count - 1.0) / count).sqrt();
        // What no single attempt changes is not certain for that: the method has nothing to say.
        (half > 1e-9 * mean.abs().max(1.0)).then_some(half)
    };
    (0..replicates[0].len()).map(half).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_t_is_that_of_the_tables() {
        for (degrees, expected) in [(1, 12.706), (2, 4.303), (3, 3.182), (9, 2.262), (30, 2.042), (199, 1.972)] {
            assert!((student(degrees) - expected).abs() < 5e-4, "{degrees}: {}", student(degrees));
        }
    }

    #[test]
    fn an_interval_of_the_median_has_the_ranks_of_the_tables() {
        // Ranks from statistical tables of the sign test.
        for (n, rank) in [(5, None), (6, Some(1)), (9, Some(2)), (10, Some(2)), (20, Some(6)), (40, Some(14))] {
            let values: Vec<f64> = (1..=n).map(f64::from).collect();
            let expected = rank.map(|rank: i32| (f64::from(rank), f64::from(n - rank + 1)));
            assert_eq!(median(&values), expected, "{n}");
        }
    }

    #[test]
    fn what_has_no_interval_has_none() {
        assert_eq!((wilson(0.5, 0), wilson(-0.1, 20), fisher(1.0, 20), fisher(0.3, 3)), (None, None, None, None));
        assert_eq!(jackknife(1, |_| vec![Some(1.0)]), [None]);
    }
}
