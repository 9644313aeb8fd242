//! What a client without metadata takes for granted: each call stands where it stands on the stand-alone chain.

use crate::{RuntimeCall, VERSION};
use codec::Decode;
use salus_protocol::calls::KnownCalls;
use scale_info::{TypeDef, TypeInfo};

/// Calls that clients know and this chain does not have: there is no GRANDPA here that could stall.
const ELSEWHERE: [(&str, &str); 1] = [("Governance", "note_stalled")];

/// The two indices of a call, if the runtime has it.
fn place(pallet: &str, call: &str) -> Option<[u8; 2]> {
    let TypeDef::Variant(pallets) = RuntimeCall::type_info().type_def else { panic!("calls are an enum") };
    let pallet = pallets.variants.into_iter().find(|each| each.name == pallet)?;
    let TypeDef::Variant(calls) = pallet.fields[0].ty.type_info().type_def else {
        panic!("calls are an enum")
    };
    let call = calls.variants.into_iter().find(|each| each.name == call)?;
    Some([pallet.index, call.index])
}

#[test]
fn known_calls_should_be_this_runtimes_when_clients_compile_them_in() {
    let known = KnownCalls::of(&VERSION.spec_name, VERSION.spec_version).unwrap();
    assert!(known.iter().count() > 0);
    for (pallet, call, indices) in
        known.iter().filter(|(pallet, call, _)| !ELSEWHERE.contains(&(pallet, call)))
    {
        assert_eq!(place(pallet, call), Some(indices), "{pallet}.{call}");
    }
}

#[test]
fn call_should_stand_at_no_place_here_when_only_the_stand_alone_chain_has_it() {
    let known = KnownCalls::of(&VERSION.spec_name, VERSION.spec_version).unwrap();
    for (pallet, call, indices) in
        known.iter().filter(|(pallet, call, _)| ELSEWHERE.contains(&(pallet, call)))
    {
        assert_eq!(place(pallet, call), None, "{pallet}.{call}");
        assert!(RuntimeCall::decode(&mut [indices.as_slice(), &[0; 256]].concat().as_slice()).is_err());
    }
}
