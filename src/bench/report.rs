//! What a job found: a table for people, JSON for machines.

use serde_json::{Map, Value, json};

/// One figure of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// In JSON.
    pub key: &'static str,
    /// In the table, with its unit.
    pub title: &'static str,
    pub value: Option<f64>,
    /// Digits behind the point.
    pub digits: usize,
}

impl Figure {
    pub fn new(key: &'static str, title: &'static str, value: impl Into<Option<f64>>, digits: usize) -> Self {
        Self { key, title, value: value.into(), digits }
    }

    /// A whole number.
    pub fn count(key: &'static str, title: &'static str, count: impl TryInto<i64>) -> Self {
        Self::new(key, title, count.try_into().ok().map(|count| count as f64), 0)
    }
}

/// Everything that a job found.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What was done, in a line.
    pub title: String,
    /// One line each: what else has to be known.
    pub notes: Vec<String>,
    /// The runs, each with the same figures in the same order.
    pub runs: Vec<Vec<Figure>>,
    /// What should not have happened; the job failed if there is any.
    pub faults: Vec<String>,
}

impl Report {
    /// The medians over the runs, with the least and the most, in columns.
    pub fn table(&self) -> String {
        let mut rows = vec![["".to_owned(), "median".to_owned(), "least".to_owned(), "most".to_owned()]];
        for (place, figure) in self.runs.first().into_iter().flatten().enumerate() {
            let values = self.values(place);
            let shown =
                |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.0$}", figure.digits));
            let (least, most) = (values.first().copied(), values.last().copied());
            rows.push([figure.title.to_owned(), shown(median(&values)), shown(least), shown(most)]);
        }
        if self.runs.len() == 1 {
            rows.iter_mut().for_each(|row| {
                row[2].clear();
                row[3].clear();
            });
            rows[0][1].clear();
        }
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..4).map(width).collect();
        let line = |row: &[String; 4]| {
            let [name, rest @ ..] = row;
            let mut line = format!("  {name:<0$}", widths[0]);
            for (cell, width) in rest.iter().zip(&widths[1..]) {
                line.push_str(&format!("  {cell:>width$}"));
            }
            line.trim_end().to_owned()
        };
        let mut text = vec![self.title.clone()];
        text.extend(rows.iter().map(line).filter(|line| !line.is_empty()));
        text.extend(self.notes.iter().map(|note| format!("  {note}")));
        text.extend(self.faults.iter().map(|fault| format!("  FAULT: {fault}")));
        text.join("\n")
    }

    /// Every run with its figures, and the medians.
    pub fn json(&self) -> Value {
        let runs: Vec<Value> = self.runs.iter().map(|run| object(run.iter().map(|f| (f.key, f.value)))).collect();
        let figures = self.runs.first().into_iter().flatten().enumerate();
        let medians = object(figures.map(|(place, figure)| (figure.key, median(&self.values(place)))));
        json!({ "title": self.title, "notes": self.notes, "faults": self.faults, "medians": medians, "runs": runs })
    }

    /// A figure over all runs, ascending.
    fn values(&self, place: usize) -> Vec<f64> {
        let mut values: Vec<f64> = self.runs.iter().filter_map(|run| run.get(place)?.value).collect();
        values.sort_by(f64::total_cmp);
        values
    }
}

fn object<'a>(figures: impl Iterator<Item = (&'a str, Option<f64>)>) -> Value {
    Value::Object(figures.map(|(key, value)| (key.to_owned(), json!(value))).collect::<Map<_, _>>())
}

/// The one in the middle; of an even number the mean of the two.
fn median(ascending: &[f64]) -> Option<f64> {
    let count = ascending.len();
    let (low, high) = (ascending.get(count.checked_sub(1)? / 2)?, ascending.get(count / 2)?);
    Some((low + high) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(rates: &[f64]) -> Report {
        let run = |rate: &f64| {
            vec![Figure::new("rate", "lessons/s", *rate, 1), Figure::count("duplicates", "duplicates", 0_usize)]
        };
        let (title, notes) = ("A broadcast".to_owned(), vec!["as written".to_owned()]);
        Report { title, notes, runs: rates.iter().map(run).collect(), faults: vec![] }
    }

    #[test]
    fn the_table_is_aligned() {
        let expected = "A broadcast\n              median  least   most\n  lessons/s     20.0   10.0  300.0\n  duplicates       0      0      0\n  as written";
        assert_eq!(report(&[300.0, 10.0, 20.0]).table(), expected);
        assert_eq!(report(&[1.0]).table(), "A broadcast\n  lessons/s   1.0\n  duplicates    0\n  as written");
    }

    #[test]
    fn machines_get_medians_and_every_run() {
        let json = report(&[1.0, 4.0]).json();
        assert_eq!((&json["medians"]["rate"], &json["runs"][1]["rate"]), (&json!(2.5), &json!(4.0)));
    }
}
