// Shows absolute times in the reader's own zone. Without it they stay as the server wrote them, in UTC.
const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

for (const time of document.querySelectorAll("time")) {
	const text = format.format(new Date(time.dateTime));
	if ("local" in time.dataset) time.textContent = text;
	else time.title = text;
}
