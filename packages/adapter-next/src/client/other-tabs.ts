/** Between the tabs of one browser. */

import { useEffect, useEffectEvent, useState } from "react";

/** What a tab knows. No more than its own pages show. */
export interface News {
	readonly userId: string | null;
	/** When the session ends, in milliseconds since the epoch. */
	readonly deadline: number;
}

/** Tells the other tabs what this one knows whenever that changes, and hears from them. */
export function useOtherTabs({ userId, deadline }: News, hear: (news: News) => void): void {
	const [channel, setChannel] = useState<BroadcastChannel | null>(null);
	const onNews = useEffectEvent(hear);
	useEffect(() => {
		const opened = new BroadcastChannel("sojourn");
		opened.onmessage = ({ data }: MessageEvent<News>) => onNews(data);
		setChannel(opened);
		return () => opened.close();
	}, []);
	useEffect(() => channel?.postMessage({ userId, deadline }), [channel, userId, deadline]);
}
