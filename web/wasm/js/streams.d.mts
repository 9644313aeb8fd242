import type { OpenStream, SealStream } from "./salus_web.js";

/**
 * A TransformStream out of a SealStream or an OpenStream; it frees that one at its end.
 *
 * Whatever is refused errors the stream. Of an OpenStream, what came out before is authentic, and the whole content only
 * if the stream ends without an error.
 */
export function through(stream: SealStream | OpenStream): TransformStream<Uint8Array, Uint8Array>;
