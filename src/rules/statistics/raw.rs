//! The formulas themselves, without intervals and whatever the number of attempts. What a formula does not give (a
//! correlation with something that never varies) is `None`.

use super::table::Column;

/// What varies by less than this share of the highest mark varies by the rounding of numbers only.
const NOTHING: f64 = 1e-9;

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The covariance of a sample, divided by one less than its size, of at least two.
pub(super) fn covariance(one: &[f64], other: &[f64]) -> f64 {
    let (of_one, of_other) = (mean(one), mean(other));
    let sum: f64 = one.iter().zip(other).map(|(one, other)| (one - of_one) * (other - of_other)).sum();
    sum / (one.len() as f64 - 1.0)
}

pub(super) fn variance(values: &[f64]) -> f64 {
    covariance(values, values)
}

/// The standard deviation of a sample; exactly 0 where nothing but rounding varies.
pub(super) fn deviation(values: &[f64]) -> f64 {
    let largest = values.iter().fold(1.0_f64, |largest, value| largest.max(value.abs()));
    let deviation = variance(values).sqrt();
    if deviation <= NOTHING * largest { 0.0 } else { deviation }
}

/// Pearson's correlation, from -1 to 1.
pub(super) fn correlation(one: &[f64], other: &[f64]) -> Option<f64> {
    if one.len() < 2 {
        return None;
    }
    let spread = deviation(one) * deviation(other);
    (spread > 0.0).then(|| (covariance(one, other) / spread).clamp(-1.0, 1.0))
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The mean mark in percent of the highest.
pub(super) fn facility(column: &Column) -> Option<f64> {
    (column.len() > 0 && column.max > 0.0).then(|| 100.0 * mean(&column.marks) / column.max)
}

/// The standard deviation of the marks in percent of the highest.
pub(super) fn spread(column: &Column) -> Option<f64> {
    (column.len() > 1 && column.max > 0.0).then(|| 100.0 * deviation(&column.marks) / column.max)
}

/// The correlation with the rest, in percent.
pub(super) fn discrimination(column: &Column) -> Option<f64> {
    correlation(&column.marks, &column.rests).map(|correlation| 100.0 * correlation)
}

/// The covariance with the rest in percent of the largest that the same marks could have: both in ascending order.
pub(super) fn efficiency(column: &Column) -> Option<f64> {
    if column.len() < 2 || deviation(&column.marks) == 0.0 || deviation(&column.rests) == 0.0 {
        return None;
    }
    let most = covariance(&sorted(&column.marks), &sorted(&column.rests));
    (most > 0.0).then(|| 100.0 * covariance(&column.marks, &column.rests) / most)
}

/// How much each place takes part in how the totals vary, in percent of all; `None` for a place that goes against them.
pub(super) fn effective_weights(places: &[Column]) -> Vec<Option<f64>> {
    let weight = |place: &Column| {
        if place.len() < 2 || deviation(&place.marks) == 0.0 {
            return (place.len() > 1).then_some(0.0);
        }
        let totals: Vec<f64> = place.marks.iter().zip(&place.rests).map(|(mark, rest)| mark + rest).collect();
        let shared = covariance(&place.marks, &totals);
        // What is 0 but for rounding may not come out on either side of it.
        let least = -NOTHING * deviation(&place.marks) * deviation(&totals);
        (shared >= least).then(|| if shared <= -least { 0.0 } else { shared.sqrt() })
    };
    let weights: Vec<Option<f64>> = places.iter().map(weight).collect();
    let sum: f64 = weights.iter().flatten().sum();
    weights.into_iter().map(|weight| weight.filter(|_| sum > 0.0).map(|weight| 100.0 * weight / sum)).collect()
}

/// The indexes of a whole test, in the order of [`super::report::WholeFigures`].
pub(super) const WHOLE: usize = 8;

/// Mean, median, standard deviation, skewness, kurtosis, internal consistency, error ratio and standard error.
pub(super) fn whole(percents: &[f64], places: &[Column]) -> [Option<f64>; WHOLE] {
    let n = percents.len();
    let mut found = [None; WHOLE];
    if n == 0 {
        return found;
    }
    found[0] = Some(mean(percents));
    found[1] = Some(median(percents));
    if n < 2 {
        return found;
    }
    let deviation = deviation(percents);
    found[2] = Some(deviation);
    if deviation == 0.0 {
        return found;
    }
    found[3] = skewness(percents, deviation);
    found[4] = kurtosis(percents, deviation);
    found[5] = consistency(places);
    found[6] = found[5].map(|consistency| 100.0 * (1.0 - consistency / 100.0).max(0.0).sqrt());
    found[7] = found[6].map(|ratio| ratio * deviation / 100.0);
    found
}

pub(super) fn median(values: &[f64]) -> f64 {
    let sorted = sorted(values);
    let middle = sorted.len() / 2;
    if sorted.len().is_multiple_of(2) { f64::midpoint(sorted[middle - 1], sorted[middle]) } else { sorted[middle] }
}

/// The mean of a power of the differences to the mean.
fn moment(values: &[f64], power: i32) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean).powi(power)).sum::<f64>() / values.len() as f64
}

/// Fisher's third k-statistic, by the cube of the standard deviation.
fn skewness(values: &[f64], deviation: f64) -> Option<f64> {
    let n = values.len() as f64;
    (values.len() > 2).then(|| n * n * moment(values, 3) / ((n - 1.0) * (n - 2.0)) / deviation.powi(3))
}

/// Fisher's fourth k-statistic, by the fourth power of the standard deviation: 0 for a bell.
fn kurtosis(values: &[f64], deviation: f64) -> Option<f64> {
    let n = values.len() as f64;
    let (second, fourth) = (moment(values, 2), moment(values, 4));
    let fourth_k = || n * n * ((n + 1.0) * fourth - 3.0 * (n - 1.0) * second * second);
    (values.len() > 3).then(|| fourth_k() / ((n - 1.0) * (n - 2.0) * (n - 3.0)) / deviation.powi(4))
}

/// The coefficient of internal consistency, in percent: Cronbach's alpha of the places.
fn consistency(places: &[Column]) -> Option<f64> {
    let first = places.first()?;
    if places.len() < 2 || first.len() < 3 {
        return None;
    }
    let totals: Vec<f64> = first.marks.iter().zip(&first.rests).map(|(mark, rest)| mark + rest).collect();
    if deviation(&totals) == 0.0 {
        return None;
    }
    let of_places: f64 = places.iter().map(|place| variance(&place.marks)).sum();
    let count = places.len() as f64;
    Some(100.0 * count / (count - 1.0) * (1.0 - of_places / variance(&totals)))
}
