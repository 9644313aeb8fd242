//! The table for people, and docs/benchmarks.md.

use crate::{
    blst_cost::bound,
    envelope, figure,
    measure::{LEAVES, MOST_AUTHORITIES},
    results::Results,
    Failure,
};
use salus_envelope::Suite;
use std::{fmt::Write as _, fs, path::Path};

const OPERATIONS: [&str; 4] = ["encapsulate", "decapsulate", "transform", "finish"];
/// The folder's names of the document and the figure.
const DOCUMENT: &str = "benchmarks.md";
const FIGURE: &str = "benchmarks.svg";

/// Prints the tables; with a folder, also writes the document and the figure there.
pub fn run(results: &Path, folder: Option<&Path>) -> Result<(), Failure> {
    let results = Results::read(results)?;
    let tables = tables(&results);
    println!("{}\n\n{tables}", machine());
    if let Some(folder) = folder {
        figure::draw(&results, &folder.join(FIGURE))?;
        fs::write(folder.join(DOCUMENT), document(&tables))?;
    }
    Ok(())
}

/// The processor, by its own name, and how many of its cores there are.
fn machine() -> String {
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = information.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
    };
    let model = field("model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let detail = match (field("cpu family"), field("model\t")) {
        (Some(family), Some(model)) => format!(" (family {family}, model {model})"),
        _ => String::new(),
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("Machine: {model}{detail}, {cores} cores; one of them is used.")
}

/// A time as people read it.
fn time(nanoseconds: Option<f64>) -> String {
    match nanoseconds {
        None => "–".into(),
        Some(time) if time < 1e3 => format!("{time:.0} ns"),
        Some(time) if time < 1e6 => format!("{:.1} µs", time / 1e3),
        Some(time) => format!("{:.2} ms", time / 1e6),
    }
}

/// A size as people read it.
fn memory(bytes: Option<f64>) -> String {
    bytes.map_or("–".into(), |bytes| format!("{:.1} MiB", bytes / 1_048_576.0))
}

fn ratio(numerator: Option<f64>, denominator: Option<f64>) -> String {
    match (numerator, denominator) {
        (Some(numerator), Some(denominator)) if denominator > 0.0 => {
            let ratio = numerator / denominator;
            if ratio < 10.0 {
                format!("{ratio:.2}")
            } else {
                format!("{ratio:.0}")
            }
        }
        _ => "–".into(),
    }
}

/// Lines of a Markdown table, its columns aligned for reading as text.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
            .max(2)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            let padding = width - cell.chars().count().min(*width);
            let _ = write!(text, "| {}{cell} ", " ".repeat(padding));
        }
        text.push_str("|\n");
        if at == 0 {
            for width in &widths {
                let _ = write!(text, "|{}:", "-".repeat(width + 1));
            }
            text.push_str("|\n");
        }
    }
    text
}

/// The goals and what was reached, at ten leaves of four authorities.
fn goals(results: &Results) -> String {
    let of = |name: &str, operation: &str| results.get(&format!("{name}-{operation}-10-4"));
    let against_bound =
        |name: &str, operation: &str| ratio(of(name, operation), bound(results, operation, 10));
    let rabe = |name: &str| ratio(results.get("rabe-encapsulate-10"), of(name, "encapsulate"));
    let throughput = |operation: &str| {
        let of =
            |what: &str| results.get(&format!("{what}-{operation}-{}", envelope::name(Suite::default())));
        ratio(of("aead"), of("envelope"))
    };
    let most = ["seal", "open"]
        .iter()
        .flat_map(|operation| {
            Suite::ALL.map(|suite| format!("stream-{operation}-{}-memory", envelope::name(suite)))
        })
        .filter_map(|name| results.get(&name))
        .fold(None, |most: Option<f64>, found| Some(most.map_or(found, |most| most.max(found))));
    let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
    let rows = [
        row(["at ten leaves", "goal", "Salus", "Salus, blst"]),
        row([
            "encapsulate : bound",
            "≤ 1.5",
            &against_bound("salus", "encapsulate"),
            &against_bound("salus-blst", "encapsulate"),
        ]),
        row(["rabe : encapsulate", "≥ 40", &rabe("salus"), &rabe("salus-blst")]),
        row([
            "decapsulate : bound",
            "≤ 1.5",
            &against_bound("salus", "decapsulate"),
            &against_bound("salus-blst", "decapsulate"),
        ]),
        row(["finish", "≤ 1 ms", &time(of("salus", "finish")), &time(of("salus-blst", "finish"))]),
        row(["envelope seal : AEAD", "≥ 0.8", &throughput("seal"), "–"]),
        row(["envelope open : AEAD", "≥ 0.8", &throughput("open"), "–"]),
        row(["memory of a stream", "≤ 16 MiB", &memory(most), "–"]),
    ];
    format!("## Goals\n\n{}\n", aligned(&rows))
}

fn tables(results: &Results) -> String {
    let mut text = goals(results);
    for operation in OPERATIONS {
        let _ = writeln!(text, "## {}{}\n", operation[..1].to_uppercase(), &operation[1..]);
        let heads = [
            "leaves",
            "Salus",
            "Salus, blst",
            "textbook",
            "rabe",
            "bound",
            "Salus : bound",
            "Salus, blst : bound",
            "textbook : Salus",
            "rabe : Salus",
        ];
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        for leaves in LEAVES {
            let size = format!("{leaves}-{}", MOST_AUTHORITIES.min(leaves));
            let salus = results.get(&format!("salus-{operation}-{size}"));
            let blst = results.get(&format!("salus-blst-{operation}-{size}"));
            let textbook = results.get(&format!("textbook-{operation}-{leaves}"));
            let rabe = results.get(&format!("rabe-{operation}-{leaves}"));
            let bound = bound(results, operation, leaves);
            if salus.is_none() {
                continue;
            }
            rows.push(vec![
                leaves.to_string(),
                time(salus),
                time(blst),
                time(textbook),
                time(rabe),
                time(bound),
                ratio(salus, bound),
                ratio(blst, bound),
                ratio(textbook, salus),
                ratio(rabe, salus),
            ]);
        }
        text.push_str(&aligned(&rows));
        text.push('\n');
    }
    text.push_str(&authorities(results));
    text.push_str(&unprepared(results));
    text.push_str(&segments(results));
    text.push_str(&streams(results));
    text.push_str(&primitives(results));
    text
}

/// The same leaves spread over more authorities.
fn authorities(results: &Results) -> String {
    let mut rows = vec![["leaves", "authorities", "encapsulate", "decapsulate", "transform", "finish"]
        .map(str::to_owned)
        .to_vec()];
    for leaves in LEAVES {
        for authorities in 1..=MOST_AUTHORITIES.min(leaves) {
            let times =
                OPERATIONS.map(|operation| results.get(&format!("salus-{operation}-{leaves}-{authorities}")));
            if times.iter().any(Option::is_some) {
                rows.push(
                    [leaves.to_string(), authorities.to_string()]
                        .into_iter()
                        .chain(times.map(time))
                        .collect(),
                );
            }
        }
    }
    format!("## By number of authorities (Salus, without blst)\n\n{}\n", aligned(&rows))
}

/// Authorities met for the first time.
fn unprepared(results: &Results) -> String {
    let mut rows =
        vec![["leaves", "encapsulate", "prepared", "decapsulate", "prepared"].map(str::to_owned).to_vec()];
    for leaves in LEAVES {
        let size = format!("{leaves}-{}", MOST_AUTHORITIES.min(leaves));
        let find = |name: &str| results.get(&format!("salus-{name}-{size}"));
        let cold = find("encapsulate-unprepared");
        if cold.is_some() {
            let cells = [cold, find("encapsulate"), find("decapsulate-unprepared"), find("decapsulate")];
            rows.push([leaves.to_string()].into_iter().chain(cells.map(time)).collect());
        }
    }
    format!(
        "## Without `AuthorityPublicKey::prepared`\n\nPreparing one authority takes {}.\n\n{}\n",
        time(results.get("salus-prepare")),
        aligned(&rows)
    )
}

fn segments(results: &Results) -> String {
    let heads = ["suite", "1 MiB segment", "envelope", "AEAD alone", "throughput : AEAD's"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for suite in Suite::ALL.map(envelope::name) {
        for operation in ["seal", "open"] {
            let of = |what: &str| results.get(&format!("{what}-{operation}-{suite}"));
            let (ours, aead) = (of("envelope"), of("aead"));
            let throughput =
                |time: Option<f64>| time.map_or("–".to_owned(), |time| format!("{:.0} MiB/s", 1e9 / time));
            rows.push(vec![
                suite.to_owned(),
                operation.to_owned(),
                throughput(ours),
                throughput(aead),
                ratio(aead, ours),
            ]);
        }
    }
    format!("## Envelope\n\n{}\n", aligned(&rows))
}

fn streams(results: &Results) -> String {
    let Some(length) = results.get("stream-length") else { return String::new() };
    let mebibytes = length / 1_048_576.0;
    let mut rows = vec![["suite", "whole stream", "throughput", "memory"].map(str::to_owned).to_vec()];
    for suite in Suite::ALL.map(envelope::name) {
        for (operation, what) in [("seal", "sealed"), ("open", "opened, and sealed while it is read")] {
            let name = format!("stream-{operation}-{suite}");
            let throughput = results.get(&name).map(|time| mebibytes * 1e9 / time);
            rows.push(vec![
                suite.to_owned(),
                what.to_owned(),
                throughput.map_or("–".to_owned(), |rate| format!("{rate:.0} MiB/s")),
                memory(results.get(&format!("{name}-memory"))),
            ]);
        }
    }
    format!(
        "## Memory\n\nA content of {mebibytes:.0} MiB that is nowhere as a whole. Memory is the process's peak (VmHWM) while it \
         streams, above what it had before.\n\n{}\n",
        aligned(&rows)
    )
}

fn primitives(results: &Results) -> String {
    let mut rows = vec![["operation of blst", "time"].map(str::to_owned).to_vec()];
    let mut names: Vec<String> = [
        "blst-g1-add",
        "blst-g2-add",
        "blst-fp12-multiply",
        "blst-fp12-square",
        "blst-cyclotomic-square",
        "blst-fp12-frobenius",
        "blst-final-exponentiation",
    ]
    .map(str::to_owned)
    .to_vec();
    names.extend(LEAVES.map(|leaves| format!("blst-miller-loop-{}", 2 * leaves + 1)));
    for name in names {
        if let Some(found) = results.get(&name) {
            rows.push(vec![name.trim_start_matches("blst-").replace('-', " "), time(Some(found))]);
        }
    }
    format!("## What the bound is made of\n\n{}", aligned(&rows))
}

fn document(tables: &str) -> String {
    let introduction = include_str!("introduction.md");
    format!("{}\n{}\n\n{tables}\n{}", introduction.trim_start(), machine(), include_str!("explanation.md"))
}
