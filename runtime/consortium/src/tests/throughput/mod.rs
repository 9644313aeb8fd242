//! How fast calls are applied, beside a template chain's; and how much state they leave. `scripts/bench.sh` runs it.
//!
//! Everything is native code on one core and state in memory, signatures are checked, and nothing is asserted
//! about time.

mod template;

use super::{
    governance::pass,
    scene::{content, enrol, enrolment, gateway, next_block, run, same_card, Actor},
};
use crate::{EhrRegistry, Executive, RuntimeCall, RuntimeOrigin, UncheckedExtrinsic};
use frame_support::assert_ok;
use salus_primitives::{
    consent::{EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::Role,
    record::RecordStatus,
    Purpose, RecordId,
};
use sp_runtime::{traits::Dispatchable, ApplyExtrinsicResult};
use std::{
    ops::Range,
    time::{Duration, Instant},
};

/// Transactions of each kind.
const SAMPLES: u32 = 128;
const LEAVES: u32 = 10;

/// Opens the next block that has room: the one in which a session begins is full of that.
fn fresh_block() {
    let session = crate::Session::current_index();
    next_block();
    if crate::Session::current_index() != session {
        next_block();
    }
}

/// What one kind of transaction takes.
struct Timing {
    label: String,
    /// Of one item: one call, or one endorsement of a batch.
    each: Duration,
}

/// The median time of applying what `make` makes, of which each has `items`.
fn time<X>(
    label: &str,
    items: u32,
    rounds: u32,
    mut make: impl FnMut(u32) -> X,
    apply: impl Fn(X) -> ApplyExtrinsicResult,
) -> Timing {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|round| {
            let extrinsic = make(round);
            let start = Instant::now();
            let outcome = apply(extrinsic);
            let time = start.elapsed();
            assert_eq!(outcome, Ok(Ok(())), "{label}");
            time
        })
        .collect();
    times.sort();
    Timing { label: label.into(), each: times[times.len() / 2] / items }
}

fn record(number: u32) -> RecordId {
    let mut id = [0; 32];
    id[..4].copy_from_slice(&number.to_le_bytes());
    RecordId(id)
}

/// A patient with a policy of ten attributes, and a doctor who holds them all.
struct Clinic {
    patient: Actor,
    doctor: Actor,
    policy: PolicyRef,
}

impl Clinic {
    fn open() -> Self {
        let (patient, doctor) = (Actor::new("//Paula"), Actor::new("//Dora"));
        let office = Actor::new("//Medical-Council//authority");
        let registration = pallet_attribute_authority::Call::register {
            name: "council".parse().unwrap(),
            organisation: 0,
            account: office.account(),
            public_key: vec![1; 144].try_into().unwrap(),
            proof_of_possession: vec![2; 96].try_into().unwrap(),
        };
        assert_eq!(pass(registration, &[0, 1, 2]), Ok(()));
        for (who, role) in [(&patient, Role::Patient), (&doctor, Role::Practitioner)] {
            enrol(0, who, role);
        }
        let mut leaves = Vec::new();
        for leaf in 0..LEAVES {
            let attribute: salus_primitives::Label = format!("a{leaf}").parse().unwrap();
            office.succeed(pallet_attribute_authority::Call::declare { attribute: attribute.clone() });
            office.succeed(pallet_attribute_authority::Call::grant {
                holder: doctor.account(),
                attribute,
                expires: 100_000,
                key_package: content(2),
            });
            leaves.push(format!("a{leaf}@council"));
            fresh_block();
        }
        patient.succeed(pallet_consent::Call::set_policy {
            policy: None,
            terms: PolicyTerms {
                expression: leaves.join(" AND ").parse().unwrap(),
                purposes: [Purpose::Treatment].into_iter().collect(),
                valid: Window { from: 0, until: 100_000 },
                emergency: EmergencyAccess::Never,
            },
        });
        let (id, terms) = crate::Consent::policies_of(patient.account()).remove(0);
        patient.succeed(pallet_consent::Call::allow_contribution { organisation: 0, until: 100_000 });
        Self { patient, doctor, policy: PolicyRef { id, version: terms.version } }
    }

    fn submission(&self, number: u32) -> RuntimeCall {
        pallet_ehr_registry::Call::submit {
            record: record(number),
            patient: self.patient.account(),
            author: gateway(0).account(),
            policy: self.policy,
            content: content(3),
            header: content(4),
            previous: None,
        }
        .into()
    }

    /// Files records without a transaction, for others to be timed.
    fn file(&self, numbers: Range<u32>) {
        for number in numbers {
            assert_ok!(self.submission(number).dispatch(RuntimeOrigin::signed(gateway(0).account())));
        }
    }

    /// Lets records become active without transactions: a patient's records may not all be pending.
    fn activate(&self, numbers: Range<u32>) {
        for organisation in [1, 2] {
            let gateway = RuntimeOrigin::signed(gateway(organisation).account());
            // Some are endorsed already, by the one that was timed.
            let _ = endorse(numbers.clone()).dispatch(gateway);
        }
        let last = EhrRegistry::record(record(numbers.end - 1));
        assert_eq!(last.unwrap().status, RecordStatus::Active);
    }
}

fn endorse(records: Range<u32>) -> RuntimeCall {
    pallet_ehr_registry::Call::endorse {
        records: records.map(record).collect::<Vec<_>>().try_into().unwrap(),
    }
    .into()
}

fn open(number: u32) -> RuntimeCall {
    pallet_consent::Call::open_access {
        record: record(number),
        purpose: Purpose::Treatment,
        justification: [3; 32],
    }
    .into()
}

/// Times transactions, each alone in a block, so that neither quota nor limit is met.
fn ours(label: &str, items: u32, rounds: u32, mut make: impl FnMut(u32) -> UncheckedExtrinsic) -> Timing {
    time(
        label,
        items,
        rounds,
        |round| {
            fresh_block();
            make(round)
        },
        Executive::apply_extrinsic,
    )
}

fn salus_timings(timings: &mut Vec<Timing>) {
    let clinic = Clinic::open();
    timings
        .push(ours("Salus: `consortium.replace_key_card`", 1, SAMPLES, |_| clinic.patient.sign(same_card())));
    timings.push(ours("`submit`", 1, SAMPLES, |round| gateway(0).sign(clinic.submission(round))));
    clinic.activate(0..SAMPLES);
    let (mut last, mut next) = (0..0, SAMPLES);
    for batch in [1, 16, 256] {
        let label = format!("`endorse`, one of a batch of {batch}");
        let rounds = (SAMPLES / batch).max(8);
        timings.push(ours(&label, batch, rounds, |_| {
            if next > SAMPLES {
                clinic.activate(last.clone());
            }
            let records = next..next + batch;
            (last, next) = (records.clone(), records.end);
            clinic.file(records.clone());
            gateway(1).sign(endorse(records))
        }));
    }
    clinic.activate(last);
    // Active, so that the doctor may read it.
    clinic.file(next..next + 1);
    clinic.activate(next..next + 1);
    let label = format!("`open_access` under {LEAVES} leaves");
    timings.push(ours(&label, 1, SAMPLES, |_| clinic.doctor.sign(open(next))));
}

#[test]
#[ignore = "a measurement: scripts/bench.sh runs it"]
fn throughput() {
    let mut timings = Vec::new();
    template::run(|| {
        let next = |extrinsic: fn(u32) -> template::Extrinsic| {
            move |round| {
                template::next_block();
                extrinsic(round)
            }
        };
        let remark = next(|_| template::remark());
        timings.push(time("Template: `system.remark`", 1, SAMPLES, remark, template::apply));
        let label = "Template: `balances.transfer_keep_alive`";
        timings.push(time(label, 1, SAMPLES, next(template::transfer), template::apply));
    });
    run(|| salus_timings(&mut timings));
    let (card, transfer) = (timings[0].each.as_secs_f64(), timings[1].each.as_secs_f64());
    println!("| Transaction | µs each | per second | x key card | x transfer |");
    println!("|---|---|---|---|---|");
    for Timing { label, each } in &timings {
        let each = each.as_secs_f64();
        println!(
            "| {label} | {:.1} | {:.0} | {:.2} | {:.2} |",
            each * 1e6,
            1.0 / each,
            each / card,
            each / transfer
        );
    }
}

/// Bytes of all keys and values of the state, but for what belongs to blocks: their hashes, events, randomness.
fn state_size() -> usize {
    let [system, babe, accounts] =
        ["System", "Babe", "Account"].map(|name| sp_io::hashing::twox_128(name.as_bytes()));
    let mut size = 0;
    let mut key = Vec::new();
    while let Some(next) = sp_io::storage::next_key(&key) {
        let of_blocks =
            next.starts_with(&babe) || next.starts_with(&system) && next.get(16..32) != Some(&accounts[..]);
        if !of_blocks {
            size += next.len() + sp_io::storage::get(&next).map_or(0, |value| value.len());
        }
        key = next;
    }
    size
}

/// What `act` leaves in the state for each of `items`, in bytes.
fn growth(items: usize, act: impl FnOnce()) -> String {
    let settle = || {
        fresh_block();
        fresh_block();
        state_size()
    };
    let before = settle();
    act();
    let grown = settle() as f64 - before as f64;
    format!("{:.1}", grown / items as f64)
}

#[test]
#[ignore = "a measurement: scripts/bench.sh runs it"]
fn state_sizes() {
    run(|| {
        let clinic = Clinic::open();
        let mut rows: Vec<(&str, String)> = Vec::new();
        let enrol = |name: &str| enrolment(0, &Actor::new(name), Role::Patient);
        rows.push(("patient, enrolled", growth(1, || gateway(0).succeed(enrol("//Petra")))));
        rows.push(("record, submitted", growth(16, || clinic.file(0..16))));
        rows.push(("record, endorsed once more", growth(16, || gateway(1).succeed(endorse(0..16)))));
        rows.push((
            "record, active: endorsers and deadline gone",
            growth(16, || gateway(2).succeed(endorse(0..16))),
        ));
        let opened = growth(16, || (0..16).for_each(|number| clinic.doctor.succeed(open(number))));
        rows.push(("ticket, with its entry in the trail", opened));
        let refused = |count: usize| {
            let refusals = (0..count).map(|_| 100_000).map(open);
            refusals.for_each(|call| clinic.doctor.succeed(call));
        };
        let of_record = |count: usize| {
            for _ in 0..count {
                let call = pallet_consent::Call::open_access {
                    record: record(0),
                    purpose: Purpose::Payment,
                    justification: [3; 32],
                };
                clinic.doctor.succeed(call);
            }
        };
        rows.push(("refusal of an absent record", growth(64, || refused(64))));
        rows.push(("audit entry, each of 64", growth(64, || of_record(64))));
        rows.push((
            "audit entry, each of the next 448",
            growth(448, || {
                for _ in 0..28 {
                    of_record(16);
                    fresh_block();
                }
            }),
        ));
        println!("| What | bytes of state |");
        println!("|---|---|");
        for (what, bytes) in rows {
            println!("| {what} | {bytes} |");
        }
        assert_eq!(EhrRegistry::record(record(0)).unwrap().status, RecordStatus::Active);
    });
}
