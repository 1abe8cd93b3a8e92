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
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// What was done, in a line.
    pub title: String,
    /// One line each: what else has to be known.
    pub notes: Vec<String>,
    /// The runs, each with the same figures in the same order.
    pub runs: Vec<Vec<Figure>>,
    /// What each run is of, if they are not the same again and again.
    pub columns: Option<Vec<String>>,
    /// What should not have happened; the job failed if there is any.
    pub faults: Vec<String>,
}

impl Report {
    /// The medians over the runs with the least and the most; or each run as a column.
    pub fn table(&self) -> String {
        let mut text = vec![self.title.clone()];
        text.extend(aligned(&self.rows()));
        text.extend(self.notes.iter().map(|note| format!("  {note}")));
        text.extend(self.faults.iter().map(|fault| format!("  FAULT: {fault}")));
        text.join("\n")
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let head: Vec<&str> = match (&self.columns, self.runs.len()) {
            (Some(columns), _) => columns.iter().map(String::as_str).collect(),
            (None, 0 | 1) => vec![""],
            (None, _) => vec!["median", "least", "most"],
        };
        let head = std::iter::once("").chain(head.iter().copied()).map(str::to_owned).collect();
        let figures = self.runs.first().into_iter().flatten().enumerate();
        let row = |(place, figure): (usize, &Figure)| {
            let values = self.values(place);
            let values = match self.columns {
                Some(_) => self.runs.iter().map(|run| run.get(place)?.value).collect(),
                None if self.runs.len() == 1 => vec![values.first().copied()],
                None => vec![median(&values), values.first().copied(), values.last().copied()],
            };
            let shown =
                |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.0$}", figure.digits));
            std::iter::once(figure.title.to_owned()).chain(values.into_iter().map(shown)).collect()
        };
        std::iter::once(head).chain(figures.map(row)).collect()
    }

    /// Every run with its figures, and the medians.
    pub fn json(&self) -> Value {
        let runs: Vec<Value> = self.runs.iter().map(|run| object(run.iter().map(|f| (f.key, f.value)))).collect();
        let figures = self.runs.first().into_iter().flatten().enumerate();
        let medians = object(figures.map(|(place, figure)| (figure.key, median(&self.values(place)))));
        json!({ "title": self.title, "notes": self.notes, "faults": self.faults, "medians": medians, "columns": self.columns, "runs": runs })
    }

    /// A figure over all runs, ascending.
    fn values(&self, place: usize) -> Vec<f64> {
        let mut values: Vec<f64> = self.runs.iter().filter_map(|run| run.get(place)?.value).collect();
        values.sort_by(f64::total_cmp);
        values
    }
}

/// Lines with the first column to the left and the others to the right; empty lines are left out.
fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let cell = |(column, cell): (usize, &String)| match column {
        0 => format!("  {cell:<0$}", widths[0]),
        _ => format!("  {cell:>0$}", widths[column]),
    };
    let line = |row: &Vec<String>| row.iter().enumerate().map(cell).collect::<String>().trim_end().to_owned();
    rows.iter().map(line).filter(|line| !line.is_empty()).collect()
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
        Report { title, notes, runs: rates.iter().map(run).collect(), ..Report::default() }
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
