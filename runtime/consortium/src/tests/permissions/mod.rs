//! Who may make which call: everybody tries every call of the consortium's own pallets.

mod cast;
mod table;

use super::scene::run;
use crate::RuntimeCall;
use cast::Cast;
use frame_support::{storage::with_transaction, traits::GetCallMetadata};
use sp_runtime::{DispatchError, TransactionOutcome};
use std::fmt::Write;
use table::{COLUMNS, TABLE};

/// The same table for readers.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/permissions.md");

/// Set to write the file again.
const REFRESH: &str = "SALUS_REFRESH_PERMISSIONS";

/// The consortium's own pallets.
const PALLETS: [&str; 5] = ["Consortium", "AttributeAuthority", "Consent", "EhrRegistry", "AuditLog"];

fn words(row: &str) -> Vec<&str> {
    row.split_whitespace().collect()
}

#[test]
fn table_should_have_every_call_once_when_compared_with_the_metadata() {
    let calls = PALLETS.iter().flat_map(|pallet| {
        RuntimeCall::get_call_names(pallet).iter().map(move |call| format!("{pallet}.{call}"))
    });
    let mut known: Vec<_> = calls.collect();
    let mut listed: Vec<_> = TABLE.iter().map(|(call, _)| call.to_string()).collect();
    known.sort();
    listed.sort();
    assert_eq!(known, listed, "a call is new or gone: say in `permissions/table.rs` who may make it");
    for (call, row) in TABLE {
        assert_eq!(words(row).len(), COLUMNS.len(), "{call}");
    }
}

#[test]
fn every_call_should_be_taken_or_refused_as_the_table_says_when_everybody_tries() {
    run(|| {
        let cast = Cast::new();
        let mut differences = Vec::new();
        for (call, row) in TABLE {
            for (column, expected) in words(row).into_iter().enumerate() {
                let outcome = with_transaction(|| {
                    let outcome = cast.outcome(column, cast.call(call));
                    TransactionOutcome::Rollback(Ok::<_, DispatchError>(outcome))
                })
                .unwrap();
                if outcome != expected {
                    differences.push(format!("{call}, {}: {outcome}, not {expected}", COLUMNS[column]));
                }
            }
        }
        assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    });
}

/// The table as the documentation has it.
fn document() -> String {
    let mut text = String::from(
        "# Who may make which call\n\n\
         Every call of the consortium's own pallets, and its outcome for an account of each kind. A test makes each\n\
         call on the whole chain, through the pool's rules, and compares the outcome with this page. Another test finds\n\
         calls that are missing here. After a change, this command writes the page again:\n\
         `SALUS_REFRESH_PERMISSIONS=1 cargo test --release -p salus-runtime-consortium --lib permissions`.\n\n\
         | Word | Outcome of the call |\n\
         |---|---|\n\
         | **yes** | It is carried out |\n\
         | – | Refused before it is in a block, with 102: accounts of this kind do not make this call |\n\
         | out | The same, with 101: the account has no role, or its organisation is suspended or removed |\n\
         | unsigned | The same: this call needs a sender |\n\
         | BadOrigin | It fails: fewer of the council agreed than it takes, or it is not the council's to make |\n\
         | another | It fails with this error of its pallet: the caller may make such a call, but not for this patient or record |\n\n\
         A seat is an organisation's seat in the council, and its administrator. The first two columns have what the\n\
         council decides. The guardian is a practitioner whom the patient appointed. A call that names a patient or a\n\
         record names this guardian's patient or a record of that patient. A patient of a suspended or removed\n\
         organisation still takes consent back and objects to records. The last column is a general transaction,\n\
         which carries no signature.\n",
    );
    for pallet in PALLETS {
        write!(text, "\n## {pallet}\n\n| Call |").unwrap();
        for column in COLUMNS {
            write!(text, " {column} |").unwrap();
        }
        writeln!(text, "\n|---{}|", "|---".repeat(COLUMNS.len())).unwrap();
        for (call, row) in TABLE {
            let Some(name) = call.strip_prefix(pallet).and_then(|rest| rest.strip_prefix('.')) else {
                continue;
            };
            write!(text, "| `{name}` |").unwrap();
            for word in words(row) {
                let cell = match word {
                    "yes" => "**yes**",
                    "." => "–",
                    "bad" => "BadOrigin",
                    "none" => "unsigned",
                    other => other,
                };
                write!(text, " {cell} |").unwrap();
            }
            text.push('\n');
        }
    }
    text
}

#[test]
fn page_should_say_what_the_table_says_when_compared() {
    let now = document();
    if std::env::var_os(REFRESH).is_some() {
        std::fs::write(FILE, &now).unwrap();
    }
    let before = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        before == now,
        "docs/permissions.md is out of date: run `{REFRESH}=1 cargo test --release -p salus-runtime-consortium --lib \
         permissions` and commit it"
    );
}
