//! Calls that make no sense, and senders who may not make them.

use super::{
    chain::Chain,
    world::{Plan, Sender, World},
};
use crate::{AccountId, OriginCaller, RuntimeCall, RuntimeOrigin};
use codec::{Decode, Encode};
use frame_support::dispatch::RawOrigin;
use pallet_collective::Instance1;

/// Something else than `plan` that resembles it.
pub fn disturbed(world: &mut World, plan: Plan) -> (Sender, RuntimeCall) {
    let (sender, call) = match plan {
        Plan::Send(sender, call) => (sender, call),
        Plan::Motion(call) => (Sender::Signed(world.anybody()), call),
    };
    match world.random.below(8) {
        0 => (Sender::Signed(world.anybody()), call),
        1 => (Sender::Nobody, call),
        2 if !matches!(call, RuntimeCall::Timestamp(_)) => (Sender::Author, call),
        3 | 4 => (signed(world, sender), wrapped(world, call)),
        5 => (signed(world, sender), invented(world).unwrap_or(call)),
        _ => (signed(world, sender), garbled(world, call)),
    }
}

/// `sender`, or somebody in the place of one who signs nothing.
fn signed(world: &mut World, sender: Sender) -> Sender {
    match sender {
        Sender::Signed(who) => Sender::Signed(who),
        Sender::Nobody | Sender::Author => Sender::Signed(world.anybody()),
    }
}

/// `call` within one or more wrappers.
fn wrapped(world: &mut World, call: RuntimeCall) -> RuntimeCall {
    use pallet_utility::Call;
    let depth = 1 + world.random.below(10);
    (0..depth).fold(call, |call, _| {
        let (boxed, calls) = (Box::new(call.clone()), vec![call]);
        match world.random.below(9) {
            0 => Call::as_derivative { index: 0, call: boxed },
            1 => {
                Call::dispatch_as { as_origin: Box::new(OriginCaller::system(RawOrigin::Root)), call: boxed }
            }
            2 => Call::if_else { main: boxed.clone(), fallback: boxed },
            3 => Call::with_weight { call: boxed, weight: Default::default() },
            4 | 5 => Call::batch { calls },
            6 => Call::batch_all { calls },
            _ => Call::force_batch { calls },
        }
        .into()
    })
}

/// `call` with some of its bytes changed, if that is a call still.
fn garbled(world: &mut World, call: RuntimeCall) -> RuntimeCall {
    for _ in 0..8 {
        let mut bytes = call.encode();
        for _ in 0..=world.random.below(4) {
            // Mostly the arguments; now and then the call itself.
            let from = if world.random.percent(90) { 2 } else { 0 };
            if bytes.len() > from {
                let place = from + world.random.below(bytes.len() - from);
                bytes[place] = world.random.next() as u8;
            }
        }
        if let Ok(garbled) = RuntimeCall::decode(&mut bytes.as_slice()) {
            if !matches!(garbled, RuntimeCall::Timestamp(_)) {
                return garbled;
            }
        }
    }
    call
}

/// A call made of chance, if any comes out.
fn invented(world: &mut World) -> Option<RuntimeCall> {
    // The last is none.
    const PALLETS: [u8; 18] = [0, 2, 6, 7, 8, 9, 10, 11, 14, 15, 16, 17, 20, 21, 22, 23, 24, 25];
    for _ in 0..32 {
        let mut bytes = vec![PALLETS[world.random.below(PALLETS.len())], world.random.below(16) as u8];
        // Small numbers are lengths and variants that there are.
        for _ in 0..256 {
            let small = world.random.percent(60);
            bytes.push(if small { world.random.below(4) as u8 } else { world.random.next() as u8 });
        }
        if let Ok(call) = RuntimeCall::decode(&mut bytes.as_slice()) {
            return Some(call);
        }
    }
    None
}

/// Makes `call` as somebody whom no transaction lets speak, in the block of `author`, and undoes it.
pub fn make_as_if(choice: usize, call: &RuntimeCall, author: &AccountId) {
    let origin: RuntimeOrigin = match choice % 4 {
        0 => RawOrigin::Root.into(),
        1 => RawOrigin::Authorized.into(),
        2 => pallet_collective::RawOrigin::<_, Instance1>::Members(3, 4).into(),
        _ => RawOrigin::None.into(),
    };
    // The SDK itself forbids the author of a block to state its time twice.
    if !matches!(call, RuntimeCall::Timestamp(_)) {
        Chain::costs_no_more_than_declared(call, origin, author);
    }
}
