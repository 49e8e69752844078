// Fields whose secret can be shown, and rules that tell while one types.
document.documentElement.classList.add("script");
for (const button of document.querySelectorAll("button.reveal")) {
	const input = button.parentElement.querySelector("input");
	button.hidden = false;
	button.addEventListener("click", () => {
		const show = input.type === "password";
		input.type = show ? "text" : "password";
		button.setAttribute("aria-pressed", String(show));
		button.setAttribute("aria-label", show ? button.dataset.hide : button.dataset.show);
	});
	input.form?.addEventListener("submit", () => { input.type = "password"; });
}
const ruleTests = {
	length: (p, least) => [...p].length >= Number(least),
	lower: (p) => /[a-z]/.test(p),
	upper: (p) => /[A-Z]/.test(p),
	number: (p) => /[0-9]/.test(p),
	symbol: (p) => /[ ^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/.test(p),
};
for (const list of document.querySelectorAll(".rules")) {
	const input = list.parentElement.querySelector("input");
	const check = () => {
		for (const rule of list.children) {
			const met = ruleTests[rule.dataset.rule](input.value, rule.dataset.least);
			rule.classList.toggle("met", met);
			rule.classList.toggle("passwordCheck-valid-customizable", met);
			rule.classList.toggle("passwordCheck-notValid-customizable", !met);
		}
	};
	input.addEventListener("input", check);
	check();
}
