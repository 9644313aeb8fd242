// Reads a running chain the way polkadot.js apps does: metadata only, no custom types.
//
//   node compatibility.mjs ws://127.0.0.1:9944
//
// Ends with a JSON line of what was decoded, or with exit code 1 and the first thing that was not.
import { checkComplaints, decodeBlocks, readStorage, sendSignedCall } from './decode.mjs';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const DEADLINE_MS = 120_000;

const endpoint = process.argv[2] ?? 'ws://127.0.0.1:9944';

async function main() {
  const provider = new WsProvider(endpoint, 1_000, {}, DEADLINE_MS);
  const api = await ApiPromise.create({ provider, throwOnConnect: true });
  try {
    const storage = await readStorage(api);
    const seat = new Keyring({ type: 'sr25519' }).addFromUri('//City-Hospital//seat');
    const finalised = await sendSignedCall(api, seat, DEADLINE_MS);
    const blocks = await decodeBlocks(api);
    checkComplaints();
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
