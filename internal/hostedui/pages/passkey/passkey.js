// Ceremonies of passkeys: a form with data-passkey="get" or "create" and the
// options of WebAuthn is sent once the browser has given the credential.
{
	const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
	const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
	const known = (list) => (list || []).map((c) => ({ ...c, id: bytes(c.id) }));
	const ceremonies = {
		async get(o) {
			const c = await navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: known(o.allowCredentials) } });
			const r = c.response;
			return { ...frame(c), response: { clientDataJSON: text(r.clientDataJSON), authenticatorData: text(r.authenticatorData),
				signature: text(r.signature), userHandle: r.userHandle ? text(r.userHandle) : undefined } };
		},
		async create(o) {
			const c = await navigator.credentials.create({ publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) },
				excludeCredentials: known(o.excludeCredentials) } });
			const r = c.response;
			return { ...frame(c), response: { clientDataJSON: text(r.clientDataJSON), attestationObject: text(r.attestationObject),
				transports: r.getTransports ? r.getTransports() : [] } };
		},
	};
	const frame = (c) => ({ id: c.id, rawId: text(c.rawId), type: c.type, authenticatorAttachment: c.authenticatorAttachment || undefined,
		clientExtensionResults: c.getClientExtensionResults() });
	for (const form of document.querySelectorAll("form[data-passkey]")) {
		const problem = document.querySelector("[data-passkey-problem]");
		form.addEventListener("submit", async (e) => {
			if (form.elements.credential.value || e.submitter?.value === "skip") return;
			e.preventDefault();
			e.stopImmediatePropagation();
			if (problem) problem.hidden = true;
			try {
				const options = JSON.parse(form.dataset.options);
				form.elements.credential.value = JSON.stringify(await ceremonies[form.dataset.passkey](options.publicKey || options));
				form.submit();
			} catch {
				if (problem) problem.hidden = false;
			}
		}, true);
	}
}
