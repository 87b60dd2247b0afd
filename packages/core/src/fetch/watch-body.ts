/** Learning when a body has left. */

/**
 * The same body, piece by piece as it comes.
 *
 * @param ended is called once, after the last piece, when the body fails, or when the client goes away
 */
export function watchBody(body: ReadableStream<Uint8Array>, ended: () => void): ReadableStream<Uint8Array> {
	const reader = body.getReader();
	reader.closed.then(ended, ended);
	return new ReadableStream(
		{
			async pull(controller) {
				const { done, value } = await reader.read();
				if (done) controller.close();
				else controller.enqueue(value);
			},
			cancel: (reason) => reader.cancel(reason),
		},
		// Nothing is read before it is asked for.
		{ highWaterMark: 0 },
	);
}
