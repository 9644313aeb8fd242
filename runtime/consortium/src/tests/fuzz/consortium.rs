//! Calls of the consortium that make sense.

use super::world::{Plan, World};
use crate::{tests::scene::enrolment, AccountId, Runtime, System};
use pallet_consortium::{Call, Isolated, Organisations, Participants, Seats, Validators};
use salus_primitives::consortium::{Gateway, MemberStatus, OrganisationKind, Role};

/// The most organisations, active or suspended; and people, offices and validators in proportion.
const ENOUGH: usize = 8;

/// A call named `name`, if there is occasion for one.
pub fn plan(world: &mut World, name: &str) -> Option<Plan> {
    match name {
        "admit" => admit(world),
        "suspend" => {
            let active = world.organisations(MemberStatus::Active);
            let organisation = world.random.pick(active).filter(|_| world.seats().len() > 3)?;
            Plan::motion(Call::suspend { organisation })
        }
        "reinstate" => {
            let suspended = world.organisations(MemberStatus::Suspended);
            Plan::motion(Call::reinstate { organisation: world.random.pick(suspended)? })
        }
        "remove" => {
            let suspended = world.organisations(MemberStatus::Suspended);
            let active = world.organisations(MemberStatus::Active);
            let candidates = if active.len() > 4 { [active, suspended].concat() } else { suspended };
            Plan::motion(Call::remove { organisation: world.random.pick(candidates)? })
        }
        "set_gateway" => {
            let seats = world.seats();
            let seat = world.random.pick(seats)?;
            let id = Seats::<Runtime>::get(&seat)?;
            let before = Organisations::<Runtime>::get(id)?.gateway.account;
            let account = if world.random.percent(40) { before } else { world.outsider() };
            let signature = world.actor(&account).map(|account| account.sign_gateway(id));
            Plan::signed(seat, Call::set_gateway { gateway: reachable(account), signature })
        }
        "rotate_seat" => {
            let seats = world.seats();
            let seat = world.random.pick(seats)?;
            let organisation = Seats::<Runtime>::get(&seat)?;
            let account = world.outsider();
            let signature = world.actor(&account)?.sign_seat(organisation);
            Plan::signed(seat, Call::rotate_seat { account, signature })
        }
        "add_validator" => {
            let organisation = world.organisation();
            let few = (Validators::<Runtime>::count() as usize) < ENOUGH;
            few.then(|| Call::add_validator { organisation, account: world.outsider() })
                .and_then(Plan::motion)
        }
        "remove_validator" => {
            let validators = Validators::<Runtime>::iter_keys().collect();
            Plan::motion(Call::remove_validator { account: world.random.pick(validators)? })
        }
        "readmit_validator" => {
            let isolated = Isolated::<Runtime>::iter_keys().collect();
            Plan::motion(Call::readmit_validator { account: world.random.pick(isolated)? })
        }
        "enrol" => enrol(world),
        "suspend_participant" => {
            let (account, by) = vouched_for(world, MemberStatus::Active)?;
            Plan::signed(by, Call::suspend_participant { account })
        }
        "reinstate_participant" => {
            let (account, by) = vouched_for(world, MemberStatus::Suspended)?;
            Plan::signed(by, Call::reinstate_participant { account })
        }
        "withdraw_enrolment" => {
            let unused = Participants::<Runtime>::iter_keys().filter(|who| System::account_nonce(who) <= 1);
            let account = world.random.pick(unused.collect())?;
            let by = world.gateway_of(Participants::<Runtime>::get(&account)?.organisation)?;
            Plan::signed(by, Call::withdraw_enrolment { account })
        }
        "replace_key_card" => {
            let person = world.participant()?;
            Plan::signed(person, Call::replace_key_card { key_card: world.content() })
        }
        _ => panic!("Consortium.{name} is new: say here what a call of it that makes sense looks like"),
    }
}

fn reachable(account: AccountId) -> Gateway<AccountId> {
    Gateway { account, url: b"https://hospital.example".to_vec().try_into().unwrap() }
}

fn admit(world: &mut World) -> Option<Plan> {
    if Seats::<Runtime>::count() as usize >= ENOUGH {
        return None;
    }
    let name = format!("Hospital {}", world.random.below(1_000_000)).into_bytes();
    let removed = world.organisations(MemberStatus::Removed);
    let predecessor = world.random.pick(removed);
    let seat = world.outsider();
    Plan::motion(Call::admit {
        name: name.try_into().unwrap(),
        kind: OrganisationKind::Hospital,
        seat,
        gateway: reachable(world.outsider()),
        predecessor,
    })
}

fn enrol(world: &mut World) -> Option<Plan> {
    let (gateway, organisation) = world.gateway()?;
    let orphans: Vec<_> = Participants::<Runtime>::iter()
        .filter(|(account, person)| {
            let organisation = Organisations::<Runtime>::get(person.organisation);
            world.actor(account).is_some() && organisation.unwrap().status == MemberStatus::Removed
        })
        .map(|(account, _)| account)
        .collect();
    let account = match world.random.pick(orphans) {
        Some(orphan) => orphan,
        None if world.people().len() < 4 * ENOUGH => world.outsider(),
        None => return None,
    };
    let roles = vec![Role::Patient, Role::Patient, Role::Practitioner, Role::Practitioner, Role::DataUser];
    // A patient stays one, and a call that makes sense says so.
    let role = match Participants::<Runtime>::get(&account) {
        Some(before) if before.role == Role::Patient => Role::Patient,
        _ => world.random.pick(roles)?,
    };
    let person = world.actor(&account)?;
    Plan::signed(gateway, enrolment(organisation as usize, &person, role))
}

/// One of the people with `status`, and the gateway of the organisation that enrolled that person.
fn vouched_for(world: &mut World, status: MemberStatus) -> Option<(AccountId, AccountId)> {
    let people = Participants::<Runtime>::iter().filter(|(_, person)| person.status == status).collect();
    let (account, person) = world.random.pick(people)?;
    Some((account, world.gateway_of(person.organisation)?))
}
