// Reads a running chain the way polkadot.js apps does: metadata only, no custom types.
//
//   node compatibility.mjs ws://127.0.0.1:9944
//
// Ends with a JSON line of what was decoded, or with exit code 1 and the first thing that was not.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const PALLETS = ['consortium', 'attributeAuthority', 'consent', 'ehrRegistry', 'auditLog'];
const DEADLINE_MS = 120_000;

const endpoint = process.argv[2] ?? 'ws://127.0.0.1:9944';

/** What @polkadot/api complained about while it connected and decoded. */
const complaints = [];
for (const level of ['warn', 'error']) {
  const print = console[level];
  console[level] = (...words) => {
    complaints.push(words.map(String).join(' '));
    print(...words);
  };
}

function check(condition, message) {
  if (!condition) throw new Error(message);
}

/** Every storage item of the five pallets, every entry of every map. */
async function readStorage(api) {
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

/** Signs a call with a seat's key, as the extension would, and waits until it is final. */
async function sendSignedCall(api) {
  const seat = new Keyring({ type: 'sr25519' }).addFromUri('//City-Hospital//seat');
  const call = api.tx.system.remark('0x73616c7573');
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the signed call was not final in time')), DEADLINE_MS);
    call
      .signAndSend(seat, (result) => {
        if (result.dispatchError) reject(new Error(`the signed call failed: ${result.dispatchError.toString()}`));
        if (result.status.isFinalized) {
          clearTimeout(timer);
          resolve(result.status.asFinalized.toHex());
        }
      })
      .catch(reject);
  });
}

/** Every event and every extrinsic of every block up to the finalised head. */
async function decodeBlocks(api) {
  const head = await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead());
  const kinds = {};
  let events = 0;
  let extrinsics = 0;
  for (let number = 1; number <= head.number.toNumber(); number += 1) {
    const hash = await api.rpc.chain.getBlockHash(number);
    const at = await api.at(hash);
    for (const { event } of await at.query.system.events()) {
      event.toHuman();
      const kind = `${event.section}.${event.method}`;
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      events += 1;
    }
    const { block } = await api.rpc.chain.getBlock(hash);
    for (const extrinsic of block.extrinsics) {
      // Not extrinsic.toHuman(): it prints a tip, and on a chain without fees there is none.
      extrinsic.method.toHuman();
      extrinsics += 1;
    }
  }
  return { blocks: head.number.toNumber(), events, extrinsics, kinds };
}

async function main() {
  const provider = new WsProvider(endpoint, 1_000, {}, DEADLINE_MS);
  const api = await ApiPromise.create({ provider, throwOnConnect: true });
  try {
    const storage = await readStorage(api);
    const finalised = await sendSignedCall(api);
    const blocks = await decodeBlocks(api);
    // An extension that neither signs nor carries anything is named once and then ignored: that is by design.
    const serious = complaints.filter((text) => !/Unknown signed extensions .* treating them as no-effect/.test(text)
      && !/Not decorating (unknown )?runtime apis|RPC methods not decorated/.test(text));
    check(serious.length === 0, `@polkadot/api complained: ${serious.join(' | ')}`);
    console.log(JSON.stringify({ chain: api.runtimeChain.toString(), storage, finalised, ...blocks }));
  } finally {
    await api.disconnect();
  }
}

const timer = setTimeout(() => {
  console.log(`error: not done within ${DEADLINE_MS * 3 / 1000} s`);
  process.exit(1);
}, DEADLINE_MS * 3);
main()
  .then(() => clearTimeout(timer))
  .catch((error) => {
    console.log(`error: ${error.message}`);
    process.exit(1);
  });
