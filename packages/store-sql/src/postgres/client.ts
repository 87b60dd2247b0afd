/** What is needed of pg: described here, so that this package doesn't depend on it. */

/** A query, prepared under its name by each connection that first runs it. */
export interface PostgresQuery {
	readonly name?: string;
	readonly text: string;
	values?: unknown[];
}

export interface PostgresResult {
	readonly rows: unknown[];
	readonly rowCount: number | null;
}

/** A `Pool` of pg. */
export interface PostgresPool {
	query(query: PostgresQuery): Promise<PostgresResult>;
	connect(callback: (error: Error | undefined, client: PostgresClient | undefined) => void): void;
}

/** What comes with the event `notification`. */
export interface PostgresNotification {
	readonly payload?: string | undefined;
}

/** A `PoolClient` of pg. */
export interface PostgresClient {
	query(query: PostgresQuery): Promise<PostgresResult>;
	on(event: string, listener: (notification: PostgresNotification) => void): unknown;
	off(event: string, listener: (notification: PostgresNotification) => void): unknown;
	/** @param destroy - Whether the connection is of no use any more. */
	release(destroy?: boolean): void;
}
