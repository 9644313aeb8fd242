//! What was measured: names and nanoseconds, or bytes where the name says memory or length, a line each.

use crate::Failure;
use std::{collections::BTreeMap, fs, io::Write, path::Path};

/// Times by name, in nanoseconds; memory in bytes.
pub struct Results(BTreeMap<String, f64>);

impl Results {
    /// Reads the lines of `path`; of a name that stands twice the later one counts.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let line = |line: &str| {
            let (name, time) = line.split_once('\t').ok_or_else(|| format!("not a result: {line}"))?;
            Ok::<_, Failure>((name.to_owned(), time.parse()?))
        };
        text.lines().map(line).collect::<Result<_, _>>().map(Self)
    }

    /// Adds a line to `path`.
    pub fn append(path: &Path, name: &str, value: f64) -> Result<(), Failure> {
        let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
        Ok(writeln!(file, "{name}\t{value}")?)
    }

    /// The time of `name`, if it was measured.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }

    /// The sum of `counts` times the times of their names; none if one of them was not measured.
    pub fn sum(&self, counts: &[(f64, &str)]) -> Option<f64> {
        counts.iter().map(|(count, name)| Some(count * self.get(name)?)).sum()
    }
}
