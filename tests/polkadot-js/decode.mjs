// What a client reads of a chain by its metadata alone: every storage item, every block, and what each pallet may say.

/** The pallets of the consortium's own. */
export const PALLETS = ['consortium', 'attributeAuthority', 'consent', 'ehrRegistry', 'auditLog'];

/** Longer than the fields of any call or event of zeros. */
const ZEROS = 16_384;

/** What @polkadot/api complained about while it connected and decoded. */
const complaints = [];
for (const level of ['warn', 'error']) {
  const print = console[level];
  console[level] = (...words) => {
    complaints.push(words.map(String).join(' '));
    print(...words);
  };
}

export function check(condition, message) {
  if (!condition) throw new Error(message);
}

/** Complains if @polkadot/api did. */
export function checkComplaints() {
  // An extension that neither signs nor carries anything is named once and then ignored: that is by design.
  const serious = complaints.filter((text) => !/Unknown signed extensions .* treating them as no-effect/.test(text)
    && !/Not decorating (unknown )?runtime apis|RPC methods not decorated/.test(text));
  check(serious.length === 0, `@polkadot/api complained: ${serious.join(' | ')}`);
}

/** Every storage item of the pallets, every entry of every map. */
export async function readStorage(api) {
  const read = {};
  for (const pallet of PALLETS) {
    const items = api.query[pallet];
    check(items, `the metadata has no storage of pallet '${pallet}'`);
    for (const [name, item] of Object.entries(items)) {
      if (name === 'palletVersion') continue;
      const isMap = item.creator.meta.type.isMap;
      const values = isMap ? (await item.entries()).map(([, value]) => value) : [await item()];
      values.forEach((value) => value.toHuman());
      read[`${pallet}.${name}`] = values.length;
    }
    check(api.tx[pallet], `the metadata has no calls of pallet '${pallet}'`);
    check(api.errors[pallet], `the metadata has no errors of pallet '${pallet}'`);
  }
  return read;
}

/** Signs a seat's call that changes nothing, as the extension would, and waits until it is final. */
export async function sendSignedCall(api, signer, deadline) {
  const organisations = await api.query.consortium.organisations.entries();
  const own = organisations.map(([, organisation]) => organisation.unwrap()).find(({ seat }) => seat.eq(signer.address));
  const call = api.tx.consortium.setGateway(own.gateway, null);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the signed call was not final in time')), deadline);
    call
      .signAndSend(signer, (result) => {
        if (result.dispatchError) reject(new Error(`the signed call failed: ${result.dispatchError.toString()}`));
        if (result.status.isFinalized) {
          clearTimeout(timer);
          resolve(result.status.asFinalized.toHex());
        }
      })
      .catch(reject);
  });
}

/** The calls within a call: motions, batches, relayed calls. */
function* within(value) {
  if (value?.section !== undefined && value?.method !== undefined && value?.args !== undefined) {
    yield `${value.section}.${value.method}`;
    for (const argument of value.args) yield* within(argument);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* within(item);
  } else if (value instanceof Map) {
    for (const item of value.values()) yield* within(item);
  }
}

/** Every event and every extrinsic of every block up to the finalised head. */
export async function decodeBlocks(api) {
  const head = await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead());
  const kinds = {};
  const calls = {};
  const errors = {};
  const versions = new Set();
  let events = 0;
  let extrinsics = 0;
  for (let number = 1; number <= head.number.toNumber(); number += 1) {
    const hash = await api.rpc.chain.getBlockHash(number);
    const at = await api.at(hash);
    versions.add(at.runtimeVersion.specVersion.toNumber());
    for (const { event } of await at.query.system.events()) {
      event.toHuman();
      const kind = `${event.section}.${event.method}`;
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      events += 1;
      for (const field of event.data) {
        const failure = field?.isModule ? field : field?.isErr && field.asErr?.isModule ? field.asErr : undefined;
        if (failure) {
          const { section, name } = at.registry.findMetaError(failure.asModule);
          errors[`${section}.${name}`] = (errors[`${section}.${name}`] ?? 0) + 1;
        }
      }
    }
    const { block } = await api.rpc.chain.getBlock(hash);
    for (const extrinsic of block.extrinsics) {
      // Not extrinsic.toHuman(): it prints a tip, and on a chain without fees there is none.
      extrinsic.method.toHuman();
      for (const call of within(extrinsic.method)) calls[call] = (calls[call] ?? 0) + 1;
      extrinsics += 1;
    }
  }
  return { blocks: head.number.toNumber(), versions: [...versions], events, extrinsics, kinds, calls, errors };
}

/** Every call, event and error that the pallets may have, with nothing but zeros in its fields. */
export function decodeVocabulary(api) {
  const counted = { calls: [], events: [], errors: [] };
  const zeros = (...front) => Uint8Array.from([...front, ...new Uint8Array(ZEROS)]);
  for (const pallet of PALLETS) {
    for (const [name, call] of Object.entries(api.tx[pallet])) {
      const [section, index] = call.callIndex;
      check(api.registry.createType('Call', zeros(section, index)).method === name, `${pallet}.${name} does not decode`);
      counted.calls.push(`${pallet}.${name}`);
    }
    for (const [name, event] of Object.entries(api.events[pallet])) {
      const index = event.meta.index.toNumber();
      const section = Object.values(api.tx[pallet])[0].callIndex[0];
      const decoded = api.registry.createType('Event', zeros(section, index));
      decoded.toHuman();
      check(decoded.method === name, `the event ${pallet}.${name} does not decode`);
      counted.events.push(`${pallet}.${name}`);
    }
    for (const [name, error] of Object.entries(api.errors[pallet])) {
      const section = Object.values(api.tx[pallet])[0].callIndex[0];
      const found = api.registry.findMetaError(Uint8Array.from([section, error.meta.index.toNumber()]));
      check(found.name === name, `the error ${pallet}.${name} does not decode`);
      counted.errors.push(`${pallet}.${name}`);
    }
  }
  return counted;
}
