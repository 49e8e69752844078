// What went wrong gets the focus, unless the field to correct has it.
{
	const problem = document.getElementById("problem");
	if (problem && !document.querySelector("[autofocus]")) problem.focus();
	// A second click on a slow line is no second answer.
	for (const form of document.forms) {
		let sent = false;
		form.addEventListener("submit", (e) => { if (sent) e.preventDefault(); sent = true; });
		addEventListener("pageshow", () => { sent = false; });
	}
}
