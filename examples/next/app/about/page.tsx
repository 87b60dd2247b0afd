/** A page that is built beforehand and asks for no session. */
export default function About() {
	return (
		<>
			<h1>About</h1>
			<p>This page is the same for everybody.</p>
		</>
	);
}
